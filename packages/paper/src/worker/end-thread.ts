import type { Worker } from 'node:worker_threads';

/** A task that has not ended after so long is not waited for when a pool closes. */
const LAST_TASK_MS = 30_000;

/**
 * Ends a thread, a busy one after it has answered its last task. A thread that is ended while the reader of characters
 * works in it takes the whole process down: the reader's own threads find no environment to answer to, and abort.
 */
export async function endThread(worker: Worker, isBusy: boolean): Promise<void> {
  if (isBusy) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, LAST_TASK_MS);
    worker.once('message', () => resolve()).once('exit', () => resolve());
    await promise;
    clearTimeout(timer);
  }
  await worker.terminate();
}

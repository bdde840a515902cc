import type { Worker } from 'node:worker_threads';

/** A task that has not ended after so long is not waited for when a pool closes. */
export const LAST_TASK_MS = 30_000;

/**
 * Lets a thread end by itself: it is told `null`, answers what it has in hand, and closes its port. A thread that is cut
 * off while native code works in it (the reader of characters above all) takes the whole process down: that code finds
 * no environment to answer to, and aborts. Only one that does not end in time is cut off.
 */
export async function endThread(worker: Worker, waitMs = LAST_TASK_MS): Promise<void> {
  // A thread that is gone has no number any more.
  if (worker.threadId < 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  worker.once('exit', () => resolve());
  // Late: then it is cut off after all.
  const late = setTimeout(() => void worker.terminate(), waitMs);
  worker.ref();
  worker.postMessage(null);
  await promise;
  clearTimeout(late);
}

import { parentPort } from 'node:worker_threads';
import { HufuError } from '@hufu/contract';
import type { Reply, Request } from './messages.ts';
import { perform } from './perform.ts';

const port = parentPort;
if (!port) throw new Error('this file runs as a worker thread only');

// One task at a time: the pages of OpenCV and pdfium are shared state of this thread.
let queue: Promise<void> = Promise.resolve();

port.on('message', (request: Request | null) => {
  queue = queue.then(async () => {
    if (!request) return port.close();
    const { id, task } = request;
    let reply: Reply;
    try {
      reply = { id, ok: true, answer: await perform(task) };
    } catch (error) {
      const known = error instanceof HufuError ? error : undefined;
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      reply = { id, ok: false, code: known?.code, context: known?.context ?? {}, message };
    }
    port.postMessage(reply);
  });
});

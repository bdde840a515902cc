import { parentPort } from 'node:worker_threads';
import { HufuError } from '@hufu/contract';
import { readFeatures } from '../read/read-features.ts';
import type { Ask, Told } from './messages.ts';

const port = parentPort;
if (!port) throw new Error('this file runs as a worker thread only');

// What a thread is told comes in turn, its end too.
let queue: Promise<void> = Promise.resolve();

port.on('message', (ask: Ask | null) => {
  queue = queue.then(async () => (ask ? port.postMessage(await tell(ask)) : port.close()));
});

async function tell({ bytes, key }: Ask): Promise<Told> {
  try {
    return { ok: true, read: await readFeatures(bytes, key) };
  } catch (error) {
    const known = error instanceof HufuError ? error : undefined;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ok: false, code: known?.code, context: known?.context ?? {}, message };
  }
}

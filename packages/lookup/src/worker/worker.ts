import { parentPort } from 'node:worker_threads';
import { HufuError } from '@hufu/contract';
import { readFeatures } from '../read/read-features.ts';
import type { Ask, Told } from './messages.ts';

const port = parentPort;
if (!port) throw new Error('this file runs as a worker thread only');

// One picture at a time: each takes a core, and its memory.
let queue: Promise<void> = Promise.resolve();

port.on('message', ({ id, bytes, key }: Ask) => {
  queue = queue.then(async () => {
    let told: Told;
    try {
      told = { id, ok: true, read: await readFeatures(bytes, key) };
    } catch (error) {
      const known = error instanceof HufuError ? error : undefined;
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      told = { id, ok: false, code: known?.code, context: known?.context ?? {}, message };
    }
    port.postMessage(told);
  });
});

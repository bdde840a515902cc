import { parentPort } from 'node:worker_threads';
import { HufuError } from '@hufu/contract';
import { readFeatures } from '../read/read-features.ts';
import type { Ask, Told } from './messages.ts';

const port = parentPort;
if (!port) throw new Error('this file runs as a worker thread only');

port.on('message', async ({ bytes, key }: Ask) => {
  let told: Told;
  try {
    told = { ok: true, read: await readFeatures(bytes, key) };
  } catch (error) {
    const known = error instanceof HufuError ? error : undefined;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    told = { ok: false, code: known?.code, context: known?.context ?? {}, message };
  }
  port.postMessage(told);
});

import { Worker } from 'node:worker_threads';
import { HufuError } from '@hufu/contract';
import type { PictureFeatures } from '../read/read-features.ts';
import type { Ask, Told } from './messages.ts';

/** Reads pictures in a thread of its own; the caller's event loop never computes. */
export interface FeatureReader extends AsyncDisposable {
  /** The features of a picture under a key of 32 bytes. */
  read(bytes: Uint8Array, key: Uint8Array): Promise<PictureFeatures>;
}

interface Waiting {
  resolve(read: PictureFeatures): void;
  reject(error: unknown): void;
}

/** A reader whose thread starts at the first picture, and again after one that ended it. */
export function openFeatureReader(): FeatureReader {
  let worker: Worker | undefined;
  let next = 1;
  let isClosed = false;
  const waiting = new Map<number, Waiting>();

  function started(): Worker {
    if (worker) return worker;
    const mine = new Worker(new URL('./worker.ts', import.meta.url));
    worker = mine;
    mine.on('message', (told: Told) => {
      const one = waiting.get(told.id);
      waiting.delete(told.id);
      if (waiting.size === 0) mine.unref();
      if (told.ok) one?.resolve(told.read);
      else if (told.code) one?.reject(new HufuError(told.code, { context: told.context }));
      else one?.reject(new Error(`the picture could not be read: ${told.message}`));
    });
    const ended = (cause?: unknown) => {
      if (worker === mine) worker = undefined;
      for (const [id, one] of waiting) {
        waiting.delete(id);
        one.reject(new HufuError('PAPER_WORKER_STOPPED', { cause }));
      }
    };
    mine.on('error', ended);
    mine.on('exit', () => ended());
    return mine;
  }

  return {
    read(bytes, key) {
      if (isClosed) return Promise.reject(new HufuError('PAPER_WORKER_STOPPED'));
      return new Promise<PictureFeatures>((resolve, reject) => {
        const ask: Ask = { id: next++, bytes, key };
        waiting.set(ask.id, { resolve, reject });
        const thread = started();
        thread.ref();
        thread.postMessage(ask);
      });
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await worker?.terminate();
    },
  };
}

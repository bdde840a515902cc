import { Worker } from 'node:worker_threads';
import { HufuError } from '@hufu/contract';
import { endThread } from '@hufu/paper';
import type { PictureFeatures } from '../read/read-features.ts';
import type { Ask, Told } from './messages.ts';

/** Reads pictures in a thread of its own; the caller's event loop never computes. */
export interface FeatureReader extends AsyncDisposable {
  /** The features of a picture under a key of 32 bytes. */
  read(bytes: Uint8Array, key: Uint8Array): Promise<PictureFeatures>;
}

interface Waiting {
  readonly ask: Ask;
  resolve(read: PictureFeatures): void;
  reject(error: unknown): void;
}

/** A reader whose thread starts at the first picture, and again after one that ended it. */
export function openFeatureReader(script: URL = new URL('./worker.ts', import.meta.url)): FeatureReader {
  let worker: Worker | undefined;
  let isClosed = false;
  /** The first is with the thread: one picture at a time takes a core, and its memory. */
  const waiting: Waiting[] = [];

  function giveUp(cause?: unknown): void {
    for (const one of waiting.splice(0)) one.reject(new HufuError('PAPER_WORKER_STOPPED', { cause }));
  }

  function started(): Worker {
    if (worker) return worker;
    const mine = new Worker(script);
    worker = mine;
    mine.on('message', (told: Told) => {
      const one = waiting.shift();
      if (waiting.length === 0) mine.unref();
      else askFirst();
      if (told.ok) one?.resolve(told.read);
      else if (told.code) one?.reject(new HufuError(told.code, { context: told.context }));
      else one?.reject(new Error(`the picture could not be read: ${told.message}`));
    });
    const ended = (cause?: unknown) => {
      if (worker !== mine) return;
      worker = undefined;
      giveUp(cause);
    };
    mine.on('error', ended);
    mine.on('exit', () => ended());
    return mine;
  }

  function askFirst(): void {
    const thread = started();
    thread.ref();
    thread.postMessage(waiting[0]?.ask);
  }

  return {
    read(bytes, key) {
      if (isClosed) return Promise.reject(new HufuError('PAPER_WORKER_STOPPED'));
      return new Promise<PictureFeatures>((resolve, reject) => {
        waiting.push({ ask: { bytes, key }, resolve, reject });
        if (waiting.length === 1) askFirst();
      });
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      const last = worker;
      worker = undefined;
      giveUp();
      if (last) await endThread(last);
    },
  };
}

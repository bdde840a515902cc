import { createRequire } from 'node:module';
import type cvModule from '@techstark/opencv-js';

/** The OpenCV namespace. Hand it to callbacks only: it is a thenable, and returning it from an async function hangs. */
export type OpenCv = typeof cvModule;

const require = createRequire(import.meta.url);

/** Loaded on first use: it takes 11 MB, half a second, and hooks the process's uncaught exceptions. */
function load(): OpenCv {
  return require('@techstark/opencv-js');
}

let ready: Promise<void> | undefined;

function whenReady(): Promise<void> {
  ready ??= new Promise<void>((resolve) => {
    const cv = load();
    if (typeof cv.Mat === 'function') {
      resolve();
      return;
    }
    cv.onRuntimeInitialized = () => resolve();
  });
  return ready;
}

/** Anything of OpenCV that lives in its heap until deleted. */
interface Deletable {
  delete(): void;
}

/** Keeps what it is given and frees it when the work is over, also when the work throws. */
export type Keep = <T extends Deletable>(thing: T) => T;

/** Runs synchronous work with OpenCV once it is up; everything passed through `keep` is freed afterwards. */
export async function withOpenCv<T>(work: (cv: OpenCv, keep: Keep) => T): Promise<T> {
  await whenReady();
  const kept: Deletable[] = [];
  try {
    return work(load(), (thing) => {
      kept.push(thing);
      return thing;
    });
  } finally {
    for (const thing of kept.reverse()) thing.delete();
  }
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { compileFunction } from 'node:vm';
import type cvModule from '@techstark/opencv-js';
import { letGo } from './planes.ts';

/** The OpenCV namespace. Hand it to callbacks only: it is a thenable, and returning it from an async function hangs. */
export type OpenCv = typeof cvModule;

const require = createRequire(import.meta.url);

/** Where the package keeps its program: 8 MB, written as text into the source. */
const PROGRAM = /data:application\/octet-stream;base64,([A-Za-z0-9+/=]+)/;
/** What makes the source look for its program in itself only. */
const OWN_PROGRAM = 'var wasmBinary;';

interface Loaded {
  readonly cv: OpenCv;
  /** What is of no use once it runs. */
  readonly program: Uint8Array;
}

/**
 * Loads the package with its program taken out of the source and handed over as bytes: as text V8 would keep it twice for
 * ever, 25 MB in each thread. Takes part of a second, so on first use only.
 */
function load(): Loaded {
  const file = require.resolve('@techstark/opencv-js');
  const source = readFileSync(file, 'latin1');
  const text = PROGRAM.exec(source)?.[1] ?? '';
  const apart = source.replace(text, '').replace(OWN_PROGRAM, '');
  // Another version may be built otherwise; it works as it is.
  if (text === '' || !source.includes(OWN_PROGRAM)) return { cv: require(file), program: new Uint8Array() };
  const bytes = Buffer.from(text, 'base64');
  const program = new Uint8Array(bytes);
  const module = { exports: {} };
  const parameters = ['module', 'exports', 'require', '__filename', '__dirname', 'wasmBinary'];
  const run = compileFunction(`${apart}\nreturn module.exports;`, parameters, { filename: file });
  return { cv: run(module, module.exports, require, file, dirname(file), program), program };
}

let running: { readonly cv: OpenCv; readonly ready: Promise<void> } | undefined;

function start(): { readonly cv: OpenCv; readonly ready: Promise<void> } {
  const { cv, program } = load();
  const ready = new Promise<void>((resolve) => {
    if (typeof cv.Mat === 'function') resolve();
    else cv.onRuntimeInitialized = () => resolve();
  }).then(() => letGo(program));
  return { cv, ready };
}

/** Anything of OpenCV that lives in its heap until deleted. */
interface Deletable {
  delete(): void;
}

/** Keeps what it is given and frees it when the work is over, also when the work throws. */
export type Keep = <T extends Deletable>(thing: T) => T;

/** Runs synchronous work with OpenCV once it is up; everything passed through `keep` is freed afterwards. */
export async function withOpenCv<T>(work: (cv: OpenCv, keep: Keep) => T): Promise<T> {
  running ??= start();
  const { cv, ready } = running;
  await ready;
  const kept: Deletable[] = [];
  try {
    return work(cv, (thing) => {
      kept.push(thing);
      return thing;
    });
  } finally {
    for (const thing of kept.reverse()) thing.delete();
  }
}

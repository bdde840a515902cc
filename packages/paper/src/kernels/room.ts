import { kernels } from './kernels.ts';

const PAGE = 65536;
/** Where room begins: address 0 belongs to nobody, so that a forgotten one is noticed. */
const GROUND = 1024;

let top = GROUND;

/** Makes room of so many bytes for the kernels, on a boundary of 16; `leaving` gives it back. */
export function room(bytes: number): number {
  const at = top;
  top = (at + bytes + 15) & ~15;
  // A kernel may read a few bytes beyond a row that is no multiple of 16.
  const missing = top + PAGE - kernels.memory.buffer.byteLength;
  if (missing > 0) kernels.memory.grow(Math.ceil(missing / PAGE));
  return at;
}

/** Runs work that makes room, and gives all of it back. Not for work that waits for anything. */
export function leaving<T>(work: () => T): T {
  const before = top;
  try {
    return work();
  } finally {
    top = before;
  }
}

/** Bytes of the kernels' memory, until more room is made: then they must be asked for anew. */
export function bytesAt(at: number, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(kernels.memory.buffer as ArrayBuffer, at, length);
}

/** Real numbers there, as `bytesAt`. */
export function floatsAt(at: number, length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(kernels.memory.buffer as ArrayBuffer, at, length);
}

/** Doubles there, as `bytesAt`. */
export function doublesAt(at: number, length: number): Float64Array<ArrayBuffer> {
  return new Float64Array(kernels.memory.buffer as ArrayBuffer, at, length);
}

/** Whole numbers there, as `bytesAt`. */
export function intsAt(at: number, length: number): Int32Array<ArrayBuffer> {
  return new Int32Array(kernels.memory.buffer as ArrayBuffer, at, length);
}

/** Copies bytes into room of their own. */
export function putBytes(bytes: Uint8Array): number {
  const at = room(bytes.length);
  bytesAt(at, bytes.length).set(bytes);
  return at;
}

/** Copies real numbers into room of their own. */
export function putFloats(values: Float32Array): number {
  const at = room(4 * values.length);
  floatsAt(at, values.length).set(values);
  return at;
}

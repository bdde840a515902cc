/** Planes that were given back, by their length. A plane is 15 MB: made anew each time, the garbage outgrows the work. */
const spareFloats = new Map<number, Float32Array[]>();
const spareBytes = new Map<number, Uint8Array[]>();

/** Planes of one length that are kept for the next page. */
const KEPT = 5;
/** Lengths that are kept: those of one page and of its coarser levels. */
const LENGTHS = 8;

function take<P>(spares: Map<number, P[]>, length: number): P | undefined {
  return spares.get(length)?.pop();
}

function put<P extends { readonly length: number }>(spares: Map<number, P[]>, plane: P): void {
  const same = spares.get(plane.length) ?? [];
  if (same.length < KEPT && !same.includes(plane)) same.push(plane);
  // The length used last stands at the end; the one used longest ago goes.
  spares.delete(plane.length);
  spares.set(plane.length, same);
  for (const length of spares.keys()) {
    if (spares.size <= LENGTHS) break;
    spares.delete(length);
  }
}

/** A plane of real numbers with whatever it held before: every pixel must be written. */
export function borrowFloats(length: number): Float32Array {
  return take(spareFloats, length) ?? new Float32Array(length);
}

/** A plane of bytes with whatever it held before: every pixel must be written. */
export function borrowBytes(length: number): Uint8Array {
  return take(spareBytes, length) ?? new Uint8Array(length);
}

/** Gives planes back that nobody looks at any more. Who fails to, say by an error, only leaves them to the garbage. */
export function giveBack(...planes: readonly (Float32Array | Uint8Array)[]): void {
  for (const plane of planes) {
    if (plane instanceof Float32Array) put(spareFloats, plane);
    else put(spareBytes, plane);
  }
}

/** A plane of one picture. */
type Plane = Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** Bytes of planes that are kept for the next page: about as many as one comparison has in hand at a time. */
const BUDGET_BYTES = 56 * 1024 * 1024;

/** Planes that were given back; the one used longest ago comes first. A plane is 15 MB: made anew each time, the garbage outgrows the work. */
const spares: Plane[] = [];
let spareBytes = 0;

function take(isWanted: (plane: Plane) => boolean): Plane | undefined {
  const at = spares.findLastIndex(isWanted);
  const [plane] = at < 0 ? [] : spares.splice(at, 1);
  spareBytes -= plane?.byteLength ?? 0;
  return plane;
}

/** A plane of real numbers with whatever it held before: every pixel must be written. */
export function borrowFloats(length: number): Float32Array<ArrayBuffer> {
  const plane = take((p) => p instanceof Float32Array && p.length === length);
  return plane instanceof Float32Array ? plane : new Float32Array(length);
}

/** A plane of bytes with whatever it held before: every pixel must be written. */
export function borrowBytes(length: number): Uint8Array<ArrayBuffer> {
  const plane = take((p) => p instanceof Uint8Array && p.length === length);
  return plane instanceof Uint8Array ? plane : new Uint8Array(length);
}

/** Frees memory now; the garbage collector, which sees only small objects, would let hundreds of megabytes pile up. */
export function letGo(plane: Float32Array | Uint8Array): void {
  if (isWhole(plane)) plane.buffer.transfer(0);
}

/** Gives planes back that nobody looks at any more. Who fails to, say by an error, only leaves them to the garbage. */
export function giveBack(...planes: readonly (Float32Array | Uint8Array)[]): void {
  for (const plane of planes) {
    if (!isWhole(plane) || spares.includes(plane)) continue;
    spares.push(plane);
    spareBytes += plane.byteLength;
  }
  while (spareBytes > BUDGET_BYTES) {
    const oldest = spares.shift();
    if (!oldest) break;
    spareBytes -= oldest.byteLength;
    letGo(oldest);
  }
}

/** Whether a plane has memory, and for itself: a part of a buffer is not ours to hand on. */
function isWhole(plane: Float32Array | Uint8Array): plane is Plane {
  const { buffer, byteLength } = plane;
  return buffer instanceof ArrayBuffer && byteLength > 0 && byteLength === buffer.byteLength;
}

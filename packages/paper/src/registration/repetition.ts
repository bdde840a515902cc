import type { Field } from '../image/raster.ts';

/** Along which axes a block of a page looks the same a little farther on. */
export interface Repetition {
  readonly x: boolean;
  readonly y: boolean;
}

/** Agreement of a block with the page beside it from which it may be taken for that; writing has half of it. */
const ALIKE = 0.7;
/** Between a block and its like the agreement falls by so much; along a rule or in a bar it does not. */
const DIP = 0.25;
/** The longest period that a search could slip by, in pixels of the level: 7 mm at 50 dpi. */
const LONGEST = 14;
/** Ink that varies less than this (variance) has no pattern; the sums of a row of dashes vary little in a tall block. */
const FLAT = 0.0000001;

/** The correlation of two runs of ink; 0 where one is bare or evenly dark. */
function likeness(a: Float32Array, b: Float32Array): number {
  const n = a.length;
  let [sa, sb, saa, sab, sbb] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const u = a[i] ?? 0;
    const v = b[i] ?? 0;
    sa += u;
    sb += v;
    saa += u * u;
    sab += u * v;
    sbb += v * v;
  }
  const va = saa / n - (sa / n) ** 2;
  const vb = sbb / n - (sb / n) ** 2;
  return va < FLAT || vb < FLAT ? 0 : (sab / n - (sa * sb) / (n * n)) / Math.sqrt(va * vb);
}

/** The ink of a block, row by row. */
function blockAt({ width, data }: Field, bx: number, by: number, size: number): Float32Array {
  const out = new Float32Array(size * size);
  for (let j = 0; j < size; j++) {
    const from = (by + j) * width + bx;
    out.set(data.subarray(from, from + size), j * size);
  }
  return out;
}

/** Whether the agreement at some distance rises again after it fell. */
function comesAgain(at: (distance: number) => number): boolean {
  let least = 1;
  for (let d = 1; d <= LONGEST; d++) {
    const alike = at(d);
    if (alike >= ALIKE && alike > least + DIP) return true;
    least = Math.min(least, alike);
  }
  return false;
}

/** Whether a block repeats itself towards one end of an axis: first its sums across that axis, which tell most blocks apart. */
function repeats(page: Field, bx: number, by: number, size: number, stepX: number, stepY: number): boolean {
  const { width, height, data } = page;
  const farX = bx + stepX * LONGEST;
  const farY = by + stepY * LONGEST;
  if (Math.min(bx, by, farX, farY) < 0 || Math.max(bx, farX) + size > width) return false;
  if (Math.max(by, farY) + size > height) return false;
  const step = stepX + stepY;
  const profile = new Float32Array(size + LONGEST);
  const first = step > 0 ? 0 : LONGEST;
  for (let i = 0; i < profile.length; i++) {
    let p = stepX !== 0 ? by * width + bx + i - first : (by + i - first) * width + bx;
    const across = stepX !== 0 ? width : 1;
    let sum = 0;
    for (let j = 0; j < size; j++, p += across) sum += data[p] ?? 0;
    profile[i] = sum / size;
  }
  const run = (from: number) => profile.subarray(first + from, first + from + size);
  if (!comesAgain((d) => likeness(run(0), run(step * d)))) return false;
  const block = blockAt(page, bx, by, size);
  return comesAgain((d) => likeness(block, blockAt(page, bx + stepX * d, by + stepY * d, size)));
}

/**
 * Where a block of dashes or dots could be taken for its neighbour: along such a line it says nothing of where it lies,
 * as sharp as its correlation may be.
 */
export function repetition(page: Field, bx: number, by: number, size: number): Repetition {
  return {
    x: repeats(page, bx, by, size, 1, 0) || repeats(page, bx, by, size, -1, 0),
    y: repeats(page, bx, by, size, 0, 1) || repeats(page, bx, by, size, 0, -1),
  };
}

import type { Field } from '../image/raster.ts';

/** Along which axes a block of a page looks the same a little farther on. */
interface Repetition {
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

/** The correlation of `n` values from `a` on with those from `b` on, in so many rows; 0 where one side is bare or even. */
function likeness(values: Float32Array, a: number, b: number, n: number, rows = 1, stride = 0): number {
  const count = n * rows;
  const beside = b - a;
  let [sa, sb, saa, sab, sbb] = [0, 0, 0, 0, 0];
  for (let r = 0; r < rows; r++) {
    const from = a + r * stride;
    for (let p = from; p < from + n; p++) {
      const u = values[p] ?? 0;
      const v = values[p + beside] ?? 0;
      sa += u;
      sb += v;
      saa += u * u;
      sab += u * v;
      sbb += v * v;
    }
  }
  const va = saa / count - (sa / count) ** 2;
  const vb = sbb / count - (sb / count) ** 2;
  return va < FLAT || vb < FLAT ? 0 : (sab / count - (sa * sb) / (count * count)) / Math.sqrt(va * vb);
}

/** The block's ink summed across an axis, and that of its surroundings as far as a search goes; bare beyond the page. */
function profileOf(page: Field, bx: number, by: number, size: number, axis: 'x' | 'y'): Float32Array {
  const { width, height, data } = page;
  const profile = new Float32Array(size + 2 * LONGEST);
  const [along, across] = axis === 'x' ? [1, width] : [width, 1];
  const [start, end] = axis === 'x' ? [bx, width] : [by, height];
  for (let i = 0; i < profile.length; i++) {
    const at = start + i - LONGEST;
    if (at < 0 || at >= end) continue;
    let p = by * width + bx + (i - LONGEST) * along;
    let sum = 0;
    for (let j = 0; j < size; j++, p += across) sum += data[p] ?? 0;
    profile[i] = sum / size;
  }
  return profile;
}

/**
 * Whether a block repeats itself along an axis, towards either end. Its sums across the axis tell most blocks apart; only
 * where these come again after they differed are the blocks themselves compared.
 */
function repeats(page: Field, bx: number, by: number, size: number, axis: 'x' | 'y'): boolean {
  const { width, height, data } = page;
  const [start, end, along] = axis === 'x' ? [bx, width, 1] : [by, height, width];
  const profile = profileOf(page, bx, by, size, axis);
  const from = by * width + bx;
  for (const way of [1, -1]) {
    let least = 1;
    for (let d = 1; d <= LONGEST; d++) {
      const at = start + way * d;
      if (at < 0 || at + size > end) break;
      const alike = likeness(profile, LONGEST, LONGEST + way * d, size);
      if (alike >= ALIKE && alike > least + DIP)
        if (likeness(data, from, from + way * d * along, size, size, width) >= ALIKE) return true;
      least = Math.min(least, alike);
    }
  }
  return false;
}

/**
 * Where a block of dashes or dots could be taken for its neighbour: along such a line it says nothing of where it lies,
 * as sharp as its correlation may be.
 */
export function repetition(page: Field, bx: number, by: number, size: number): Repetition {
  const isInside = bx >= 0 && by >= 0 && bx + size <= page.width && by + size <= page.height;
  return {
    x: isInside && repeats(page, bx, by, size, 'x'),
    y: isInside && repeats(page, bx, by, size, 'y'),
  };
}

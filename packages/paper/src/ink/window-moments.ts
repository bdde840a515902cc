import type { Field } from '../image/raster.ts';
import type { InkModel } from './ink-model.ts';

/** Side of a window: 15 px = 1.9 mm. */
export const WINDOW = 15;
/** From one window to the next. */
export const STRIDE = 6;
/** Both are multiples of it: sums over such blocks are taken once and shared by all windows over them. */
export const BLOCK = 3;
/** Blocks on a window's side. */
const SIDE = WINDOW / BLOCK;
/** The first block begins here, so that windows begin on blocks. */
export const ORIGIN = 2;
/** What the model's bytes are worth as ink. */
export const UNIT = 1 / 250;
/** Fourteen products of [ink, blur, d/dx, d/dy, 1] with each other, five of them with the photo's ink. */
const MOMENTS = 19;

/** Sums of products over the 3x3 pixels from (x, y) on, written to `out` from `at` on. */
function sumBlock(model: InkModel, photo: Field, x: number, y: number, out: Float64Array, at: number): void {
  const { width, sharp, soft } = model;
  const { data } = photo;
  let ss = 0;
  let sd = 0;
  let sx = 0;
  let sy = 0;
  let s1 = 0;
  let dd = 0;
  let dx = 0;
  let dy = 0;
  let d1 = 0;
  let xx = 0;
  let xy = 0;
  let x1 = 0;
  let yy = 0;
  let y1 = 0;
  let sv = 0;
  let dv = 0;
  let xv = 0;
  let yv = 0;
  let v1 = 0;
  for (let j = 0; j < BLOCK; j++) {
    const row = (y + j) * width + x;
    for (let p = row; p < row + BLOCK; p++) {
      const sh = sharp[p] ?? 0;
      const so = soft[p] ?? 0;
      const s = 0.5 * UNIT * (sh + so);
      const d = UNIT * (so - sh);
      const gx =
        0.25 * UNIT * ((sharp[p + 1] ?? 0) - (sharp[p - 1] ?? 0) + (soft[p + 1] ?? 0) - (soft[p - 1] ?? 0));
      const gy =
        0.25 *
        UNIT *
        ((sharp[p + width] ?? 0) - (sharp[p - width] ?? 0) + (soft[p + width] ?? 0) - (soft[p - width] ?? 0));
      const v = data[p] ?? 0;
      ss += s * s;
      sd += s * d;
      sx += s * gx;
      sy += s * gy;
      s1 += s;
      dd += d * d;
      dx += d * gx;
      dy += d * gy;
      d1 += d;
      xx += gx * gx;
      xy += gx * gy;
      x1 += gx;
      yy += gy * gy;
      y1 += gy;
      sv += s * v;
      dv += d * v;
      xv += gx * v;
      yv += gy * v;
      v1 += v;
    }
  }
  out[at] = ss;
  out[at + 1] = sd;
  out[at + 2] = sx;
  out[at + 3] = sy;
  out[at + 4] = s1;
  out[at + 5] = dd;
  out[at + 6] = dx;
  out[at + 7] = dy;
  out[at + 8] = d1;
  out[at + 9] = xx;
  out[at + 10] = xy;
  out[at + 11] = x1;
  out[at + 12] = yy;
  out[at + 13] = y1;
  out[at + 14] = sv;
  out[at + 15] = dv;
  out[at + 16] = xv;
  out[at + 17] = yv;
  out[at + 18] = v1;
}

/** Where each moment belongs in the upper half of the 5x5 normal matrix, row by row. */
const PLACES = [0, 1, 2, 3, 4, 6, 7, 8, 9, 12, 13, 14, 18, 19] as const;

/** The normal equations of a window: the matrix with its upper half filled in, and the right side. */
export interface Normal {
  readonly m: Float64Array;
  readonly b: Float64Array;
}

/** Equations to be filled in, window after window. */
export function noNormal(): Normal {
  return { m: new Float64Array(25), b: new Float64Array(5) };
}

/** Sums of a page's blocks; asked for window after window, downwards, each block is summed once. */
export interface WindowMoments {
  /** Fills in the equations of the window whose corner is at (x, y); both lie on blocks. */
  read(x: number, y: number, into: Normal): void;
}

/** Prepares to sum a photo's blocks; only the rows of blocks under one window are kept. */
export function windowMoments(model: InkModel, photo: Field): WindowMoments {
  const columns = Math.ceil(model.width / BLOCK);
  const kept = new Float64Array(SIDE * columns * MOMENTS);
  const rowKept = new Int32Array(SIDE * columns).fill(-1);
  const total = new Float64Array(MOMENTS);
  return {
    read(x, y, { m, b }) {
      const left = (x - ORIGIN) / BLOCK;
      const top = (y - ORIGIN) / BLOCK;
      total.fill(0);
      for (let r = top; r < top + SIDE; r++) {
        const ring = (r % SIDE) * columns;
        for (let k = ring + left; k < ring + left + SIDE; k++) {
          const at = k * MOMENTS;
          if (rowKept[k] !== r) {
            sumBlock(model, photo, (k - ring) * BLOCK + ORIGIN, r * BLOCK + ORIGIN, kept, at);
            rowKept[k] = r;
          }
          for (let i = 0; i < MOMENTS; i++) total[i] = (total[i] ?? 0) + (kept[at + i] ?? 0);
        }
      }
      for (let i = 0; i < PLACES.length; i++) m[PLACES[i] ?? 0] = total[i] ?? 0;
      m[24] = WINDOW * WINDOW;
      for (let i = 0; i < 5; i++) b[i] = total[PLACES.length + i] ?? 0;
    },
  };
}

/**
 * Solves a symmetric positive system of five, or of its last four with `from` 1, by Cholesky's way without roots.
 * The upper half of `m` is read and destroyed, `b` becomes the solution.
 */
export function solveSymmetric(m: Float64Array, b: Float64Array, from: 0 | 1): void {
  for (let c = from; c < 5; c++) {
    const pivot = m[c * 6] ?? 1;
    for (let r = c + 1; r < 5; r++) {
      const f = (m[c * 5 + r] ?? 0) / pivot;
      for (let k = r; k < 5; k++) m[r * 5 + k] = (m[r * 5 + k] ?? 0) - f * (m[c * 5 + k] ?? 0);
      b[r] = (b[r] ?? 0) - f * (b[c] ?? 0);
    }
  }
  for (let r = 4; r >= from; r--) {
    let s = b[r] ?? 0;
    for (let k = r + 1; k < 5; k++) s -= (m[r * 5 + k] ?? 0) * (b[k] ?? 0);
    b[r] = s / (m[r * 6] ?? 1);
  }
}

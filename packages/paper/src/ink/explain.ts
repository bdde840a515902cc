import { borrowFloats } from '../image/planes.ts';
import type { Field } from '../image/raster.ts';
import { median } from '../registration/correlate.ts';
import type { InkModel } from './ink-model.ts';
import {
  BLOCK,
  type Normal,
  noNormal,
  ORIGIN,
  STRIDE,
  solveSymmetric,
  UNIT,
  WINDOW,
  windowMoments,
} from './window-moments.ts';

/** How one window of photo ink came out of approved ink: gain, blur, shift in pixels, offset. */
export interface WindowFit {
  readonly gain: number;
  readonly blur: number;
  readonly shiftX: number;
  readonly shiftY: number;
  readonly offset: number;
}

/** Photo ink, the ink the approved page explains, and what is left. */
export interface Explanation {
  /** photo ink - explained ink: positive where ink was added, negative where it is missing; the caller's to change. */
  readonly residual: Field;
  readonly global: WindowFit;
  /** What is usual around a point. */
  usualAt(x: number, y: number): WindowFit;
}

/** Variance a residual pixel is given against the priors; correlated, so larger than the noise itself. */
const NOISE = 0.02;
/** How far gain*blur, gain*shift and offset may stray before the data must insist. */
const PRIOR = [0.15, 0.5, 0.45, 0.45, 0.015] as const;

function clamp(v: number, r: number): number {
  return Math.max(-r, Math.min(r, v));
}

/** Solves with a pull towards what is usual around here; `gain` is held where it is given. `scratch` is overwritten. */
function pulled(
  { m, b }: Normal,
  usual: WindowFit,
  cover: number,
  gain: number | undefined,
  scratch: Normal,
): void {
  scratch.m.set(m);
  for (let r = 0; r < 5; r++) {
    const pull = (NOISE / (PRIOR[r] ?? 1) ** 2) * (r === 0 || r === 4 ? 1 - 0.97 * cover : 1);
    const mean = r === 0 ? usual.gain : r === 1 ? usual.gain * usual.blur : r === 4 ? usual.offset : 0;
    scratch.m[r * 6] = (m[r * 6] ?? 0) + pull;
    scratch.b[r] = (b[r] ?? 0) - (gain ?? 0) * (m[r] ?? 0) + pull * mean;
  }
  solveSymmetric(scratch.m, scratch.b, gain === undefined ? 0 : 1);
}

/** Explains a window by what is usual around here and what it says itself; then holds gain within bounds. */
function solveWindow(normal: Normal, usual: WindowFit, scratch: Normal): WindowFit {
  // Solid bars take ink and reflect light otherwise than strokes do: the fuller the window, the freer its gain.
  const cover = Math.max(0, Math.min(1, ((normal.m[4] ?? 0) / (WINDOW * WINDOW) - 0.45) * 5));
  pulled(normal, usual, cover, undefined, scratch);
  let gain = scratch.b[0] ?? usual.gain;
  const low = usual.gain * (0.78 - 0.4 * cover);
  const high = usual.gain * (1.25 + 0.2 * cover);
  if (gain < low || gain > high) {
    gain = gain < low ? low : high;
    pulled(normal, usual, cover, gain, scratch);
  }
  const blur = scratch.b[1] ?? 0;
  const gx = scratch.b[2] ?? 0;
  const gy = scratch.b[3] ?? 0;
  const offset = scratch.b[4] ?? 0;
  return {
    gain,
    blur: usual.blur + clamp(blur / gain - usual.blur, 0.8),
    shiftX: clamp(-gx / gain, 0.9),
    shiftY: clamp(-gy / gain, 0.9),
    offset: usual.offset + clamp(offset - usual.offset, 0.04 + 0.3 * cover),
  };
}

/** Marks the cells (STRIDE wide) near which either page has ink. */
function busyCells(model: InkModel, photo: Field, cols: number, rows: number): Uint8Array {
  const busy = new Uint8Array(cols * rows);
  const { width } = model;
  for (let y = 0; y < rows * STRIDE; y++) {
    const row = y * width;
    const cell = Math.floor(y / STRIDE) * cols;
    for (let c = 0; c < cols; c++) {
      if (busy[cell + c]) continue;
      const end = row + (c + 1) * STRIDE;
      for (let p = row + c * STRIDE; p < end; p++) {
        if ((model.soft[p] ?? 0) > 12 || (photo.data[p] ?? 0) > 0.16) {
          busy[cell + c] = 1;
          break;
        }
      }
    }
  }
  return busy;
}

const TILE = 96;

/** What is usual in each tile of 12 mm, from windows that explain themselves well; falls back to the page's. */
function usualByTile(
  model: InkModel,
  photo: Field,
  spots: readonly number[],
): { tiles: WindowFit[]; columns: number; global: WindowFit } {
  const columns = Math.ceil(model.width / TILE);
  const rows = Math.ceil(model.height / TILE);
  const moments = windowMoments(model, photo);
  const normal = noNormal();
  const neutral: WindowFit = { gain: 0.85, blur: 0.5, shiftX: 0, shiftY: 0, offset: 0 };
  const all: WindowFit[] = [];
  const byTile: WindowFit[][] = Array.from({ length: columns * rows }, () => []);
  // A fifth of the windows is plenty for medians.
  for (let k = 0; k < spots.length; k += 5) {
    const spot = spots[k] ?? 0;
    const x = spot % model.width;
    const y = (spot - x) / model.width;
    moments.read(x, y, normal);
    const { m, b } = normal;
    if ((m[0] ?? 0) < 6) continue;
    for (let r = 0; r < 5; r++) m[r * 6] = (m[r * 6] ?? 0) + 0.05;
    b[0] = (b[0] ?? 0) + 0.05 * neutral.gain;
    solveSymmetric(m, b, 0);
    const gain = b[0] ?? 0;
    const blur = b[1] ?? 0;
    const offset = b[4] ?? 0;
    if (gain < 0.15 || gain > 1.6) continue;
    const fit = { gain, blur: Math.max(-1.5, Math.min(3, blur / gain)), shiftX: 0, shiftY: 0, offset };
    all.push(fit);
    byTile[Math.floor(y / TILE) * columns + Math.floor(x / TILE)]?.push(fit);
  }
  const middle = (fits: readonly WindowFit[]): WindowFit => ({
    gain: median(fits.map((f) => f.gain)),
    blur: median(fits.map((f) => f.blur)),
    shiftX: 0,
    shiftY: 0,
    offset: median(fits.map((f) => f.offset)),
  });
  const global = all.length > 20 ? middle(all) : neutral;
  const tiles: WindowFit[] = [];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const around: WindowFit[] = [];
      for (let j = -2; j <= 2; j++) {
        for (let i = -2; i <= 2; i++) {
          if (r + j < 0 || c + i < 0 || r + j >= rows || c + i >= columns) continue;
          around.push(...(byTile[(r + j) * columns + c + i] ?? []));
        }
      }
      if (around.length < 25) {
        tiles.push(global);
        continue;
      }
      const local = middle(around);
      // Lighting and toner vary slowly; a tile that strays far has been altered rather than lit.
      const gain = Math.max(global.gain * 0.7, Math.min(global.gain * 1.3, local.gain));
      tiles.push({ ...local, gain });
    }
  }
  return { tiles, columns, global };
}

/** What the windows over each block say of it, in sum; only the rows of blocks that are still open are kept. */
interface OpenBlocks {
  readonly columns: number;
  /** For each block: weight of sharp and of soft ink, of both slopes, offset, and how many windows spoke. */
  readonly sums: Float64Array;
  /** Offset that was taken off everywhere already. */
  readonly ground: number;
}

const PARTS = 6;
const BLOCKS = WINDOW / BLOCK;

function addFit({ columns, sums }: OpenBlocks, x: number, y: number, fit: WindowFit): void {
  const left = (x - ORIGIN) / BLOCK;
  const top = (y - ORIGIN) / BLOCK;
  const ks = fit.gain * (0.5 - fit.blur) * UNIT;
  const ko = fit.gain * (0.5 + fit.blur) * UNIT;
  const kx = -fit.gain * fit.shiftX * 0.25 * UNIT;
  const ky = -fit.gain * fit.shiftY * 0.25 * UNIT;
  for (let r = top; r < top + BLOCKS; r++) {
    let at = ((r % BLOCKS) * columns + left) * PARTS;
    for (let k = 0; k < BLOCKS; k++, at += PARTS) {
      sums[at] = (sums[at] ?? 0) + ks;
      sums[at + 1] = (sums[at + 1] ?? 0) + ko;
      sums[at + 2] = (sums[at + 2] ?? 0) + kx;
      sums[at + 3] = (sums[at + 3] ?? 0) + ky;
      sums[at + 4] = (sums[at + 4] ?? 0) + fit.offset;
      sums[at + 5] = (sums[at + 5] ?? 0) + 1;
    }
  }
}

/** Takes what is explained out of a row of blocks that no further window will cover. */
function closeRow(
  { columns, sums, ground }: OpenBlocks,
  row: number,
  model: InkModel,
  out: Float32Array,
): void {
  const { width, sharp, soft } = model;
  const ring = (row % BLOCKS) * columns;
  for (let c = 0; c < columns; c++) {
    const at = (ring + c) * PARTS;
    const n = sums[at + 5] ?? 0;
    if (n === 0) continue;
    const ks = (sums[at] ?? 0) / n;
    const ko = (sums[at + 1] ?? 0) / n;
    const kx = (sums[at + 2] ?? 0) / n;
    const ky = (sums[at + 3] ?? 0) / n;
    const offset = (sums[at + 4] ?? 0) / n - ground;
    for (let j = 0; j < BLOCK; j++) {
      const p0 = (row * BLOCK + ORIGIN + j) * width + c * BLOCK + ORIGIN;
      for (let p = p0; p < p0 + BLOCK; p++) {
        const gx = (sharp[p + 1] ?? 0) - (sharp[p - 1] ?? 0) + (soft[p + 1] ?? 0) - (soft[p - 1] ?? 0);
        const gy =
          (sharp[p + width] ?? 0) - (sharp[p - width] ?? 0) + (soft[p + width] ?? 0) - (soft[p - width] ?? 0);
        out[p] = (out[p] ?? 0) - (ks * (sharp[p] ?? 0) + ko * (soft[p] ?? 0) + kx * gx + ky * gy + offset);
      }
    }
    sums.fill(0, at, at + PARTS);
  }
}

/** Corners of the windows that have ink of either page in or beside their middle, row by row. */
function windowsOn(model: InkModel, photo: Field): number[] {
  const { width, height } = model;
  const cols = Math.floor(width / STRIDE);
  const rows = Math.floor(height / STRIDE);
  const busy = busyCells(model, photo, cols, rows);
  const spots: number[] = [];
  const margin = (WINDOW - STRIDE) >> 1;
  for (let r = 1; r < rows - 2; r++) {
    for (let c = 1; c < cols - 2; c++) {
      const k = r * cols + c;
      if (busy[k] || busy[k - 1] || busy[k + 1] || busy[k - cols] || busy[k + cols]) {
        const x = c * STRIDE - margin;
        const y = r * STRIDE - margin;
        if (x + WINDOW < width - 1 && y + WINDOW < height - 1) spots.push(y * width + x);
      }
    }
  }
  return spots;
}

/** Explains photo ink by approved ink, window by window, and returns what is left over. */
export function explainInk(model: InkModel, photo: Field, fixed?: WindowFit): Explanation {
  const { width, height } = model;
  const spots = windowsOn(model, photo);
  const { tiles, columns, global } = fixed
    ? { tiles: [], columns: 0, global: fixed }
    : usualByTile(model, photo, spots);
  const usualAt = (x: number, y: number) =>
    tiles[Math.floor(y / TILE) * columns + Math.floor(x / TILE)] ?? global;
  const out = borrowFloats(width * height);
  for (let p = 0; p < out.length; p++) out[p] = (photo.data[p] ?? 0) - global.offset;
  const blockColumns = Math.ceil(width / BLOCK);
  const open: OpenBlocks = {
    columns: blockColumns,
    sums: new Float64Array(BLOCKS * blockColumns * PARTS),
    ground: global.offset,
  };
  const moments = windowMoments(model, photo);
  const normal = noNormal();
  const scratch = noNormal();
  let firstOpen = 0;
  for (const spot of spots) {
    const x = spot % width;
    const y = (spot - x) / width;
    const top = (y - ORIGIN) / BLOCK;
    for (; firstOpen < top; firstOpen++) closeRow(open, firstOpen, model, out);
    moments.read(x, y, normal);
    addFit(open, x, y, solveWindow(normal, usualAt(x + 7, y + 7), scratch));
  }
  for (let k = 0; k < BLOCKS; k++) closeRow(open, firstOpen + k, model, out);
  return { residual: { width, height, data: out }, global, usualAt };
}

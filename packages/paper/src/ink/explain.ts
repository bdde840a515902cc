import { solveLinear } from '../image/homography.ts';
import type { Field } from '../image/raster.ts';
import { median } from '../registration/correlate.ts';

/** The approved ink in the two blurs that span what print and lens may do to it, 0..250 for 0..1. */
export interface InkModel {
  readonly width: number;
  readonly height: number;
  readonly sharp: Uint8Array;
  readonly soft: Uint8Array;
}

/** Side of a window: 15 px = 1.9 mm. */
const WINDOW = 15;
const STRIDE = 6;
const UNIT = 1 / 250;

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
  /** photo ink - explained ink: positive where ink was added, negative where it is missing. */
  readonly residual: Field;
  readonly global: WindowFit;
  /** What is usual around a point. */
  usualAt(x: number, y: number): WindowFit;
}

/** Normal equations of one window over [ink, blur, d/dx, d/dy, 1]. */
function accumulate(
  model: InkModel,
  photo: Field,
  x0: number,
  y0: number,
  m: Float64Array,
  b: Float64Array,
): void {
  m.fill(0);
  b.fill(0);
  const { width, sharp, soft } = model;
  let a00 = 0,
    a01 = 0,
    a02 = 0,
    a03 = 0,
    a04 = 0,
    a11 = 0,
    a12 = 0,
    a13 = 0,
    a14 = 0;
  let a22 = 0,
    a23 = 0,
    a24 = 0,
    a33 = 0,
    a34 = 0,
    b0 = 0,
    b1 = 0,
    b2 = 0,
    b3 = 0,
    b4 = 0;
  for (let j = 0; j < WINDOW; j++) {
    let p = (y0 + j) * width + x0;
    for (let i = 0; i < WINDOW; i++, p++) {
      const sh = (sharp[p] ?? 0) * UNIT;
      const so = (soft[p] ?? 0) * UNIT;
      const s = 0.5 * (sh + so);
      const d = so - sh;
      const gx =
        0.25 * UNIT * ((sharp[p + 1] ?? 0) - (sharp[p - 1] ?? 0) + (soft[p + 1] ?? 0) - (soft[p - 1] ?? 0));
      const gy =
        0.25 *
        UNIT *
        ((sharp[p + width] ?? 0) - (sharp[p - width] ?? 0) + (soft[p + width] ?? 0) - (soft[p - width] ?? 0));
      const v = photo.data[p] ?? 0;
      a00 += s * s;
      a01 += s * d;
      a02 += s * gx;
      a03 += s * gy;
      a04 += s;
      a11 += d * d;
      a12 += d * gx;
      a13 += d * gy;
      a14 += d;
      a22 += gx * gx;
      a23 += gx * gy;
      a24 += gx;
      a33 += gy * gy;
      a34 += gy;
      b0 += s * v;
      b1 += d * v;
      b2 += gx * v;
      b3 += gy * v;
      b4 += v;
    }
  }
  m.set([
    a00,
    a01,
    a02,
    a03,
    a04,
    a01,
    a11,
    a12,
    a13,
    a14,
    a02,
    a12,
    a22,
    a23,
    a24,
    a03,
    a13,
    a23,
    a33,
    a34,
    a04,
    a14,
    a24,
    a34,
    WINDOW * WINDOW,
  ]);
  b.set([b0, b1, b2, b3, b4]);
}

/** Variance a residual pixel is given against the priors; correlated, so larger than the noise itself. */
const NOISE = 0.02;
/** How far gain*blur, gain*shift and offset may stray before the data must insist. */
const PRIOR = [0.15, 0.5, 0.45, 0.45, 0.015] as const;

/** Solves with a pull towards what is usual around here; then holds gain within bounds and solves the rest again. */
function solveWindow(m: Float64Array, b: Float64Array, usual: WindowFit): WindowFit {
  const mean = [usual.gain, usual.gain * usual.blur, 0, 0, usual.offset];
  // Solid bars take ink and reflect light otherwise than strokes do: the fuller the window, the freer its gain.
  const cover = Math.max(0, Math.min(1, ((m[4] ?? 0) / (WINDOW * WINDOW) - 0.45) * 5));
  const solve = (fixedGain: number | undefined): number[] => {
    const rows: number[][] = [];
    const rhs: number[] = [];
    const start = fixedGain === undefined ? 0 : 1;
    for (let r = start; r < 5; r++) {
      const row: number[] = [];
      for (let c = start; c < 5; c++) row.push(m[r * 5 + c] ?? 0);
      const pull = (NOISE / (PRIOR[r] ?? 1) ** 2) * (r === 0 || r === 4 ? 1 - 0.97 * cover : 1);
      row[r - start] = (row[r - start] ?? 0) + pull;
      rows.push(row);
      rhs.push((b[r] ?? 0) - (fixedGain ?? 0) * (m[r * 5] ?? 0) * start + pull * (mean[r] ?? 0));
    }
    return solveLinear(rows, rhs) ?? mean.slice(start);
  };
  let [gain = usual.gain, blur = 0, gx = 0, gy = 0, offset = 0] = solve(undefined);
  const low = usual.gain * (0.78 - 0.4 * cover);
  const high = usual.gain * (1.25 + 0.2 * cover);
  if (gain < low || gain > high) {
    gain = gain < low ? low : high;
    [blur = 0, gx = 0, gy = 0, offset = 0] = solve(gain);
  }
  const clamp = (v: number, r: number) => Math.max(-r, Math.min(r, v));
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
  const m = new Float64Array(25);
  const b = new Float64Array(5);
  const neutral: WindowFit = { gain: 0.85, blur: 0.5, shiftX: 0, shiftY: 0, offset: 0 };
  const all: WindowFit[] = [];
  const byTile: WindowFit[][] = Array.from({ length: columns * rows }, () => []);
  // A fifth of the windows is plenty for medians.
  for (let k = 0; k < spots.length; k += 5) {
    const spot = spots[k] ?? 0;
    const x = spot % model.width;
    const y = (spot - x) / model.width;
    accumulate(model, photo, x, y, m, b);
    if ((m[0] ?? 0) < 6) continue;
    const rows5: number[][] = [];
    for (let r = 0; r < 5; r++) {
      const row = Array.from(m.subarray(r * 5, r * 5 + 5));
      row[r] = (row[r] ?? 0) + 0.05;
      rows5.push(row);
    }
    const solved = solveLinear(rows5, [
      (b[0] ?? 0) + 0.05 * neutral.gain,
      b[1] ?? 0,
      b[2] ?? 0,
      b[3] ?? 0,
      b[4] ?? 0,
    ]);
    if (!solved) continue;
    const [gain = 0, blur = 0, , , offset = 0] = solved;
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

/** Explains photo ink by approved ink, window by window, and returns what is left over. */
export function explainInk(model: InkModel, photo: Field, fixed?: WindowFit): Explanation {
  const { width, height, sharp, soft } = model;
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
        if (x >= 1 && y >= 1 && x + WINDOW < width - 1 && y + WINDOW < height - 1) spots.push(y * width + x);
      }
    }
  }
  const { tiles, columns, global } = fixed
    ? { tiles: [], columns: 0, global: fixed }
    : usualByTile(model, photo, spots);
  const usualAt = (x: number, y: number) =>
    tiles[Math.floor(y / TILE) * columns + Math.floor(x / TILE)] ?? global;
  const sum = new Float32Array(width * height);
  const count = new Uint8Array(width * height);
  const m = new Float64Array(25);
  const b = new Float64Array(5);
  for (const spot of spots) {
    const x0 = spot % width;
    const y0 = (spot - x0) / width;
    accumulate(model, photo, x0, y0, m, b);
    const fit = solveWindow(m, b, usualAt(x0 + 7, y0 + 7));
    const ks = fit.gain * (0.5 - fit.blur) * UNIT;
    const ko = fit.gain * (0.5 + fit.blur) * UNIT;
    const kx = -fit.gain * fit.shiftX * 0.25 * UNIT;
    const ky = -fit.gain * fit.shiftY * 0.25 * UNIT;
    for (let j = 0; j < WINDOW; j++) {
      let p = (y0 + j) * width + x0;
      for (let i = 0; i < WINDOW; i++, p++) {
        const gx = (sharp[p + 1] ?? 0) - (sharp[p - 1] ?? 0) + (soft[p + 1] ?? 0) - (soft[p - 1] ?? 0);
        const gy =
          (sharp[p + width] ?? 0) - (sharp[p - width] ?? 0) + (soft[p + width] ?? 0) - (soft[p - width] ?? 0);
        sum[p] = (sum[p] ?? 0) + ks * (sharp[p] ?? 0) + ko * (soft[p] ?? 0) + kx * gx + ky * gy + fit.offset;
        count[p] = (count[p] ?? 0) + 1;
      }
    }
  }
  const out = new Float32Array(width * height);
  for (let p = 0; p < out.length; p++) {
    const n = count[p] ?? 0;
    out[p] = (photo.data[p] ?? 0) - (n > 0 ? (sum[p] ?? 0) / n : global.offset);
  }
  return { residual: { width, height, data: out }, global, usualAt };
}

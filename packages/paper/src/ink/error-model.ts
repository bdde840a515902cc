import { boxBlur, boxBlurInPlace, gaussianRows, type RowStream } from '../image/blur.ts';
import { borrowFloats, giveBack } from '../image/planes.ts';
import type { Field } from '../image/raster.ts';
import { kernels } from '../kernels/kernels.ts';
import { bytesAt, floatsAt, leaving, putFloats, room } from '../kernels/room.ts';
import type { InkModel } from './ink-model.ts';

const EDGE_BINS = 16;
/** Strokes, the surroundings of solid bars, and tinted ground, which a printer dithers: each errs in its own way. */
const BINS = 3 * EDGE_BINS;

/** Whether a class is that of the surroundings of a solid bar. */
export function isBarClass(bin: number): boolean {
  return bin >= EDGE_BINS && bin < 2 * EDGE_BINS;
}

/** The scale of a stroke: residuals are smoothed to it, so the doublets of a slight misfit cancel. */
const STROKE = 1.6;

/** To which class of expected error each pixel of the approved page belongs. */
export interface ErrorClasses {
  readonly width: number;
  readonly height: number;
  readonly bins: Uint8Array;
}

/** Classes from how busy the approved page is around a pixel, and whether a solid bar is near. */
export function errorClasses(model: InkModel, paper: Field, bare: Field): ErrorClasses {
  const { width, height, sharp } = model;
  const slope = borrowFloats(width * height).fill(0);
  const solid = borrowFloats(width * height).fill(0);
  for (let y = 1; y < height - 1; y++) {
    let p = y * width + 1;
    for (let x = 1; x < width - 1; x++, p++) {
      const gx = (sharp[p + 1] ?? 0) - (sharp[p - 1] ?? 0);
      const gy = (sharp[p + width] ?? 0) - (sharp[p - width] ?? 0);
      slope[p] = Math.abs(gx) + Math.abs(gy);
      solid[p] = sharp[p] ?? 0;
    }
  }
  const density = boxBlurInPlace({ width, height, data: slope }, 4).data;
  // 2 mm filled throughout is a bar, not a stroke; 2 mm around it count with it.
  const nearBar = boxBlurInPlace({ width, height, data: solid }, 8).data;
  for (let p = 0; p < nearBar.length; p++) nearBar[p] = (nearBar[p] ?? 0) > 150 ? 1 : 0;
  boxBlurInPlace({ width, height, data: nearBar }, 16);
  let white = 0;
  for (const v of paper.data) white = Math.max(white, v);
  // A tint is darker paper, or a band with no bare spot within 1.5 mm; among strokes there is always one.
  const covered = boxBlur({ ...bare, data: bare.data.map((v) => 1 - v) }, 1).data;
  const tinted = paper.data.map((v, i) => (v < 0.96 * white || (covered[i] ?? 0) > 0.95 ? 1 : 0));
  const ground = boxBlur({ ...paper, data: tinted }, 2);
  const bins = new Uint8Array(width * height);
  for (let p = 0; p < bins.length; p++) {
    const bin = Math.min(EDGE_BINS - 1, Math.floor(Math.sqrt(Math.max(0, density[p] ?? 0)) * 1.25));
    const x = p % width;
    const isTinted = (ground.data[(((p - x) / width) >> 3) * ground.width + (x >> 3)] ?? 0) > 0.05;
    bins[p] = bin + ((nearBar[p] ?? 0) > 0.004 ? EDGE_BINS : isTinted ? 2 * EDGE_BINS : 0);
  }
  giveBack(slope, solid);
  return { width, height, bins };
}

/** How much larger errors are in the dark parts of a photo; one value for each 8x8 cell. */
export function dimness(paper: Field): Field {
  const sorted = Float32Array.from(paper.data).sort();
  const usual = sorted[sorted.length >> 1] ?? 255;
  return {
    width: paper.width,
    height: paper.height,
    data: paper.data.map((v) => Math.min(2.5, Math.max(0.8, Math.sqrt(usual / Math.max(v, 8))))),
  };
}

/** What varies slower than writing does: the rim of a shadow, a stain of light; one value for 4x4 pixels. */
function slowPart(residual: Field): Field {
  const { width, height, data } = residual;
  const w = Math.ceil(width / 4);
  const h = Math.ceil(height / 4);
  const coarse = new Float32Array(w * h);
  for (let y = 0; y < height; y++) {
    const row = (y >> 2) * w;
    const from = y * width;
    for (let c = 0; c < w; c++) {
      const end = Math.min(width, 4 * c + 4);
      let sum = 0;
      // Clipped, so that a true change does not cast a halo.
      for (let x = 4 * c; x < end; x++) {
        const v = data[from + x] ?? 0;
        sum += Math.max(-CLIP, Math.min(CLIP, v));
      }
      coarse[row + c] = (coarse[row + c] ?? 0) + sum / 16;
    }
  }
  return boxBlurInPlace(boxBlurInPlace({ width: w, height: h, data: coarse }, 3), 3);
}

/** Residual beyond which a pixel says nothing more of the light around it. */
const CLIP = 0.08;

/** Rows of a residual without its slow part, to be blurred to the scale of a stroke and divided by the dimness. */
function strokeRows(residual: Field, slow: Field, dim: Field): RowStream {
  const { width, height, data } = residual;
  const w = slow.width;
  const left = new Int32Array(width);
  const near = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const gx = Math.min(Math.max((x - 1.5) / 4, 0), w - 1.001);
    left[x] = gx | 0;
    near[x] = gx - (gx | 0);
  }
  const mixed = new Float32Array(w);
  return {
    width,
    height,
    read(y, line, at) {
      const gy = Math.min(Math.max((y - 1.5) / 4, 0), slow.height - 1.001);
      const top = (gy | 0) * w;
      const fy = gy - (gy | 0);
      for (let c = 0; c < w; c++)
        mixed[c] = (slow.data[top + c] ?? 0) * (1 - fy) + (slow.data[top + w + c] ?? 0) * fy;
      const row = y * width;
      for (let x = 0; x < width; x++) {
        const c = left[x] ?? 0;
        const a = mixed[c] ?? 0;
        line[at + x] = (data[row + x] ?? 0) - (a + ((mixed[c + 1] ?? 0) - a) * (near[x] ?? 0));
      }
    },
    write(y, line) {
      const row = y * width;
      const cells = (y >> 3) * dim.width;
      for (let x = 0; x < width; x++) data[row + x] = (line[x] ?? 0) / (dim.data[cells + (x >> 3)] ?? 1);
    },
  };
}

/** Turns residuals into units of a spread known beforehand, in place; `dim` is the local factor of a small neighbourhood. */
export function standardiseWith(
  residual: Field,
  classes: ErrorClasses,
  spread: Float64Array,
  dim: number,
): Field {
  const { width, data } = residual;
  gaussianRows(
    {
      width,
      height: residual.height,
      read: (y, line, at) => line.set(data.subarray(y * width, y * width + width), at),
      write: (y, line) => {
        const row = y * width;
        for (let x = 0; x < width; x++)
          data[row + x] = (line[x] ?? 0) / (dim * (spread[classes.bins[row + x] ?? 0] ?? 1));
      },
    },
    STROKE,
  );
  return residual;
}

/** Turns residuals into units of what this very page shows to be usual at such a place, in place. */
export function standardise(
  residual: Field,
  model: InkModel,
  classes: ErrorClasses,
  dim: Field,
  edge: number,
): { z: Field; spread: Float64Array; shading: number } {
  const { data } = residual;
  gaussianRows(strokeRows(residual, slowPart(residual), dim), STROKE);
  const first = learnSpread(data, classes, edge, undefined);
  const suspect = suspectCells(data, classes, first);
  const spread = suspect ? learnSpread(data, classes, edge, suspect) : first;
  const shading = depthOfCreases(data, classes, edge);
  divide(residual, model.soft, classes, spread, shading);
  return { z: residual, spread, shading };
}

/** Approved ink (0..250) from which creases are seen half as much: print is dark already. */
const DARK = 40;

/**
 * Residuals in units of their class's spread, in place. What creases do to bare paper is taken off; where the approved page
 * has no ink none can be missing.
 */
function divide(
  { width, height, data }: Field,
  soft: Uint8Array,
  { bins }: ErrorClasses,
  spread: Float64Array,
  shading: number,
): void {
  leaving(() => {
    const padded = (width + 3) & ~3;
    const units = putFloats(Float32Array.from(spread, (v) => 1 / v));
    const [values, inks, classes] = [room(4 * padded), room(padded), room(padded)];
    const [row, ink, bin] = [floatsAt(values, width), bytesAt(inks, width), bytesAt(classes, width)];
    for (let p = 0; p < width * height; p += width) {
      row.set(data.subarray(p, p + width));
      ink.set(soft.subarray(p, p + width));
      bin.set(bins.subarray(p, p + width));
      kernels.standardiseRow(values, inks, classes, units, width, shading, DARK, NO_INK);
      data.set(row, p);
    }
  });
}

/** A crease or the shadow of a crumple darkens paper by no more than this, as ink. */
const DEEPEST_CREASE = 0.13;
/** Approved ink (0..250) below which nothing can be missing. */
const NO_INK = 10;

/**
 * How deep folds darken the bare paper, as ink: how far its error has long tails tells. A stroke of a pen loses as much
 * as a crease and stays far outside.
 */
function depthOfCreases(residual: Float32Array, classes: ErrorClasses, edge: number): number {
  const { width, height, bins } = classes;
  const histogram = new Uint32Array(512);
  let n = 0;
  for (let y = edge; y < height - edge; y += 2) {
    for (let x = edge; x < width - edge; x += 2) {
      const p = y * width + x;
      if (bins[p] !== 0) continue;
      const v = residual[p] ?? 0;
      const k = Math.min(511, ((v < 0 ? -v : v) * 1024) | 0);
      histogram[k] = (histogram[k] ?? 0) + 1;
      n++;
    }
  }
  const at = (share: number) => {
    let seen = 0;
    let k = 0;
    while (k < 511 && seen + (histogram[k] ?? 0) < share * n) seen += histogram[k++] ?? 0;
    return (k + 0.5) / 1024;
  };
  return Math.max(0, Math.min(DEEPEST_CREASE, at(0.995) - 2.4 * at(0.8)));
}

/** Side of the cells that are left out of the second estimate. */
const CELL = 16;

/** Cells with residuals far beyond their class; undefined when they are so few that they cannot bend a percentile. */
function suspectCells(
  residual: Float32Array,
  classes: ErrorClasses,
  spread: Float64Array,
): Uint8Array | undefined {
  const { width, height, bins } = classes;
  const columns = Math.ceil(width / CELL);
  const cells = new Uint8Array(columns * Math.ceil(height / CELL));
  let inked = 0;
  let far = 0;
  for (let y = 0; y < height; y += 2) {
    const row = Math.floor(y / CELL) * columns;
    for (let x = 0; x < width; x += 2) {
      const p = y * width + x;
      const bin = bins[p] ?? 0;
      if (bin === 0) continue;
      inked++;
      if (Math.abs(residual[p] ?? 0) > 5 * (spread[bin] ?? 1)) {
        cells[row + Math.floor(x / CELL)] = 1;
        far++;
      }
    }
  }
  return far > 0.004 * inked ? cells : undefined;
}

/** The usual error of each class of pixels. */
function learnSpread(
  residual: Float32Array,
  classes: ErrorClasses,
  edge: number,
  suspect: Uint8Array | undefined,
): Float64Array {
  const { width, height } = classes;
  const columns = Math.ceil(width / CELL);
  const histogram = new Uint32Array(BINS * 512);
  const total = new Float64Array(BINS);
  for (let y = edge; y < height - edge; y += 2) {
    for (let x = edge; x < width - edge; x += 2) {
      const p = y * width + x;
      if (suspect?.[Math.floor(y / CELL) * columns + Math.floor(x / CELL)]) continue;
      const bin = classes.bins[p] ?? 0;
      const v = residual[p] ?? 0;
      const k = bin * 512 + Math.min(511, ((v < 0 ? -v : v) * 1024) | 0);
      histogram[k] = (histogram[k] ?? 0) + 1;
      total[bin] = (total[bin] ?? 0) + 1;
    }
  }
  const spread = new Float64Array(BINS);
  for (let bin = 0; bin < BINS; bin++) {
    const n = total[bin] ?? 0;
    const first = bin % EDGE_BINS === 0;
    if (n < 300) {
      spread[bin] = first ? 0.012 : Math.max(0.012, spread[bin - 1] ?? 0);
      continue;
    }
    let seen = 0;
    let k = 0;
    // The 80th percentile is 1.28 sigma of a normal error and survives a page that is altered in places.
    while (k < 511 && seen + (histogram[bin * 512 + k] ?? 0) < 0.8 * n)
      seen += histogram[bin * 512 + k++] ?? 0;
    // No honest page errs more than this; where more than a fifth of a class is altered the percentile would excuse it.
    const cap = bin < EDGE_BINS ? 0.022 + 0.0012 * bin : isBarClass(bin) ? 0.06 : 0.045;
    spread[bin] = Math.min(cap, Math.max(0.008, (k + 0.5) / 1024 / 1.28));
  }
  return spread;
}

import { boxBlur, gaussian } from './blur.ts';
import type { InkModel } from './explain.ts';
import type { Field } from './raster.ts';

const BINS = 16;

/** How busy the approved page is around a pixel: edges let honest residuals grow. */
export function edgeDensity(model: InkModel): Field {
  const { width, height, sharp } = model;
  const out = new Float32Array(width * height);
  for (let y = 1; y < height - 1; y++) {
    let p = y * width + 1;
    for (let x = 1; x < width - 1; x++, p++) {
      const gx = (sharp[p + 1] ?? 0) - (sharp[p - 1] ?? 0);
      const gy = (sharp[p + width] ?? 0) - (sharp[p - width] ?? 0);
      out[p] = Math.abs(gx) + Math.abs(gy);
    }
  }
  return boxBlur({ width, height, data: out }, 4);
}

function binOf(density: number): number {
  return Math.min(BINS - 1, Math.floor(Math.sqrt(Math.max(0, density)) * 1.25));
}

/** The scale of a stroke: residuals are smoothed to it, so the doublets of a slight misfit cancel. */
const STROKE = 1.6;

/** Residuals in units of a spread known beforehand. */
export function standardiseWith(residual: Field, density: Field, spread: Float64Array): Field {
  const smooth = gaussian(residual, STROKE);
  const out = smooth.data;
  for (let p = 0; p < out.length; p++) out[p] = (out[p] ?? 0) / (spread[binOf(density.data[p] ?? 0)] ?? 1);
  return smooth;
}

/** Residuals in units of what this very page shows to be usual at such a place. */
export function standardise(residual: Field, density: Field, edge: number): { z: Field; spread: Float64Array } {
  const smooth = gaussian(residual, STROKE);
  const { width, height } = smooth;
  const histogram = Array.from({ length: BINS }, () => new Uint32Array(512));
  const total = new Float64Array(BINS);
  for (let y = edge; y < height - edge; y += 2) {
    for (let x = edge; x < width - edge; x += 2) {
      const p = y * width + x;
      const bin = binOf(density.data[p] ?? 0);
      const h = histogram[bin];
      if (!h) continue;
      const k = Math.min(511, Math.floor(Math.abs(smooth.data[p] ?? 0) * 1024));
      h[k] = (h[k] ?? 0) + 1;
      total[bin] = (total[bin] ?? 0) + 1;
    }
  }
  const spread = new Float64Array(BINS);
  for (let bin = 0; bin < BINS; bin++) {
    const h = histogram[bin];
    const n = total[bin] ?? 0;
    if (!h || n < 300) {
      spread[bin] = Math.max(0.012, spread[bin - 1] ?? 0);
      continue;
    }
    let seen = 0;
    let k = 0;
    // The 80th percentile is 1.28 sigma of a normal error and survives a page that is altered in places.
    while (k < 511 && seen + (h[k] ?? 0) < 0.8 * n) seen += h[k++] ?? 0;
    spread[bin] = Math.max(0.008, (k + 0.5) / 1024 / 1.28);
  }
  const out = new Float32Array(width * height);
  for (let p = 0; p < out.length; p++) {
    out[p] = (smooth.data[p] ?? 0) / (spread[binOf(density.data[p] ?? 0)] ?? 1);
  }
  return { z: { width, height, data: out }, spread };
}

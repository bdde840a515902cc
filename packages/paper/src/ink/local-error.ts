import type { Field } from '../image/raster.ts';
import type { ErrorClasses } from './error-model.ts';

/** Side of a tile: 6 mm. */
const TILE = 48;
/** Tiles on each side that are heard with it. */
const AROUND = 2;
/** A normal error exceeds 1.28 sigma on a fifth of the pixels. */
const USUAL = { level: 1.28, share: 0.2 };
const OUTLIER = 5;
/** Pixels of a usual page that are thought along: a lone digit does not make its surroundings unusual. */
const PRIOR = 6000;

/** Share of pixels beyond 1.28 to the factor by which a normal error is then wider. */
const WIDER: readonly (readonly [share: number, factor: number])[] = [
  [0.2, 1],
  [0.28, 1.19],
  [0.39, 1.5],
  [0.52, 2],
];

function widerFor(share: number): number {
  for (let k = 1; k < WIDER.length; k++) {
    const [s0, f0] = WIDER[k - 1] ?? [0, 1];
    const [s1, f1] = WIDER[k] ?? [1, 1];
    if (share <= s1) return share <= s0 ? f0 : f0 + ((f1 - f0) * (share - s0)) / (s1 - s0);
  }
  return WIDER.at(-1)?.[1] ?? 1;
}

/**
 * Widens the error where a whole neighbourhood of 30 mm agrees badly: out of focus, in a crumple, at a fold.
 * What stands out from its own surroundings still stands out.
 */
export function calmNeighbourhoods(z: Field, classes: ErrorClasses): void {
  const { width, height, data } = z;
  const columns = Math.ceil(width / TILE);
  const rows = Math.ceil(height / TILE);
  const all = new Float64Array(columns * rows);
  const beyond = new Float64Array(columns * rows);
  for (let y = 0; y < height; y += 2) {
    const row = Math.floor(y / TILE) * columns;
    for (let x = 0; x < width; x += 2) {
      const p = y * width + x;
      if ((classes.bins[p] ?? 0) < 3) continue;
      const v = Math.abs(data[p] ?? 0);
      // What is far off is suspicious by itself and excuses nothing around it.
      if (v > OUTLIER) continue;
      const i = row + Math.floor(x / TILE);
      all[i] = (all[i] ?? 0) + 4;
      if (v > USUAL.level) beyond[i] = (beyond[i] ?? 0) + 4;
    }
  }
  const factor = new Float32Array(columns * rows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let n = PRIOR;
      let far = PRIOR * USUAL.share;
      for (let j = Math.max(0, r - AROUND); j <= Math.min(rows - 1, r + AROUND); j++) {
        for (let i = Math.max(0, c - AROUND); i <= Math.min(columns - 1, c + AROUND); i++) {
          n += all[j * columns + i] ?? 0;
          far += beyond[j * columns + i] ?? 0;
        }
      }
      factor[r * columns + c] = widerFor(far / n);
    }
  }
  for (let y = 0; y < height; y++) {
    const gy = Math.min(Math.max((y + 0.5) / TILE - 0.5, 0), rows - 1.001);
    const y0 = gy | 0;
    const fy = gy - y0;
    for (let x = 0; x < width; x++) {
      const gx = Math.min(Math.max((x + 0.5) / TILE - 0.5, 0), columns - 1.001);
      const x0 = gx | 0;
      const fx = gx - x0;
      const i = y0 * columns + x0;
      const a = (factor[i] ?? 1) * (1 - fx) + (factor[i + 1] ?? 1) * fx;
      const b = (factor[i + columns] ?? 1) * (1 - fx) + (factor[i + columns + 1] ?? 1) * fx;
      const p = y * width + x;
      data[p] = (data[p] ?? 0) / (a * (1 - fy) + b * fy);
    }
  }
}

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
  let isWider = false;
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
      const wider = widerFor(far / n);
      factor[r * columns + c] = wider;
      if (wider > 1) isWider = true;
    }
  }
  if (!isWider) return;
  const left = new Int32Array(width);
  const near = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const gx = Math.min(Math.max((x + 0.5) / TILE - 0.5, 0), columns - 1.001);
    left[x] = gx | 0;
    near[x] = gx - (gx | 0);
  }
  const mixed = new Float32Array(columns);
  for (let y = 0; y < height; y++) {
    const gy = Math.min(Math.max((y + 0.5) / TILE - 0.5, 0), rows - 1.001);
    const top = (gy | 0) * columns;
    const fy = gy - (gy | 0);
    for (let c = 0; c < columns; c++)
      mixed[c] = (factor[top + c] ?? 1) * (1 - fy) + (factor[top + columns + c] ?? 1) * fy;
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const c = left[x] ?? 0;
      const a = mixed[c] ?? 1;
      data[row + x] = (data[row + x] ?? 0) / (a + ((mixed[c + 1] ?? 1) - a) * (near[x] ?? 0));
    }
  }
}

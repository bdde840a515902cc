import type { Random } from '../random.ts';

/** Side of a noise tile; a power of two, so that an index wraps with a mask. */
export const TILE = 512;

/** A tile of roughly normal noise with unit deviation; each halving of detail makes its grain twice as coarse. */
export function noiseTile(random: Random, coarseness = 0): Float32Array {
  const side = TILE >> coarseness;
  const coarse = new Float32Array(side * side);
  for (let i = 0; i < coarse.length; i++) {
    // The sum of three uniforms is normal enough here, and several times faster than Box-Muller.
    coarse[i] = (random.next() + random.next() + random.next() - 1.5) * 2;
  }
  return coarseness === 0 ? coarse : stretch(coarse, side, coarseness);
}

/** Bilinear enlargement on a torus, so that the tile still repeats without a seam. */
function stretch(coarse: Float32Array, side: number, coarseness: number): Float32Array {
  const tile = new Float32Array(TILE * TILE);
  const scale = 1 / (1 << coarseness);
  for (let y = 0; y < TILE; y++) {
    const v = y * scale;
    const y0 = Math.floor(v);
    const y1 = (y0 + 1) & (side - 1);
    const fy = v - y0;
    for (let x = 0; x < TILE; x++) {
      const u = x * scale;
      const x0 = Math.floor(u);
      const x1 = (x0 + 1) & (side - 1);
      const fx = u - x0;
      const top = (coarse[y0 * side + x0] ?? 0) * (1 - fx) + (coarse[y0 * side + x1] ?? 0) * fx;
      const low = (coarse[y1 * side + x0] ?? 0) * (1 - fx) + (coarse[y1 * side + x1] ?? 0) * fx;
      tile[y * TILE + x] = top * (1 - fy) + low * fy;
    }
  }
  return tile;
}

import type { Field } from '../image/raster.ts';
import { repetition } from './repetition.ts';

/** One block of the page found again in the photo. */
export interface BlockMatch {
  /** Centre of the block, in pixels of the images compared. */
  readonly x: number;
  readonly y: number;
  /** Where it was found relative to that, with a fraction of a pixel. */
  readonly dx: number;
  readonly dy: number;
  /** Normalised correlation there, -1..1. */
  readonly score: number;
  /** How sharply the correlation falls off each way; along a rule it hardly does, and along dashes it says nothing: 0. */
  readonly bendX: number;
  readonly bendY: number;
}

/** How blocks are laid out and how far they are sought. */
export interface BlockSearch {
  /** Side of a block. */
  readonly size: number;
  readonly stride: number;
  readonly reach: number;
  /** How far blocks are sought that were not found within `reach`; not at all unless said. */
  readonly farReach?: number;
  /** Standard deviation of ink a block needs to say anything. */
  readonly minContrast: number;
}

function peak(left: number, centre: number, right: number): number {
  const bend = left - 2 * centre + right;
  return bend < -1e-9 ? Math.max(-0.5, Math.min(0.5, (0.5 * (left - right)) / bend)) : 0;
}

/** Running sums of values and squares, one row and column larger than the image. */
function integrals(field: Field): { sums: Float64Array; squares: Float64Array } {
  const { width, height, data } = field;
  const w = width + 1;
  const sums = new Float64Array(w * (height + 1));
  const squares = new Float64Array(w * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    let row2 = 0;
    for (let x = 0; x < width; x++) {
      const v = data[y * width + x] ?? 0;
      row += v;
      row2 += v * v;
      const o = (y + 1) * w + x + 1;
      sums[o] = (sums[o - w] ?? 0) + row;
      squares[o] = (squares[o - w] ?? 0) + row2;
    }
  }
  return { sums, squares };
}

/** Sum over the square whose corners lie at `top` and `bottom` of a running sum. */
function over(sums: Float64Array, top: number, bottom: number, size: number): number {
  return (sums[bottom + size] ?? 0) - (sums[bottom] ?? 0) - (sums[top + size] ?? 0) + (sums[top] ?? 0);
}

/** Ink below which a pixel of the approved page counts as bare. */
const BARE = 0.003;
const NOWHERE = { x: false, y: false };
/** Correlation from which a block counts as found without looking farther. */
const FOUND = 0.7;

/** Seeks each inked block of `page` in `photo` by normalised correlation. Both images have the same size. */
export function correlateBlocks(page: Field, photo: Field, search: BlockSearch): BlockMatch[] {
  const { size, stride } = search;
  const { width, height } = page;
  const n = size * size;
  const far = search.farReach ?? search.reach;
  // Bare paper adds nothing to a product, so only the inked pixels of a block are kept: where, and how dark.
  const where = new Int32Array(n);
  const dark = new Float32Array(n);
  const scores = new Float32Array((2 * far + 1) ** 2);
  const found: BlockMatch[] = [];
  const { data } = photo;
  const { sums, squares } = integrals(photo);
  for (let by = search.reach; by + size + search.reach <= height; by += stride) {
    for (let bx = search.reach; bx + size + search.reach <= width; bx += stride) {
      let sum = 0;
      let square = 0;
      let inked = 0;
      for (let j = 0; j < size; j++) {
        let p = (by + j) * width + bx;
        for (let i = 0; i < size; i++, p++) {
          const v = page.data[p] ?? 0;
          sum += v;
          square += v * v;
          if (v < BARE && v > -BARE) continue;
          where[inked] = j * width + i;
          dark[inked++] = v;
        }
      }
      const mean = sum / n;
      const variance = square / n - mean * mean;
      if (variance < search.minContrast * search.minContrast) continue;
      const fits =
        bx >= far && by >= far && bx + size + far <= width && by + size + far <= height && far > search.reach;
      for (const reach of fits ? [search.reach, far] : [search.reach]) {
        const span = 2 * reach + 1;
        let best = -2;
        let bestAt = 0;
        for (let sy = 0; sy < span; sy++) {
          for (let sx = 0; sx < span; sx++) {
            const top = (by + sy - reach) * (width + 1) + bx + sx - reach;
            const bottom = top + size * (width + 1);
            const from = (by + sy - reach) * width + bx + sx - reach;
            let cross = 0;
            for (let k = 0; k < inked; k++) cross += (data[from + (where[k] ?? 0)] ?? 0) * (dark[k] ?? 0);
            const m = over(sums, top, bottom, size) / n;
            const s2 = over(squares, top, bottom, size);
            // The floor keeps a blank photo block at about zero instead of correlating noise.
            const score = (cross / n - m * mean) / Math.sqrt(variance * Math.max(s2 / n - m * m, 0.0004));
            scores[sy * span + sx] = score;
            if (score > best) {
              best = score;
              bestAt = sy * span + sx;
            }
          }
        }
        const sx = bestAt % span;
        const sy = (bestAt - sx) / span;
        const inner = sx > 0 && sy > 0 && sx < span - 1 && sy < span - 1;
        const at = (o: number) => scores[bestAt + o] ?? 0;
        const score = inner || reach === 0 ? best : best * 0.5;
        if (fits && reach < far && score < FOUND) continue;
        const repeats = inner ? repetition(page, bx, by, size) : NOWHERE;
        found.push({
          x: bx + size / 2,
          y: by + size / 2,
          dx: sx - reach + (inner ? peak(at(-1), best, at(1)) : 0),
          dy: sy - reach + (inner ? peak(at(-span), best, at(span)) : 0),
          // A best shift at the rim of the search is a miss, not a match.
          score,
          bendX: inner && !repeats.x ? 2 * best - at(-1) - at(1) : 0,
          bendY: inner && !repeats.y ? 2 * best - at(-span) - at(span) : 0,
        });
        break;
      }
    }
  }
  return found;
}

/** The middle value; 0 for none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1] ?? 0;
}

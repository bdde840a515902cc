import type { Field } from '../image/raster.ts';
import { kernels } from '../kernels/kernels.ts';
import { floatsAt, intsAt, leaving, putFloats, room } from '../kernels/room.ts';
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

/** Ink below which four pixels of the approved page count as bare: they add nothing to a product. */
const BARE = 0.003;
const NOWHERE = { x: false, y: false };
/** Correlation from which a block counts as found without looking farther. */
const FOUND = 0.7;
/** The photo's variance is taken to be this at least: a blank block then has a correlation of about zero. */
const FLOOR = 0.0004;

/** A block of the approved page as the kernel wants it. */
interface Block {
  readonly quads: number;
  readonly mean: number;
  readonly variance: number;
}

/** Keeps the inked fours of a block's pixels: how far from its corner, in bytes, and how dark. */
function gather(page: Field, from: number, size: number, offsets: Int32Array, dark: Float32Array): Block {
  const { width, data } = page;
  let sum = 0;
  let square = 0;
  let quads = 0;
  for (let j = 0; j < size; j++) {
    let p = from + j * width;
    for (let i = 0; i < size; i += 4, p += 4) {
      let most = 0;
      for (let k = 0; k < 4; k++) {
        const v = data[p + k] ?? 0;
        sum += v;
        square += v * v;
        most = Math.max(most, v, -v);
        dark[4 * quads + k] = v;
      }
      if (most >= BARE) offsets[quads++] = 4 * (j * width + i);
    }
  }
  const n = size * size;
  const mean = sum / n;
  return { quads, mean, variance: square / n - mean * mean };
}

/** What the scores of all shifts say of a block. */
function readPeak(scores: Float32Array, reach: number) {
  const span = 2 * reach + 1;
  let at = 0;
  for (let k = 1; k < scores.length; k++) if ((scores[k] ?? 0) > (scores[at] ?? 0)) at = k;
  const sx = at % span;
  const sy = (at - sx) / span;
  const best = scores[at] ?? 0;
  const isInner = sx > 0 && sy > 0 && sx < span - 1 && sy < span - 1;
  const beside = (o: number) => scores[at + o] ?? 0;
  return {
    isInner,
    // A best shift at the rim of the search is a miss, not a match.
    score: isInner || reach === 0 ? best : best * 0.5,
    dx: sx - reach + (isInner ? peak(beside(-1), best, beside(1)) : 0),
    dy: sy - reach + (isInner ? peak(beside(-span), best, beside(span)) : 0),
    bendX: isInner ? 2 * best - beside(-1) - beside(1) : 0,
    bendY: isInner ? 2 * best - beside(-span) - beside(span) : 0,
  };
}

/**
 * Seeks each inked block of `page` in `photo` by normalised correlation. Both images have the same size; a block's side is
 * a multiple of four.
 */
export function correlateBlocks(page: Field, photo: Field, search: BlockSearch): BlockMatch[] {
  return leaving(() => {
    const { size, stride } = search;
    const { width, height } = page;
    const far = search.farReach ?? search.reach;
    const at = putFloats(photo.data);
    const offsets = room(size * size);
    const dark = room(4 * size * size);
    const columns = room(16 * (size + 2 * far));
    const scores = room(4 * (2 * far + 1) ** 2);
    const offsetsOf = intsAt(offsets, (size * size) / 4);
    const darkOf = floatsAt(dark, size * size);
    const seek = (corner: number, { quads, mean, variance }: Block, reach: number) => {
      const to = at + 4 * corner;
      kernels.correlateBlock(
        to,
        4 * width,
        size,
        reach,
        offsets,
        dark,
        quads,
        mean,
        variance,
        FLOOR,
        columns,
        scores,
      );
      return readPeak(floatsAt(scores, (2 * reach + 1) ** 2), reach);
    };
    const found: BlockMatch[] = [];
    for (let by = search.reach; by + size + search.reach <= height; by += stride) {
      for (let bx = search.reach; bx + size + search.reach <= width; bx += stride) {
        const corner = by * width + bx;
        const block = gather(page, corner, size, offsetsOf, darkOf);
        if (block.variance < search.minContrast * search.minContrast) continue;
        const fits =
          bx >= far &&
          by >= far &&
          bx + size + far <= width &&
          by + size + far <= height &&
          far > search.reach;
        const near = seek(corner, block, search.reach);
        const best = fits && near.score < FOUND ? seek(corner, block, far) : near;
        const repeats = best.isInner ? repetition(page, bx, by, size) : NOWHERE;
        found.push({
          x: bx + size / 2,
          y: by + size / 2,
          dx: best.dx,
          dy: best.dy,
          score: best.score,
          bendX: repeats.x ? 0 : best.bendX,
          bendY: repeats.y ? 0 : best.bendY,
        });
      }
    }
    return found;
  });
}

/** The middle value; 0 for none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1] ?? 0;
}

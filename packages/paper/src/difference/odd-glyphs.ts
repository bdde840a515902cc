import type { Box, Field } from '../image/raster.ts';
import type { InkModel } from '../ink/ink-model.ts';
import { neighbourhoodOf } from './second-chance.ts';

/** How well a piece of approved print is found again on the sheet. */
export interface GlyphFit {
  readonly box: Box;
  /** 1 less the correlation of approved and found ink at the best place: 0 is the same, 1 nothing in common. */
  readonly misfit: number;
  /** The misfit over that of the pieces about as large around it: light, blur and printer make them all alike. */
  readonly oddness: number;
}

/** Pixels around a piece that belong to its look, and how far it is sought from where registration puts it. */
const MARGIN = 2;
const REACH = 2;
/** Pieces around, and among how many before and after it on the page they are sought. */
const NEIGHBOURS = { heard: 24, among: 60 };
/** How much larger or smaller a neighbour may be. */
const ALIKE = 1.7;
/** A misfit that is nothing: quotients of less would say nothing. */
const NOTHING = 0.01;
/** The oddest are sought again where all that surrounds them lies, up to 1 mm off: a fold moves a whole row. */
const SOUGHT_AGAIN = 24;

type Shift = readonly [dx: number, dy: number];

/** Correlation of one plane of the approved piece with the photo at each shift around one; the best of them. */
function bestAt(
  plane: Uint8Array,
  photo: Field,
  [x, y, w, h]: Box,
  [cx, cy]: Shift,
  reach: number,
): { score: number; shift: Shift } {
  const { width } = photo;
  const across = w + 2 * MARGIN;
  const down = h + 2 * MARGIN;
  const n = across * down;
  const approved = new Float32Array(n);
  let sum = 0;
  for (let j = 0, i = 0; j < down; j++) {
    const row = (y - MARGIN + j) * width + x - MARGIN;
    for (let k = 0; k < across; k++, i++) {
      approved[i] = plane[row + k] ?? 0;
      sum += approved[i] ?? 0;
    }
  }
  const mean = sum / n;
  let own = 0;
  for (let i = 0; i < n; i++) {
    const v = (approved[i] ?? 0) - mean;
    approved[i] = v;
    own += v * v;
  }
  let best: { score: number; shift: Shift } = { score: -1, shift: [cx, cy] };
  for (let dy = cy - reach; dy <= cy + reach; dy++) {
    for (let dx = cx - reach; dx <= cx + reach; dx++) {
      let cross = 0;
      let all = 0;
      let square = 0;
      for (let j = 0, i = 0; j < down; j++) {
        const row = (y - MARGIN + j + dy) * width + x - MARGIN + dx;
        for (let k = 0; k < across; k++, i++) {
          const v = photo.data[row + k] ?? 0;
          cross += v * (approved[i] ?? 0);
          all += v;
          square += v * v;
        }
      }
      const score = cross / Math.sqrt(Math.max(own * (square - (all * all) / n), 1e-9));
      if (score > best.score) best = { score, shift: [dx, dy] };
    }
  }
  return best;
}

function misfitOf(model: InkModel, photo: Field, box: Box, around: Shift): number {
  const sharp = bestAt(model.sharp, photo, box, around, REACH);
  // A photo less sharp than the page: the same piece, blurred.
  const soft = bestAt(model.soft, photo, box, sharp.shift, 0);
  return 1 - Math.max(sharp.score, soft.score);
}

/** Whether all of a piece was taken out of the comparison: by a zone, or as table beside the sheet. */
function isTakenOut(z: Field, { sharp }: InkModel, [x, y, w, h]: Box): boolean {
  for (let py = y; py < y + h; py++) {
    for (let p = py * z.width + x; p < py * z.width + x + w; p++)
      if ((sharp[p] ?? 0) > 75 && z.data[p] !== 0) return false;
  }
  return true;
}

/** The usual misfit around a piece: the middle one of those as large and nearest to it, lines counting double. */
function usualAround(boxes: readonly Box[], misfits: readonly number[], i: number): number {
  const [x, y, w, h] = boxes[i] ?? [0, 0, 0, 0];
  const size = Math.max(w, h);
  const near: { far: number; misfit: number }[] = [];
  const last = Math.min(boxes.length - 1, i + NEIGHBOURS.among);
  for (let j = Math.max(0, i - NEIGHBOURS.among); j <= last; j++) {
    const box = boxes[j];
    if (j === i || !box) continue;
    const other = Math.max(box[2], box[3]) / size;
    if (other > ALIKE || other < 1 / ALIKE) continue;
    const dx = box[0] + box[2] / 2 - x - w / 2;
    const dy = box[1] + box[3] / 2 - y - h / 2;
    near.push({ far: dx * dx + 4 * dy * dy, misfit: misfits[j] ?? 0 });
  }
  const heard = near
    .sort((a, b) => a.far - b.far)
    .slice(0, NEIGHBOURS.heard)
    .map(({ misfit }) => misfit)
    .sort((a, b) => a - b);
  return heard[heard.length >> 1] ?? 0;
}

/**
 * How well each piece of approved print is found again, the oddest first. The explanation of ink weighs each pixel by what
 * pixels of its kind err, and a bad photo hides a changed digit of 8 pt there. As a picture it is unlike its own, while all
 * around it are like theirs, however bad the photo (normalised cross-correlation, after Lewis 1995).
 */
export function fitGlyphs(model: InkModel, photo: Field, z: Field, glyphs: readonly Box[]): GlyphFit[] {
  const boxes = glyphs.filter((box) => !isTakenOut(z, model, box));
  const misfits = boxes.map((box) => misfitOf(model, photo, box, [0, 0]));
  const usual = boxes.map((_, i) => usualAround(boxes, misfits, i));
  const fits = boxes.map((box, i): GlyphFit & { readonly i: number } => {
    const misfit = misfits[i] ?? 0;
    return { box, misfit, oddness: misfit / ((usual[i] ?? 0) + NOTHING), i };
  });
  return fits
    .sort((a, b) => b.oddness - a.oddness)
    .map(({ i, ...fit }, rank) => {
      if (rank >= SOUGHT_AGAIN) return fit;
      const { shift } = neighbourhoodOf(model, photo, fit.box);
      const misfit = Math.min(fit.misfit, misfitOf(model, photo, fit.box, shift));
      return { box: fit.box, misfit, oddness: misfit / ((usual[i] ?? 0) + NOTHING) };
    })
    .sort((a, b) => b.oddness - a.oddness);
}

import { type Box, type Field, mmToPx } from '../image/raster.ts';
import { findSealBlobs, joinBlobs, type SealBlob } from '../ink/seal-ink.ts';

/** Coloured ink that is new: impressions, and what is too small for one. */
export interface NewInk {
  readonly seals: readonly SealBlob[];
  readonly strays: readonly SealBlob[];
}

/** From this size on, in diameters, a patch holds two impressions that touch. */
const TWO = 1.3;
/** Least size of an impression, in diameters, and least ink of it and of a stray. */
const LEAST = { side: 0.3, sealMass: 250, strayMass: 70 };

function massIn(seal: Field, [x, y, w, h]: Box): number {
  let mass = 0;
  for (let py = Math.max(0, y); py < Math.min(seal.height, y + h); py += 2)
    for (let px = Math.max(0, x); px < Math.min(seal.width, x + w); px += 2)
      mass += 4 * Math.max(0, (seal.data[py * seal.width + px] ?? 0) - 0.05);
  return mass;
}

/** Parts a patch too large for one impression at the ends of its better filled diagonal. */
function parted(blob: SealBlob, seal: Field, diameter: number): SealBlob[] {
  const [x, y, w, h] = blob.box;
  if (Math.max(w, h) < TWO * diameter) return [blob];
  const side = Math.round(diameter);
  const corner = (right: boolean, low: boolean): SealBlob => {
    const box: Box = [
      right ? Math.max(x, x + w - side) : x,
      low ? Math.max(y, y + h - side) : y,
      Math.min(side, w),
      Math.min(side, h),
    ];
    return { box, mass: massIn(seal, box) };
  };
  const falling = [corner(false, false), corner(true, true)];
  const rising = [corner(false, true), corner(true, false)];
  const least = (pair: readonly SealBlob[]) => Math.min(...pair.map((b) => b.mass));
  return least(falling) >= least(rising) ? falling : rising;
}

/** Sorts coloured ink that was not there before; `before` holds the page's seal ink at a quarter, earlier and as approved. */
export function findNewInk(seal: Field, before: readonly Field[], diameter: number): NewInk {
  const joined = joinBlobs(findSealBlobs(seal, before, mmToPx(2.5)), mmToPx(1.5));
  const side = (b: SealBlob) => Math.max(b.box[2], b.box[3]);
  return {
    seals: joined
      .filter((b) => side(b) >= LEAST.side * diameter && b.mass > LEAST.sealMass)
      .flatMap((b) => parted(b, seal, diameter))
      .sort((a, b) => b.mass - a.mass),
    strays: joined.filter((b) => side(b) < LEAST.side * diameter && b.mass > LEAST.strayMass),
  };
}

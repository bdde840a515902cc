import { type Group, groupPatches } from '../difference/groups.ts';
import { findPatches } from '../difference/regions.ts';
import { type FirstLook, secondChance } from '../difference/second-chance.ts';
import { boxBlur, gaussian } from '../image/blur.ts';
import { cropField } from '../image/crop.ts';
import { type Box, type Field, mmToPx } from '../image/raster.ts';
import { explainInk } from '../ink/explain.ts';
import type { InkModel } from '../ink/ink-model.ts';
import type { ZoneMm } from '../verdict.ts';
import type { EarlierSheet } from './earlier-sheet.ts';
import { partAround } from './part.ts';
import { strongest, withoutSealTrace } from './seal-trace.ts';

/** |z| from which a pixel counts. */
const THRESHOLD = 4;
/** Pixels at the rim of a part that are not judged: their surroundings are not known. */
const EDGE = 10;
/** Smoothing to the scale of a stroke. */
const STROKE = 1.6;
/** Classes of error: how much seal, and how much print, changes around a pixel. */
const STEPS = 5;
/** Places that get a second chance, heaviest first. */
const SECOND_LOOKS = 6;
/** The least error that is believed, and the most on open print and along a seal: a large change excuses nothing. */
const SPREAD = { least: 0.007, leastAtSeal: 0.012, open: 0.04, seal: 0.07 };

function quantise(field: Field): Uint8Array {
  const out = new Uint8Array(field.data.length);
  for (let p = 0; p < out.length; p++) out[p] = Math.max(0, Math.min(250, (field.data[p] ?? 0) * 250 + 0.5));
  return out;
}

/** Mean slope around each pixel. */
function busyness(width: number, height: number, data: ArrayLike<number>): Float32Array {
  const slope = new Float32Array(width * height);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const p = y * width + x;
      slope[p] =
        Math.abs((data[p + 1] ?? 0) - (data[p - 1] ?? 0)) +
        Math.abs((data[p + width] ?? 0) - (data[p - width] ?? 0));
    }
  }
  return boxBlur({ width, height, data: slope }, 4).data;
}

/** Residuals in units of what this part shows to be usual at such a place; `isOut` tells where the page ends. */
function standardise(
  residual: Field,
  seal: Field,
  model: InkModel,
  isOut: (p: number) => boolean,
): { z: Field; bins: Uint8Array; spread: Float64Array } {
  const { width, height } = residual;
  const smooth = gaussian(residual, STROKE);
  const edges = busyness(width, height, gaussian(seal, 1.5).data);
  const print = busyness(width, height, model.sharp);
  // A faint seal has the same places as a strong one, only fainter.
  const perStep = 24 / strongest(seal);
  const classOf = (p: number) =>
    Math.min(STEPS - 1, Math.floor((edges[p] ?? 0) * perStep)) * STEPS +
    Math.min(STEPS - 1, Math.floor(Math.sqrt(Math.max(0, print[p] ?? 0)) / 1.6));
  const errors: number[][] = Array.from({ length: STEPS * STEPS }, () => []);
  for (let p = 0; p < smooth.data.length; p += 3)
    if (!isOut(p)) errors[classOf(p)]?.push(Math.abs(smooth.data[p] ?? 0));
  const spread = new Float64Array(STEPS * STEPS);
  errors.forEach((list, i) => {
    if (list.length >= 200) {
      list.sort((a, b) => a - b);
      const at = (share: number) => list[Math.floor(share * list.length)] ?? 0;
      // Along a seal a coarse picture errs seldom but far, so there the tail is asked as well.
      spread[i] =
        i < STEPS
          ? Math.min(SPREAD.open, Math.max(SPREAD.least, at(0.8) / 1.28))
          : Math.min(SPREAD.seal, Math.max(SPREAD.leastAtSeal, at(0.8) / 1.28, at(0.94) / 1.88));
    } else spread[i] = Math.max(0.012, spread[i - 1] ?? 0, spread[i - STEPS] ?? 0);
  });
  const bins = Uint8Array.from(smooth.data, (_, p) => classOf(p));
  const data = smooth.data.map((v, p) => (isOut(p) ? 0 : v / (spread[bins[p] ?? 0] ?? 1)));
  return { z: { width, height, data }, bins, spread };
}

/**
 * What is new in a box of the page since an earlier photo of the same sheet, under a seal too. Print, dirt and creases
 * of this very sheet are in both photos, so far smaller differences tell than against the approved page.
 */
export function changesSince(
  before: EarlierSheet,
  text: Field,
  seal: Field,
  box: Box,
  margin: number,
  where: { readonly rim: number; readonly zones: readonly ZoneMm[] },
): Group[] {
  const part = partAround(box, margin, text.width, text.height);
  const { x, y, width, height } = part;
  const was = before.textOf(part);
  const model: InkModel = {
    width,
    height,
    sharp: quantise(gaussian(was, 0.6)),
    soft: quantise(gaussian(was, 1.8)),
  };
  const stamp = cropField(seal, x, y, width, height);
  const clean = withoutSealTrace(cropField(text, x, y, width, height), stamp, model);
  const { residual, usualAt } = explainInk(model, clean);
  const { rim, zones } = where;
  const isOut = (p: number) => {
    const px = (p % width) + x;
    const py = Math.floor(p / width) + y;
    if (px < rim || py < rim || px >= text.width - rim || py >= text.height - rim) return true;
    return zones.some(
      (z) =>
        px >= Math.floor(mmToPx(z.xMm)) &&
        py >= Math.floor(mmToPx(z.yMm)) &&
        px < Math.ceil(mmToPx(z.xMm + z.wMm)) &&
        py < Math.ceil(mmToPx(z.yMm + z.hMm)),
    );
  };
  const { z, bins, spread } = standardise(residual, stamp, model, isOut);
  const cells = { width: Math.ceil(width / 8), height: Math.ceil(height / 8) };
  const look: FirstLook = {
    model,
    classes: { width, height, bins },
    dim: { ...cells, data: new Float32Array(cells.width * cells.height).fill(1) },
    photo: clean,
    spread,
    threshold: THRESHOLD,
    usualAt,
  };
  return (
    groupPatches(findPatches(z, THRESHOLD, EDGE), 10)
      .filter((g) => g.mass > 20)
      // Both photos were laid onto the page by themselves; where the sheet curls they may be a little apart.
      .map((g, i) => (i < SECOND_LOOKS && g.mass > 100 ? { ...g, ...secondChance(g, look) } : g))
      .map((g) => ({ ...g, box: [g.box[0] + x, g.box[1] + y, g.box[2], g.box[3]] }))
  );
}

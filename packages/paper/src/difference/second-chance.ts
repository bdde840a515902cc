import { cropBytes, cropField } from '../image/crop.ts';
import type { Box, Field } from '../image/raster.ts';
import { type ErrorClasses, standardiseWith } from '../ink/error-model.ts';
import { explainInk, type WindowFit } from '../ink/explain.ts';
import type { InkModel } from '../ink/ink-model.ts';
import type { Group } from './groups.ts';
import { findPatches } from './regions.ts';

/** What the second look needs of the first. */
export interface FirstLook {
  readonly model: InkModel;
  readonly classes: ErrorClasses;
  readonly dim: Field;
  readonly photo: Field;
  readonly spread: Float64Array;
  readonly threshold: number;
  usualAt(x: number, y: number): WindowFit;
}

/** The neighbourhood taken along, 3.5 mm: a change cannot hide by moving alone what surrounds it must move too. */
const AROUND = 28;
/** 1 mm each way. */
const REACH = 8;

function bestShift(model: InkModel, wide: Field, reach: number): [number, number] {
  const { width, height, sharp, soft } = model;
  let best = -Infinity;
  let found: [number, number] = [0, 0];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      let cross = 0;
      let square = 0;
      let sum = 0;
      for (let y = 0; y < height; y += 2) {
        let p = y * width;
        let q = (y + reach + dy) * wide.width + reach + dx;
        for (let x = 0; x < width; x += 2, p += 2, q += 2) {
          const v = wide.data[q] ?? 0;
          cross += v * ((sharp[p] ?? 0) + (soft[p] ?? 0));
          square += v * v;
          sum += v;
        }
      }
      const n = (width * height) / 4;
      const score = cross / Math.sqrt(Math.max(square - (sum * sum) / n, 1e-3));
      // Equal scores keep the smaller shift.
      if (
        score > best + 1e-9 ||
        (score > best - 1e-9 && Math.hypot(dx, dy) < Math.hypot(found[0], found[1]))
      ) {
        best = score;
        found = [dx, dy];
      }
    }
  }
  return found;
}

/** A place with what stands around it, on the approved page and, as it was moved, on the photo. */
export interface Neighbourhood {
  readonly x: number;
  readonly y: number;
  readonly local: InkModel;
  /** How far the photo's ink lies off, in pixels. */
  readonly shift: readonly [dx: number, dy: number];
}

/** Where what surrounds a place lies on the photo, up to 1 mm off. */
export function neighbourhoodOf(model: InkModel, photo: Field, box: Box): Neighbourhood {
  const x = box[0] - AROUND;
  const y = box[1] - AROUND;
  const width = box[2] + 2 * AROUND;
  const height = box[3] + 2 * AROUND;
  const local: InkModel = {
    width,
    height,
    sharp: cropBytes(model.sharp, model.width, model.height, x, y, width, height),
    soft: cropBytes(model.soft, model.width, model.height, x, y, width, height),
  };
  const wide = cropField(photo, x - REACH, y - REACH, width + 2 * REACH, height + 2 * REACH);
  return { x, y, local, shift: bestShift(local, wide, REACH) };
}

/**
 * Looks again at a suspicious place with its whole neighbourhood shifted up to 1 mm.
 * Returns what remains unexplained in the neighbourhood at the better of the two positions.
 */
export function secondChance(group: Group, look: FirstLook): { mass: number; peak: number } {
  const [gx, gy, gw, gh] = group.box;
  const { model } = look;
  const {
    x,
    y,
    local,
    shift: [dx, dy],
  } = neighbourhoodOf(model, look.photo, group.box);
  const { width, height } = local;
  const first = { mass: group.mass, peak: group.peak };
  if (dx === 0 && dy === 0) return first;
  const moved = cropField(look.photo, x + dx, y + dy, width, height);
  const { residual } = explainInk(local, moved, look.usualAt(gx + gw / 2, gy + gh / 2));
  const classes: ErrorClasses = {
    width,
    height,
    bins: cropBytes(look.classes.bins, model.width, model.height, x, y, width, height),
  };
  const dim = look.dim.data[((gy + (gh >> 1)) >> 3) * look.dim.width + ((gx + (gw >> 1)) >> 3)] ?? 1;
  const z = standardiseWith(residual, classes, look.spread, dim);
  let mass = 0;
  let peak = 0;
  for (const patch of findPatches(z, look.threshold, 14)) {
    mass += patch.mass;
    peak = Math.max(peak, patch.peak);
  }
  return mass < first.mass ? { mass, peak } : first;
}

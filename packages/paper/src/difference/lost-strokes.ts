import { borrowBytes, giveBack } from '../image/planes.ts';
import type { Box, Field } from '../image/raster.ts';
import type { WindowFit } from '../ink/explain.ts';
import type { InkModel } from '../ink/ink-model.ts';
import { UNIT } from '../ink/window-moments.ts';
import { neighbourhoodOf } from './second-chance.ts';

/** A stroke of the approved page that is nowhere on the sheet. */
export interface LostStroke {
  readonly box: Box;
  /** Its approved ink in pixels of full black. */
  readonly weight: number;
}

/** From this ink on (0..1) a pixel belongs to the middle of a stroke, which a sheet laid half a pixel askew still covers. */
const CORE = 0.3;
/** Share of the ink expected there that is left at most where a stroke is gone; a fold or a faint printer leaves more. */
const LEFT = 0.55;
/** No explanation makes more of approved ink than this. */
const DARKEST = 1.6;
/** Fewer pixels are a corner, not a stroke. */
const LEAST_PIXELS = 4;
/** Places asked again at most, heaviest first; a page that lost more than these is told by its ink. */
const ASKED_AGAIN = 40;

/**
 * Share of strokes as dark and as thin from whose fading on the same sheet on the loss of one tells nothing: a printer
 * leaves out hairlines and a camera pale print, and never just one of them.
 */
const FADING = 0.02;
/** Pixels that a class is taken to have beside its own, so that a rare one is not judged by chance. */
const USUAL_PIXELS = 60;
/** Classes of darkness, and of how much of it is left when blurred, which is little in thin strokes. */
const CLASSES = { dark: 8, thin: 6 };

/** What the photo shows, and what it should by the explanation of its surroundings. */
export interface SheetInk {
  readonly model: InkModel;
  readonly photo: Field;
  /** Residuals; exactly 0 where a zone or the table was taken out. */
  readonly z: Field;
  usualAt(x: number, y: number): WindowFit;
}

/** Ink that is expected at a pixel, without its window's own say: a window that lost a stroke must not explain that away. */
function expectedAt({ model, usualAt }: SheetInk, p: number): number {
  const x = p % model.width;
  const { gain, blur, offset } = usualAt(x, (p - x) / model.width);
  return gain * UNIT * ((0.5 - blur) * (model.sharp[p] ?? 0) + (0.5 + blur) * (model.soft[p] ?? 0)) + offset;
}

/** The most ink on a pixel of the photo or right beside it. */
function mostInk({ width, data }: Field, p: number): number {
  let most = 0;
  for (let q = p - width - 1; q <= p + width - 1; q += width)
    for (let k = q; k < q + 3; k++) if ((data[k] ?? 0) > most) most = data[k] ?? 0;
  return most;
}

/** Whether neither the pixel nor its neighbours show the ink that should be there. */
function isBare(sheet: SheetInk, p: number, onPhoto = p): boolean {
  const left = LEFT * expectedAt(sheet, p);
  return (sheet.photo.data[onPhoto] ?? 0) < left && mostInk(sheet.photo, onPhoto) < left;
}

/** The class of strokes that a pixel of one belongs to. */
function classOf({ sharp, soft }: InkModel, p: number): number {
  const ink = sharp[p] ?? 0;
  const dark = Math.min(CLASSES.dark - 1, Math.floor(CLASSES.dark * UNIT * ink));
  const thin = Math.min(CLASSES.thin - 1, Math.floor((CLASSES.thin * (soft[p] ?? 0)) / ink));
  return dark * CLASSES.thin + thin;
}

/** Of each class of strokes how many pixels the page has, and how many of them the sheet does not show. */
class Fading {
  readonly #all = new Float64Array(CLASSES.dark * CLASSES.thin);
  readonly #bare = new Float64Array(CLASSES.dark * CLASSES.thin);

  readonly #model: InkModel;

  constructor(model: InkModel) {
    this.#model = model;
  }

  countAll(p: number): void {
    const c = classOf(this.#model, p);
    this.#all[c] = (this.#all[c] ?? 0) + 1;
  }

  countBare(p: number): void {
    const c = classOf(this.#model, p);
    this.#bare[c] = (this.#bare[c] ?? 0) + 1;
  }

  /** How much the loss of these pixels tells (0..1) beside what the rest of the sheet lost of their classes. */
  telling(members: readonly number[]): number {
    const own = new Map<number, number>();
    for (const p of members) {
      const c = classOf(this.#model, p);
      own.set(c, (own.get(c) ?? 0) + 1);
    }
    let faded = 0;
    for (const [c, n] of own) {
      const others = (this.#bare[c] ?? 0) - n;
      faded += (n * others) / ((this.#all[c] ?? 0) - n + USUAL_PIXELS);
    }
    return Math.max(0, 1 - faded / members.length / FADING);
  }
}

/** Pixels of one stroke that is gone. */
function spread(marks: Uint8Array, width: number, start: number): number[] {
  const members = [start];
  marks[start] = 0;
  for (let i = 0; i < members.length; i++) {
    const p = members[i] ?? 0;
    for (let row = p - width; row <= p + width; row += width) {
      for (let q = row - 1; q <= row + 1; q++) {
        if (marks[q] !== 1) continue;
        marks[q] = 0;
        members.push(q);
      }
    }
  }
  return members;
}

function boxOf(members: readonly number[], width: number): Box {
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const p of members) {
    const x = p % width;
    const y = (p - x) / width;
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x);
    y0 = Math.min(y0, y);
    y1 = Math.max(y1, y);
  }
  return [x0, y0, x1 - x0 + 1, y1 - y0 + 1];
}

/**
 * Strokes of which the sheet shows nothing, heaviest first. A stroke is lost where ink is missing and none lies beside it
 * either: an explanation by shift and blur can make little of a dot or a short bar, which weigh next to nothing, and yet
 * make one character of another (户 and 尸).
 */
export function lostStrokes(sheet: SheetInk, rim: number): LostStroke[] {
  const { model, photo, z } = sheet;
  const { width, height, sharp } = model;
  const marks = borrowBytes(width * height).fill(0);
  const spots: number[] = [];
  const core = CORE / UNIT;
  const fading = new Fading(model);
  for (let y = rim; y < height - rim; y++) {
    for (let p = y * width + rim; p < (y + 1) * width - rim; p++) {
      const ink = sharp[p] ?? 0;
      if (ink < core || (z.data[p] ?? 0) === 0) continue;
      fading.countAll(p);
      // Nearly every stroke is there, and is passed by at the first look.
      if ((photo.data[p] ?? 0) > DARKEST * LEFT * UNIT * ink || !isBare(sheet, p)) continue;
      fading.countBare(p);
      marks[p] = 1;
      spots.push(p);
    }
  }
  const found = spots
    .filter((p) => marks[p] === 1)
    .flatMap((p) => (marks[p] === 1 ? [spread(marks, width, p)] : []))
    .filter((members) => members.length >= LEAST_PIXELS)
    .sort((a, b) => b.length - a.length);
  giveBack(marks);
  const weigh = (members: readonly number[]) =>
    members.length === 0
      ? 0
      : fading.telling(members) * members.reduce((sum, p) => sum + UNIT * (sharp[p] ?? 0), 0);
  return found
    .map((members, i) => {
      const box = boxOf(members, width);
      if (i >= ASKED_AGAIN) return { box, weight: weigh(members) };
      const [dx, dy] = neighbourhoodOf(model, photo, box).shift;
      return { box, weight: weigh(members.filter((p) => isBare(sheet, p, p + dy * width + dx))) };
    })
    .sort((a, b) => b.weight - a.weight);
}

import type { PaperReason } from '@hufu/contract';
import { type Box, type Field, mmToPx } from '../image/raster.ts';
import { isBarClass } from '../ink/error-model.ts';
import type { PreparedPage } from '../prepare.ts';
import type { RegionKind } from '../verdict.ts';
import { isLitBeside } from './crease.ts';
import { isDots } from './dots.ts';
import type { Group } from './groups.ts';
import type { LostStroke } from './lost-strokes.ts';
import type { GlyphFit } from './odd-glyphs.ts';

/** How sure it is that a place was altered. */
export type Suspicion = 'none' | 'possible' | 'certain';

/** A place with what it looks like and how sure that is. */
export interface JudgedGroup {
  readonly group: Group;
  readonly kind: RegionKind;
  readonly suspicion: Suspicion;
  /** Nothing but dots: dirt, unless the reader finds that they change a character. */
  readonly isDots?: boolean;
  /** A piece of print that is unlike its own: any other letter read there makes it certain. */
  readonly odd?: GlyphFit;
}

/** Mass and peak of unexplained ink from which a place is certainly, or possibly, altered. */
const CERTAIN = { mass: 330, peak: 11 };
const POSSIBLE = { mass: 150, peak: 9 };
/** A place that stands out so sharply is certain however small it is: a digit of 7 pt weighs little. */
const SHARP_PEAK = 16;
/** An approved page that is itself a photograph brings errors of its own. */
const PHOTOGRAPHED_FACTOR = 1.7;
/** Solid bars print unevenly at their rims; an approved page that is a photograph needs no second allowance there. */
const BAR_FACTOR = 1.7;

interface Surroundings {
  /** Share of the box near solid bars. */
  readonly bar: number;
  /** Approved ink within 1.2 mm of the box, as a share of pixels. */
  readonly inkNear: number;
  /** Approved ink within the box. */
  readonly inkInside: number;
}

function surroundings(page: PreparedPage, group: Group): Surroundings {
  const [x, y, w, h] = group.box;
  const gap = Math.round(mmToPx(1.2));
  const { width, height } = page;
  let bar = 0;
  let inside = 0;
  let insideInk = 0;
  let near = 0;
  let nearInk = 0;
  for (let py = Math.max(0, y - gap); py < Math.min(height, y + h + gap); py++) {
    for (let px = Math.max(0, x - gap); px < Math.min(width, x + w + gap); px++) {
      const p = py * width + px;
      const inked = (page.model.sharp[p] ?? 0) > 50;
      if (px >= x && px < x + w && py >= y && py < y + h) {
        inside++;
        if (inked) insideInk++;
        if (isBarClass(page.classes.bins[p] ?? 0)) bar++;
      }
      near++;
      if (inked) nearInk++;
    }
  }
  return {
    bar: bar / Math.max(1, inside),
    inkInside: insideInk / Math.max(1, inside),
    inkNear: nearInk / Math.max(1, near),
  };
}

/** A corner of a stroke a millimetre away, or dirt on an approved page that was itself photographed; no digit is so little. */
const HARDLY_ANY = 0.02;

/** A fleck of dirt: small, round, alone on bare paper. A point set among digits has ink beside it and is none. */
function isSpeck(group: Group, around: Surroundings): boolean {
  const [, , w, h] = group.box;
  const limit = mmToPx(2.6);
  return (
    w < limit &&
    h < limit &&
    around.inkNear < HARDLY_ANY &&
    group.addedMass > 0.5 * group.mass &&
    group.area > 0.25 * w * h
  );
}

function kindOf(group: Group, around: Surroundings): RegionKind {
  const added = group.addedMass / Math.max(1, group.addedMass + group.missingMass);
  if (added > 0.8 && around.inkInside < 0.04) return 'added';
  if (added < 0.2) return 'missing';
  return added > 0.9 ? 'added' : 'changed';
}

/** Shading from which creases may mark bare paper and rules, and from which they may set whole lines askew; flat sheets stay below 0.01. */
const CREASED = { lightly: 0.012, badly: 0.03 };
/** Ink of a pen or printer, in the darkest few of the pixels added; no crease is so dark. */
const STROKE_INK = 0.33;

/** What the sheet itself was like, for doubts that only a creased one gives. */
export interface SheetState {
  readonly shading: number;
  readonly ink: Field;
  readonly glyphs: readonly GlyphFit[];
}

/** Below this a piece of print is what was approved, as far as a picture of a creased sheet can tell. */
const FOUND_AGAIN = { misfit: 0.2, oddness: 2 };
/** The same where a reader says besides that the letters are the same, or where a stroke only seems to be gone. */
const HARDLY_ODD = { misfit: 0.35, oddness: 3 };

/** Whether there is print in a box and each piece of it fits as well as is asked. */
function areWithin(box: Box, glyphs: readonly GlyphFit[], limit: typeof FOUND_AGAIN): boolean {
  const inside = glyphs.filter((g) => doOverlap(g.box, box));
  return inside.length > 0 && inside.every((g) => g.misfit < limit.misfit && g.oddness < limit.oddness);
}

/** On a creased sheet: a place whose letters are read as the same, and look so. */
export function isOnlyCreased(group: Group, sheet: SheetState): boolean {
  return sheet.shading >= CREASED.lightly && areWithin(group.box, sheet.glyphs, HARDLY_ODD);
}

/** Whether print is found again in a place that is not new ink, each piece of it as well as those around it. */
function isFoundAgain({ box, addedMass, mass }: Group, glyphs: readonly GlyphFit[]): boolean {
  return addedMass <= 0.8 * mass && areWithin(box, glyphs, FOUND_AGAIN);
}

/**
 * On a creased sheet: what a fold does by itself. A darker line on bare paper, a rule that broke at the fold, a stretch of
 * text wider than a word that lies askew. It is then for another photo of the flattened sheet to tell.
 */
function isLikeFold(page: PreparedPage, group: Group, around: Surroundings, sheet: SheetState): boolean {
  if (sheet.shading < CREASED.lightly) return false;
  const [x, y, w, h] = group.box;
  if (Math.min(w, h) < mmToPx(1.8) && Math.max(w, h) > 3.5 * Math.min(w, h)) return true;
  if (isFoundAgain(group, sheet.glyphs)) return true;
  if (around.inkInside > 0.04) return sheet.shading >= CREASED.badly && (w > mmToPx(25) || h > mmToPx(12));
  if (isLitBeside(page.model, sheet.ink, group.box)) return true;
  const dark: number[] = [];
  for (let py = y; py < y + h; py++)
    for (let px = x; px < x + w; px++) dark.push(sheet.ink.data[py * sheet.ink.width + px] ?? 0);
  dark.sort((a, b) => a - b);
  return (dark[Math.floor(dark.length * 0.97)] ?? 0) < STROKE_INK;
}

/** Mean ink (0..250) on the bare paper of an approved page from which it was photographed; a drawn page has none. */
const GRAIN = 0.5;

function isPhotographed({ model, bare, width, height }: PreparedPage): boolean {
  let sum = 0;
  let n = 0;
  for (let y = 4; y < height; y += 8) {
    for (let x = 4; x < width; x += 8) {
      if (!bare.data[(y >> 3) * bare.width + (x >> 3)] || (model.soft[y * width + x] ?? 0) >= 10) continue;
      sum += model.sharp[y * width + x] ?? 0;
      n++;
    }
  }
  return sum > GRAIN * n;
}

/** Judges each unexplained place by its weight and by what is printed there. */
export function judgeGroups(
  page: PreparedPage,
  groups: readonly Group[],
  strictness = 1,
  sheet?: SheetState,
): JudgedGroup[] {
  const out: JudgedGroup[] = [];
  const usual = strictness * (isPhotographed(page) ? PHOTOGRAPHED_FACTOR : 1);
  for (const group of groups) {
    if (group.mass < POSSIBLE.mass) continue;
    const around = surroundings(page, group);
    const factor = around.bar > 0.5 ? Math.max(usual, strictness * BAR_FACTOR) : usual;
    const steep = Math.sqrt(factor);
    const isHeavy = group.mass >= CERTAIN.mass * factor && group.peak >= CERTAIN.peak * steep;
    const possible = group.mass >= POSSIBLE.mass * factor && group.peak >= POSSIBLE.peak * steep;
    const certain = isHeavy || (possible && group.peak >= SHARP_PEAK * steep);
    if (!possible || isSpeck(group, around)) continue;
    out.push({
      group,
      kind: kindOf(group, around),
      suspicion: certain && !(sheet && isLikeFold(page, group, around, sheet)) ? 'certain' : 'possible',
      ...(isDots(group) ? { isDots: true } : {}),
    });
  }
  return out;
}

/**
 * Approved ink of a stroke, in pixels of full black, from whose loss a place is certainly, or possibly, altered; and what
 * more is asked of a photo coarser than the page, in which the thinnest strokes fall between the pixels. On the sets for
 * fitting honest sheets lose nothing, and 3 at most on a coarse photo.
 */
const LOST = { certain: 4, possible: 2, coarse: 1.8 };

/** Places where whole strokes of the approved page are gone, apart from those that are judged already. */
export function judgeLost(
  lost: readonly LostStroke[],
  judged: readonly JudgedGroup[],
  isCoarse: boolean,
  sheet: SheetState,
): JudgedGroup[] {
  const factor = isCoarse ? LOST.coarse : 1;
  return lost
    .filter(({ weight }) => weight >= LOST.possible * factor)
    .filter(({ box }) => !judged.some((j) => j.suspicion === 'certain' && doOverlap(j.group.box, box)))
    .map(({ box, weight }) => ({
      group: groupOf(box, weight),
      kind: 'missing',
      suspicion: weight >= LOST.certain * factor && !isLostInFold(box, sheet) ? 'certain' : 'possible',
    }));
}

/** On a creased sheet: a rule that broke at the fold, or a corner of print that is there for the rest. */
function isLostInFold(box: Box, sheet: SheetState): boolean {
  if (sheet.shading < CREASED.lightly) return false;
  const [, , w, h] = box;
  return Math.min(w, h) <= 2 || areWithin(box, sheet.glyphs, HARDLY_ODD);
}

function doOverlap(a: Box, b: Box): boolean {
  return a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];
}

/** A lost stroke as a place among others: it weighs as much more than the border as it is more than certain. */
function groupOf(box: Box, weight: number): Group {
  const mass = (CERTAIN.mass * weight) / LOST.certain;
  return {
    box,
    mass,
    heaviest: mass,
    peak: CERTAIN.peak,
    area: box[2] * box[3],
    addedMass: 0,
    missingMass: mass,
    flecks: 0,
    fleckMass: 0,
  };
}

/** Lighter places are only worth reading: where digit stands against digit, little ink makes another number. */
const READABLE = { mass: 22, peak: 5.5 };

/** Smaller than what any two digits differ by. */
function isTiny({ box: [, , w, h] }: Group): boolean {
  return Math.max(w, h) < mmToPx(0.9);
}

/** Places too light to be suspicious by themselves, yet on print and of a character's size. */
export function lightPlaces(page: PreparedPage, groups: readonly Group[], limit: number): JudgedGroup[] {
  const out: JudgedGroup[] = [];
  for (const group of groups) {
    if (out.length >= limit || group.mass < READABLE.mass) break;
    const [, , w, h] = group.box;
    if (group.peak < READABLE.peak || w > mmToPx(8) || h > mmToPx(8) || isTiny(group)) continue;
    if (group.mass >= POSSIBLE.mass && group.peak >= POSSIBLE.peak) continue;
    const around = surroundings(page, group);
    if (around.inkNear > 0.05) out.push({ group, kind: kindOf(group, around), suspicion: 'none' });
  }
  return out;
}

/**
 * Oddness from which a piece of print is worth reading, and, with the misfit, from which it is possibly altered whatever the
 * reader says: 日 and 曰 are one to it.
 */
const ODD = {
  worthReading: 1.4,
  unread: { oddness: 3.5, misfit: 0.2 },
  doubt: { oddness: 6, misfit: 0.25 },
};
/** Pieces nearer to each other than this, in pixels, are read at once. */
const BESIDE = 10;

/** The oddest pieces of print, apart from what is judged already; each only suspicious once it was read, or very odd. */
export function oddPlaces(
  fits: readonly GlyphFit[],
  judged: readonly JudgedGroup[],
  limit: number,
): JudgedGroup[] {
  const out: JudgedGroup[] = [];
  for (const odd of fits) {
    if (out.length >= limit || odd.oddness < ODD.worthReading) break;
    const [x, y, w, h] = odd.box;
    const wide: Box = [x - BESIDE, y, w + 2 * BESIDE, h];
    if (judged.some((j) => doOverlap(j.group.box, odd.box))) continue;
    if (out.some((o) => doOverlap(o.group.box, wide))) continue;
    out.push({ group: groupOf(odd.box, LOST.possible), kind: 'changed', suspicion: 'none', odd });
  }
  return out;
}

/** Whether a piece is so unlike its own that it is to be doubted, be it read as the same or not. */
export function isDoubtful({ misfit, oddness }: GlyphFit, isReadAsSame: boolean): boolean {
  const limit = isReadAsSame ? ODD.doubt : ODD.unread;
  return oddness >= limit.oddness && misfit >= limit.misfit;
}

/** Whether added ink looks written by hand: strokes that leave the height and rows of the print. */
export function looksHandwritten(group: Group, ink: Field): boolean {
  const [x, y, w, h] = group.box;
  if (h < mmToPx(4.5) || w < mmToPx(2)) return false;
  // Print puts its ink evenly over the box; a pen leaves most of a tall box bare.
  let filled = 0;
  for (let py = y; py < y + h; py++) {
    for (let px = x; px < x + w; px++) if ((ink.data[py * ink.width + px] ?? 0) > 0.25) filled++;
  }
  return filled < 0.22 * w * h;
}

/** The reason a kind of difference is reported under. */
export function reasonOf(kind: RegionKind): PaperReason {
  switch (kind) {
    case 'added':
      return 'TEXT_ADDED';
    case 'missing':
      return 'TEXT_MISSING';
    case 'handwriting':
      return 'HANDWRITING_ADDED';
    case 'impression':
      return 'ADDED_AFTER';
    case 'hidden':
      return 'GLARE';
    case 'changed':
      return 'TEXT_CHANGED';
    default:
      return kind satisfies never;
  }
}

import { type Homography, localScale } from '../image/homography.ts';
import { giveBack } from '../image/planes.ts';
import { type Field, type Gray, shrink } from '../image/raster.ts';
import { type Displacement, type Mapping, noDisplacement, warpPage } from '../image/warp.ts';
import { inkOf } from '../ink/ink.ts';
import type { PreparedPage } from '../prepare.ts';
import { agreeingCorners } from './consensus.ts';
import { correlateBlocks, median } from './correlate.ts';
import { findFeatures, type Match, matchFeatures } from './features.ts';
import { addDisplacement, fitDisplacement } from './field.ts';
import { flowStep } from './flow.ts';

/** A photo with its coarser levels, as registration wants it. */
export interface PhotoLevels {
  readonly full: Gray;
  readonly half: Gray;
  readonly quarter: Gray;
  readonly eighth: Gray;
}

/** Builds the levels of a photo. */
export function photoLevels(full: Gray): PhotoLevels {
  const half = shrink(full, 2);
  const quarter = shrink(half, 2);
  return { full, half, quarter, eighth: shrink(quarter, 2) };
}

/** Gives back a photo that was looked at for the last time. */
export function dropLevels({ full, half, quarter, eighth }: PhotoLevels): void {
  giveBack(full.data, half.data, quarter.data, eighth.data);
}

/** The level whose pixels are about as large as those asked for. */
function levelFor(photo: PhotoLevels, photoPixelsPerPixel: number): [Gray, number] {
  if (photoPixelsPerPixel >= 6.4) return [photo.eighth, 8];
  if (photoPixelsPerPixel >= 3.2) return [photo.quarter, 4];
  if (photoPixelsPerPixel >= 1.6) return [photo.half, 2];
  return [photo.full, 1];
}

type Level = 'eighth' | 'quarter' | 'half';

/** The page's picture at a level, and how blocks are sought there. */
function levelOf(page: PreparedPage, level: Level) {
  switch (level) {
    case 'eighth':
      return { factor: 8, target: page.inkEighth, size: 20, stride: 14 };
    case 'quarter':
      return { factor: 4, target: page.inkQuarter, size: 32, stride: 20 };
    case 'half':
      return { factor: 2, target: page.inkHalf, size: 32, stride: 32 };
    default:
      return level satisfies never;
  }
}

/** Ink of the page as the photo shows it under a mapping. */
function drawInk(page: PreparedPage, photo: PhotoLevels, mapping: Mapping, factor: number): Field {
  const scale = localScale(mapping.homography, page.width / 2, page.height / 2) * factor;
  const [gray, shrunk] = levelFor(photo, scale);
  const { image } = warpPage(gray, shrunk, mapping, page.width, page.height, factor);
  const ink = inkOf(image);
  giveBack(image.data);
  return ink;
}

function moved(mapping: Mapping, step: Displacement): Mapping {
  return { homography: mapping.homography, displacement: addDisplacement(mapping.displacement, step) };
}

/** One refinement: draw the page coarsely, see where its blocks went, correct the field. */
function refine(
  page: PreparedPage,
  photo: PhotoLevels,
  mapping: Mapping,
  level: Level,
  reach: number,
  strainPx: number,
  farReach = reach,
): { mapping: Mapping; correlation: number } {
  const { factor, target, size, stride } = levelOf(page, level);
  const drawn = drawInk(page, photo, mapping, factor);
  const matches = correlateBlocks(target, drawn, {
    size,
    stride,
    reach,
    farReach,
    minContrast: 0.03,
  });
  giveBack(drawn.data);
  const step = fitDisplacement(matches, factor, page.width, page.height, strainPx, 0.4);
  return { mapping: moved(mapping, step), correlation: median(matches.map((m) => m.score)) };
}

const SETTLINGS = 3;
/** A correction that moves nothing farther than this, in page pixels, needs no other: windows of ink follow by themselves. */
const SETTLED = 0.3;

function isWithin({ dx, dy }: Displacement, px: number): boolean {
  return dx.every((v, i) => Math.abs(v) < px && Math.abs(dy[i] ?? 0) < px);
}

/** Last corrections: the field bends where the sheet does, at folds and crumples. */
function settle(
  page: PreparedPage,
  photo: PhotoLevels,
  start: Mapping,
): { mapping: Mapping; correlation: number } {
  const { factor, target, size, stride } = levelOf(page, 'half');
  let mapping = start;
  let correlation = 0;
  for (let i = 1; i <= SETTLINGS; i++) {
    const drawn = drawInk(page, photo, mapping, factor);
    const step = flowStep(target, drawn, factor, page.width, page.height);
    const isLast = i === SETTLINGS || isWithin(step, SETTLED);
    if (isLast) {
      const matches = correlateBlocks(target, drawn, { size, stride, reach: 2, minContrast: 0.04 });
      correlation = median(matches.map((m) => m.score));
    }
    giveBack(drawn.data);
    mapping = moved(mapping, step);
    if (isLast) break;
  }
  return { mapping, correlation };
}

/** How the page lies in the photo and how sure that is. */
export interface Registration {
  readonly mapping: Mapping;
  /** Corners that agreed; 0 when the sheet's outline was used instead. */
  readonly inliers: number;
  /** Median correlation of the inked blocks at the last search. */
  readonly correlation: number;
}

function refineFully(page: PreparedPage, photo: PhotoLevels, match: Match): Registration {
  const { homography, inliers } = match;
  const corners = agreeingCorners(match, page.inkQuarter);
  const start: Mapping = {
    homography,
    displacement: fitDisplacement(corners, 1, page.width, page.height, 1, 0.5),
  };
  const first = refine(page, photo, start, 'quarter', 4, 1.5, 12);
  if (first.correlation < 0.2) return { mapping: start, inliers, correlation: first.correlation };
  const coarse = refine(page, photo, first.mapping, 'quarter', 3, 0.7, 7);
  const near = refine(page, photo, coarse.mapping, 'half', 3, 0.4, 8);
  return { ...settle(page, photo, near.mapping), inliers };
}

/** Pixels among which corners are sought in a photo, and how many are taken. */
const CORNER_PIXELS = 1_000_000;
const CORNERS = 1200;

/** Agreement from which a page is taken to lie nearly as it did before; honest sheets in even light have 0.9 and more. */
const SEATED = 0.85;

/** Follows a page that was seen a moment ago and has moved by a few millimetres at most. */
function follow(page: PreparedPage, photo: PhotoLevels, seen: Registration): Registration | undefined {
  const coarse = refine(page, photo, seen.mapping, 'eighth', 6, 0.7);
  if (coarse.correlation < 0.6) return undefined;
  const again = refine(page, photo, coarse.mapping, 'quarter', 3, 0.7, 7);
  const near = refine(page, photo, again.mapping, 'half', 3, 0.4, 8);
  const settled = { ...settle(page, photo, near.mapping), inliers: seen.inliers };
  return settled.correlation >= SEATED ? settled : undefined;
}

/**
 * Finds the page in the photo, whichever way it lies; undefined when nothing agrees. `seen` is where another photo of the
 * same sheet showed it: mostly it lies there still.
 */
export async function register(
  page: PreparedPage,
  photo: PhotoLevels,
  guesses: () => Promise<readonly Homography[]> = async () => [],
  seen?: Registration,
): Promise<Registration | undefined> {
  const followed = seen && follow(page, photo, seen);
  if (followed) return followed;
  // A megapixel is enough to tell corners of print apart, and found in half the time.
  const shrunk = Math.max(2, Math.round(Math.sqrt((photo.full.width * photo.full.height) / CORNER_PIXELS)));
  const small = shrink(photo.full, shrunk);
  const features = await findFeatures(small, shrunk, CORNERS);
  giveBack(small.data);
  const match = await matchFeatures(page.features, features, 10);
  let best: Registration | undefined;
  if (match) best = refineFully(page, photo, match);
  if (best && best.correlation > 0.7) return best;
  for (const guess of await guesses()) {
    const start: Mapping = { homography: guess, displacement: noDisplacement(page.width, page.height) };
    const coarse = refine(page, photo, start, 'eighth', 6, 0.7);
    if (coarse.correlation < 0.4) continue;
    const again = refine(page, photo, coarse.mapping, 'quarter', 5, 0.7);
    const fine = refine(page, photo, again.mapping, 'half', 4, 0.4);
    if (!best || fine.correlation > best.correlation) {
      best = { mapping: fine.mapping, inliers: 0, correlation: fine.correlation };
    }
  }
  return best;
}

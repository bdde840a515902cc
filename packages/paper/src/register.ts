import { correlateBlocks, median } from './correlate.ts';
import { findFeatures, matchFeatures } from './features.ts';
import { addDisplacement, fitDisplacement } from './field.ts';
import { type Homography, localScale } from './homography.ts';
import { inkOf } from './ink.ts';
import type { PreparedPage } from './prepare.ts';
import { type Gray, shrink } from './raster.ts';
import { type Mapping, noDisplacement, warpPage } from './warp.ts';

/** A photo with its coarser levels, as registration wants it. */
export interface PhotoLevels {
  readonly full: Gray;
  readonly half: Gray;
  readonly quarter: Gray;
}

/** Builds the levels of a photo. */
export function photoLevels(full: Gray): PhotoLevels {
  const half = shrink(full, 2);
  return { full, half, quarter: shrink(half, 2) };
}

/** The level whose pixels are about as large as those asked for. */
function levelFor(photo: PhotoLevels, photoPixelsPerPixel: number): [Gray, number] {
  if (photoPixelsPerPixel >= 3.2) return [photo.quarter, 4];
  if (photoPixelsPerPixel >= 1.6) return [photo.half, 2];
  return [photo.full, 1];
}

/** One refinement: draw the page coarsely, see where its blocks went, correct the field. */
function refine(
  page: PreparedPage,
  photo: PhotoLevels,
  mapping: Mapping,
  level: 'quarter' | 'half',
  reach: number,
  radiusPx: number,
): { mapping: Mapping; correlation: number } {
  const factor = level === 'quarter' ? 4 : 2;
  const target = level === 'quarter' ? page.inkQuarter : page.inkHalf;
  const scale = localScale(mapping.homography, page.width / 2, page.height / 2) * factor;
  const [gray, shrunk] = levelFor(photo, scale);
  const drawn = warpPage(gray, shrunk, mapping, page.width, page.height, factor).image;
  const matches = correlateBlocks(target, inkOf(drawn), {
    size: 32,
    stride: level === 'quarter' ? 28 : 32,
    reach,
    minContrast: 0.04,
  });
  const field = fitDisplacement(matches, factor, page.width, page.height, radiusPx, 0.5);
  return {
    mapping: { homography: mapping.homography, displacement: addDisplacement(mapping.displacement, field) },
    correlation: median(matches.map((m) => m.score)),
  };
}

/** How the page lies in the photo and how sure that is. */
export interface Registration {
  readonly mapping: Mapping;
  /** Corners that agreed; 0 when the sheet's outline was used instead. */
  readonly inliers: number;
  /** Median correlation of the inked blocks at the last search. */
  readonly correlation: number;
}

function refineFully(
  page: PreparedPage,
  photo: PhotoLevels,
  homography: Homography,
  inliers: number,
): Registration {
  const start: Mapping = { homography, displacement: noDisplacement(page.width, page.height) };
  const first = refine(page, photo, start, 'quarter', 7, 600);
  if (first.correlation < 0.2) return { mapping: start, inliers, correlation: first.correlation };
  // A curled sheet leaves the reach of the first search at its rim; each pass widens the part that fits.
  const second = refine(page, photo, first.mapping, 'quarter', 6, 300);
  const coarse = refine(page, photo, second.mapping, 'quarter', 4, 200);
  const near = refine(page, photo, coarse.mapping, 'half', 4, 130);
  const fine = refine(page, photo, near.mapping, 'half', 2, 75);
  return { mapping: fine.mapping, inliers, correlation: fine.correlation };
}

/** Finds the page in the photo, whichever way it lies; undefined when nothing agrees. */
export async function register(
  page: PreparedPage,
  photo: PhotoLevels,
  guesses: () => Promise<readonly Homography[]> = async () => [],
): Promise<Registration | undefined> {
  const seen = await findFeatures(photo.half, 2, 1800);
  const match = await matchFeatures(page.features, seen, 10);
  let best: Registration | undefined;
  if (match) best = refineFully(page, photo, match.homography, match.inliers);
  if (best && best.correlation > 0.7) return best;
  for (const guess of await guesses()) {
    const start: Mapping = { homography: guess, displacement: noDisplacement(page.width, page.height) };
    const coarse = refine(page, photo, start, 'quarter', 9, 600);
    if (coarse.correlation < 0.4) continue;
    const again = refine(page, photo, coarse.mapping, 'quarter', 5, 340);
    const fine = refine(page, photo, again.mapping, 'half', 4, 130);
    if (!best || fine.correlation > best.correlation) {
      best = { mapping: fine.mapping, inliers: 0, correlation: fine.correlation };
    }
  }
  return best;
}

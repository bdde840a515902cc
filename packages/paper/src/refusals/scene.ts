import type { PaperReason } from '@hufu/contract';
import { type Gray, pxToMm, type Rgb } from '../image/raster.ts';
import type { Mapping } from '../image/warp.ts';
import type { PreparedPage } from '../prepare.ts';
import type { Region } from '../verdict.ts';
import { findGlare, type Glare } from './glare.ts';
import { isOfScreen } from './screen.ts';
import { liesUnderAnother } from './second-sheet.ts';
import { juttingSheet } from './sheet-beside.ts';

/** A photo on which the page was found, and the page as it was drawn out of it. */
export interface Scene {
  readonly page: PreparedPage;
  readonly photo: Rgb;
  /** Brightness of the photo. */
  readonly gray: Gray;
  readonly mapping: Mapping;
  /** Brightness of the page at 200 dpi, as the photo shows it. */
  readonly drawn: Gray;
  /** Sheets that jut out from under the page are wanted there. */
  readonly isFanned?: boolean;
}

/** What is wrong with the scene rather than with the print. */
export interface SceneTroubles {
  /** Reasons for which the photo cannot be judged, whatever its print says. */
  readonly spoilt: readonly PaperReason[];
  /** Reasons for doubt that do not excuse a change of the print. */
  readonly doubts: readonly PaperReason[];
  /** Patches that light hides; nothing under them can be told. */
  readonly hidden: readonly Region[];
  readonly glare: Glare;
}

/** Tells reflections, screens and second sheets in a photo of the page. */
export function troublesOfScene(
  { page, photo, gray, mapping, drawn, isFanned = false }: Scene,
  number: number,
): SceneTroubles {
  const glare = findGlare(page, drawn);
  const doubts: PaperReason[] = [];
  if (glare.patches.length > 0) doubts.push('GLARE');
  const juts = !isFanned && juttingSheet(pxToMm(page.width), pxToMm(page.height), photo, mapping);
  if (juts || liesUnderAnother(page, drawn)) doubts.push('TWO_SHEETS');
  return {
    spoilt: isOfScreen(page, gray, mapping) ? ['PHOTO_OF_SCREEN'] : [],
    doubts,
    hidden: glare.patches.map((box) => ({ page: number, box, kind: 'hidden' })),
    glare,
  };
}

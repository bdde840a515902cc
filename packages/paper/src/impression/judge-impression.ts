import type { PaperReason } from '@hufu/contract';
import { type Field, pxToMm } from '../image/raster.ts';
import type { SealBlob } from '../ink/seal-ink.ts';
import { median } from '../registration/correlate.ts';
import type { Clarity, PlaceMm } from '../verdict.ts';
import { fitSpecimen, type PoseFit, strayShare } from './impression.ts';
import { fitSectors, type SectorFit, solidInk } from './sector-fit.ts';
import type { Specimen } from './specimen.ts';

/** What is known about one new impression. */
export interface JudgedImpression {
  readonly verdict: 'match' | 'mismatch' | 'unsure';
  readonly reasons: readonly PaperReason[];
  readonly clarity: Clarity;
  readonly specimenScore: number;
  readonly pose: PoseFit;
  /** How far the worst windows are from this specimen: 1 is the border to another seal. */
  readonly otherness: number;
}

/** Ink beside the strokes in the four worst windows, in pixels of full ink, from which a character differs. */
const BESIDE = 14;
/** Missing ink of the middle window from which the pad was dry; the holes it leaves also unsettle the fit. */
const DRY = { from: 4, noted: 5, allowance: 2.7 };
/** Otherness from which a clear impression needs a second look. */
const DOUBTFUL = 0.87;
/** Correlation of the middle window below which nothing of this seal is there. */
const UNLIKE = 0.6;
/** Share of seal ink beside the fitted specimen from which the seal slipped or struck twice. */
const STRAY = { slipped: 0.06, doubled: 0.12 };
/** Ink of a window, as a share of the better ones, from which it counts as printed; and how many must be. */
const PRINTED = 0.12;
const WHOLE = 0.85;
/** Ink found of the ink expected, below which it is too faint to tell; ink on solid parts below which it is noted as faint. */
const STRENGTH = { unreadable: 0.06, faint: 0.355 };

function othernessOf(sectors: readonly SectorFit[]): { otherness: number; dryness: number } {
  const worst = sectors.map((s) => s.beside).sort((a, b) => b - a);
  const beside = worst.slice(0, 4).reduce((sum, v) => sum + v, 0) / Math.max(1, Math.min(4, worst.length));
  const dryness = median(sectors.map((s) => s.missing));
  return {
    otherness: beside / (BESIDE + DRY.allowance * Math.max(0, dryness - DRY.from)),
    dryness,
  };
}

/** Where the middle of an impression may lie along one axis: half a seal touches its circle on one side only. */
function middles(from: number, size: number, diameter: number): number[] {
  const middle = from + size / 2;
  if (size > 0.85 * diameter) return [middle];
  return [from + diameter / 2, middle, from + size - diameter / 2];
}

/** The best fit of the specimen to a patch of ink, which may be a part of the impression only. */
function findPose(specimen: Specimen, seal: Field, usable: Field, { box: [x, y, w, h] }: SealBlob): PoseFit {
  let best: PoseFit | undefined;
  for (const my of middles(y, h, specimen.diameter)) {
    for (const mx of middles(x, w, specimen.diameter)) {
      const pose = fitSpecimen(specimen, seal, usable, mx, my);
      if (!best || pose.score > best.score) best = pose;
    }
  }
  if (!best) throw new Error('a patch has a middle');
  return best;
}

/** Compares an impression with the registered specimen, sector by sector. */
export function judgeImpression(
  specimen: Specimen,
  seal: Field,
  usable: Field,
  blob: SealBlob,
): JudgedImpression {
  const pose = findPose(specimen, seal, usable, blob);
  const sectors = fitSectors(specimen, seal, usable, pose);
  const strengths = sectors.map((s) => s.strength).sort((a, b) => a - b);
  // Half a seal is missing from a partial impression, so the better part tells how strong the ink is.
  const strength = strengths[Math.floor(0.8 * strengths.length)] ?? 0;
  const printed = sectors.filter((s) => s.strength > PRINTED * strength);
  const usual = median(printed.map((s) => s.score));
  const { otherness, dryness } = othernessOf(printed);
  const agrees = Math.max(0, usual) * Math.max(0, Math.min(1, 1.1 - otherness / 2));
  const specimenScore = Math.round(Math.min(1, agrees) * 1000) / 1000;
  const stray = strayShare(specimen, seal, pose);
  const of = (
    verdict: JudgedImpression['verdict'],
    reasons: PaperReason[],
    clarity: Clarity,
  ): JudgedImpression => ({ verdict, reasons, clarity, specimenScore, pose, otherness });
  const solid = solidInk(specimen, seal, usable, pose);
  const faint = solid < STRENGTH.faint;
  const clarity: Clarity = faint || dryness >= DRY.noted ? 'faint' : 'clear';
  if (strength < STRENGTH.unreadable || sectors.length < 40) return of('unsure', ['FAINT'], 'faint');
  if (stray > STRAY.slipped && usual > UNLIKE)
    return of('mismatch', ['SLIPPED'], stray > STRAY.doubled ? 'doubled' : 'slipped');
  if (usual < UNLIKE) return of('mismatch', ['WRONG_SEAL'], clarity);
  if (printed.length < WHOLE * sectors.length) {
    // What is printed must still be of this seal before it counts as an incomplete impression of it.
    return otherness > 2 ? of('mismatch', ['WRONG_SEAL'], 'partial') : of('unsure', ['PARTIAL'], 'partial');
  }
  if (otherness >= 1) return of('mismatch', ['WRONG_SEAL'], clarity);
  if (otherness >= DOUBTFUL && dryness < DRY.from) return of('unsure', ['SEAL_UNSURE'], clarity);
  return of('match', clarity === 'faint' ? ['FAINT'] : [], clarity);
}

/** How much nearer a retired die must be than the one in use: two cuts of one drawing cannot be told apart. */
const NEARER = 0.7;

/** Whether an impression agrees with a die out of use, and better than with the one in use. */
export function isOfRetired(
  ofCurrent: JudgedImpression,
  retired: readonly Specimen[],
  seal: Field,
  usable: Field,
  blob: SealBlob,
): boolean {
  return retired.some((specimen) => {
    const of = judgeImpression(specimen, seal, usable, blob);
    return of.verdict === 'match' && of.otherness < NEARER * ofCurrent.otherness;
  });
}

/** Distance of an impression's centre from the agreed place, and whether that is too far. */
export function judgePlace(
  centreX: number,
  centreY: number,
  place: PlaceMm,
): { errorMm: number; isOff: boolean } {
  const errorMm = Math.hypot(pxToMm(centreX) - place.xMm, pxToMm(centreY) - place.yMm);
  return { errorMm: Math.round(errorMm * 10) / 10, isOff: errorMm > (place.toleranceMm ?? 8) };
}

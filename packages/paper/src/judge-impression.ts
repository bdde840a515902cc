import type { PaperReason } from '@hufu/contract';
import { fitSpecimen, type PoseFit, scoreSectors, strayShare, usualScore } from './impression.ts';
import { type Field, pxToMm } from './raster.ts';
import type { SealBlob } from './seal-ink.ts';
import type { Specimen } from './specimen.ts';
import type { Clarity, PlaceMm } from './verdict.ts';

/** What is known about one new impression. */
export interface JudgedImpression {
  readonly verdict: 'match' | 'mismatch' | 'unsure';
  readonly reasons: readonly PaperReason[];
  readonly clarity: Clarity;
  readonly specimenScore: number;
  readonly pose: PoseFit;
}

/** Correlation of the two worst sectors below which a character differs, and below which it may. */
const SECTOR = { wrong: 0.7, doubtful: 0.74 };
/** Share of seal ink beside the fitted specimen from which the seal slipped or struck twice. */
const STRAY = 0.06;
/** Ink found of the ink expected: below the first too faint to tell, below the second noted as faint. */
const STRENGTH = { unreadable: 0.06, faint: 0.2 };

/** Compares an impression with the registered specimen, sector by sector. */
export function judgeImpression(
  specimen: Specimen,
  seal: Field,
  usable: Field,
  blob: SealBlob,
): JudgedImpression {
  const [x, y, w, h] = blob.box;
  const pose = fitSpecimen(specimen, seal, usable, x + w / 2, y + h / 2);
  const sectors = scoreSectors(specimen, seal, usable, pose);
  const strengths = sectors.map((s) => s.strength).sort((a, b) => a - b);
  const strength = strengths[strengths.length >> 1] ?? 0;
  const printed = sectors.filter((s) => s.strength > 0.35 * strength);
  const scores = printed.map((s) => s.score).sort((a, b) => a - b);
  const worst = ((scores[0] ?? 0) + (scores[1] ?? scores[0] ?? 0)) / 2;
  const usual = usualScore(sectors);
  const specimenScore = Math.max(0, Math.round(Math.min(worst, usual) * 1000) / 1000);
  const stray = strayShare(specimen, seal, pose);
  const of = (
    verdict: JudgedImpression['verdict'],
    reasons: PaperReason[],
    clarity: Clarity,
  ): JudgedImpression => ({ verdict, reasons, clarity, specimenScore, pose });
  const faint = strength < STRENGTH.faint;
  const clarity: Clarity = faint ? 'faint' : 'clear';
  if (strength < STRENGTH.unreadable || sectors.length < 20) return of('unsure', ['FAINT'], 'faint');
  if (stray > STRAY && usual > 0.6) return of('mismatch', ['SLIPPED'], stray > 0.12 ? 'doubled' : 'slipped');
  if (printed.length < 0.85 * sectors.length) {
    // What is printed must still be of this seal before it counts as an incomplete impression of it.
    return worst < SECTOR.wrong - 0.25 && usual < 0.7
      ? of('mismatch', ['WRONG_SEAL'], 'partial')
      : of('unsure', ['PARTIAL'], 'partial');
  }
  if (worst < SECTOR.wrong) return of('mismatch', ['WRONG_SEAL'], clarity);
  if (worst < SECTOR.doubtful) return of('unsure', ['SEAL_UNSURE'], clarity);
  return of('match', faint ? ['FAINT'] : [], clarity);
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

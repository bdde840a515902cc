import type { BenchCase, Material, PagePart } from './bench-case.ts';
import type { Measured } from './lane.ts';

/** How a comparison ended, as it is counted: a coded refusal of the file counts as unsure, a fault as a fault. */
export type Ending = 'match' | 'mismatch' | 'unsure' | 'fault';

/** A case with what came of it. */
export interface Outcome {
  readonly bench: Omit<BenchCase, 'material'>;
  readonly ending: Ending;
  readonly reasons: readonly string[];
  /** How much the comparison speaks for an alteration, 0..1: what the ROC is drawn over. */
  readonly alarm: number;
  readonly confidence: number;
  readonly measured: Measured;
  /** Whether a place that was marked lies on the change; undefined where the truth names no place. */
  readonly isLocated: boolean | undefined;
}

/** Reads the measured answer. */
export function outcomeOf(
  { material: _, ...planned }: BenchCase,
  { note, where }: Pick<Material, 'note' | 'where'>,
  measured: Measured,
): Outcome {
  const bench = { ...planned, ...(note ? { note } : {}) };
  const { verdict, refusal, fault } = measured;
  if (!verdict) {
    const code = refusal ?? fault ?? '';
    const ending = refusal === undefined ? 'fault' : 'unsure';
    return { bench, ending, reasons: [code], alarm: 0.5, confidence: 0, measured, isLocated: undefined };
  }
  const { confidence } = verdict;
  const alarm =
    verdict.verdict === 'mismatch' ? confidence : verdict.verdict === 'match' ? 1 - confidence : 0.5;
  return {
    bench,
    ending: verdict.verdict,
    reasons: verdict.reasons,
    alarm,
    confidence,
    measured,
    isLocated: where && where.length > 0 ? isMarked(where, measured) : undefined,
  };
}

/** A mark that touches the change, or comes within 1 % of the page's width of it. */
function isMarked(where: readonly PagePart[], { verdict, page }: Measured): boolean {
  if (!verdict || !page) return false;
  const near = 0.01;
  return verdict.regions.some(({ box: [x, y, w, h] }) =>
    where.some(
      ([wx, wy, ww, wh]) =>
        x / page.width < wx + ww + near &&
        (x + w) / page.width > wx - near &&
        y / page.height < wy + wh + near &&
        (y + h) / page.height > wy - near,
    ),
  );
}

/** Whether the verdict is the one that was wanted. */
export function isRight({ bench, ending }: Outcome): boolean {
  if (bench.expect === 'refuse') return ending === 'mismatch' || ending === 'unsure';
  if (bench.expect === 'accept') return ending === 'match' || ending === 'unsure';
  return ending === bench.expect;
}

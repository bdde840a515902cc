import type { BenchCase } from './bench-case.ts';
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
}

/** Reads the measured answer. */
export function outcomeOf({ material: _, ...bench }: BenchCase, measured: Measured): Outcome {
  const { verdict, refusal, fault } = measured;
  if (!verdict) {
    const code = refusal ?? fault ?? '';
    const ending = refusal === undefined ? 'fault' : 'unsure';
    return { bench, ending, reasons: [code], alarm: 0.5, confidence: 0, measured };
  }
  const { confidence } = verdict;
  const alarm =
    verdict.verdict === 'mismatch' ? confidence : verdict.verdict === 'match' ? 1 - confidence : 0.5;
  return { bench, ending: verdict.verdict, reasons: verdict.reasons, alarm, confidence, measured };
}

/** Whether the verdict is the one that was wanted. */
export function isRight({ bench, ending }: Outcome): boolean {
  if (bench.expect === 'refuse') return ending === 'mismatch' || ending === 'unsure';
  return ending === bench.expect;
}

import type { AfterCheck, MachineEvent } from '@hufu/contract';

/** What the records say about the pad since it was last filled. */
export interface InkFacts {
  readonly impressions: number;
  /** Whether each of the last impressions was faint, oldest first. */
  readonly faint: readonly boolean[];
  /** Whether a low pad was told of. */
  readonly isTold: boolean;
}

/** A pad that was just filled. */
export const freshPad: InkFacts = { impressions: 0, faint: [], isTold: false };

/** So many impressions back are looked at. */
const LOOK_BACK = 5;
/** One faint impression may be a crease in the paper; two of five are the pad. */
const FAINT_ARE_MANY = 2;
/** The level from which on somebody should bring ink. */
export const LOW_INK = 0.15;

/** What one impression adds. */
export function afterImpression(ink: InkFacts): InkFacts {
  return { ...ink, impressions: ink.impressions + 1 };
}

/** What the look at an impression adds: the comparison says whether it was faint. */
export function afterLook(ink: InkFacts, { verdict }: Pick<AfterCheck, 'verdict'>): InkFacts {
  return { ...ink, faint: [...ink.faint, verdict.reasons.includes('FAINT')].slice(-LOOK_BACK) };
}

/** What an event adds: a refill begins anew, a low pad is told of once. */
export function afterInkEvent(ink: InkFacts, event: MachineEvent['event']): InkFacts {
  if (event === 'inkRefilled') return freshPad;
  return event === 'inkLow' ? { ...ink, isTold: true } : ink;
}

/**
 * How full the pad is, from 0 to 1. An estimate: no sensor looks into it. It falls with each impression, to nothing after as
 * many as a filling lasts; and impressions that come out faint say more than any count.
 */
export function inkLevel(ink: InkFacts, impressionsPerFilling: number): number {
  const byCount = Math.max(0, 1 - ink.impressions / impressionsPerFilling);
  const many = ink.faint.filter((isFaint) => isFaint).length >= FAINT_ARE_MANY;
  return many ? Math.min(byCount, LOW_INK / 2) : byCount;
}

import type { ImpressionView } from '@hufu/contract';

/** How an attempt of the machine ended, or that it has not ended. */
export type AttemptOutcome = 'inProgress' | 'executed' | 'notExecuted' | 'unknown';

/** One granted impression with all its attempts, as the machine reported them. */
export interface Impression {
  readonly k: number;
  readonly attempts: readonly { readonly attempt: number; readonly outcome: AttemptOutcome }[];
  /** Never to be used any more, or used and void (the paper is retained). */
  readonly closed: 'voided' | 'badStamp' | null;
}

/** The state that people see. */
export type ImpressionState = ImpressionView['state'];

/** Counts of a grant; executed + unknown + voided + permitted = granted (I4). */
export interface Tally {
  readonly granted: number;
  readonly executed: number;
  readonly unknown: number;
  readonly voided: number;
  readonly permitted: number;
}

/** Impressions before any attempt. */
export function openImpressions(granted: number): Impression[] {
  return Array.from({ length: granted }, (_, k) => ({ k, attempts: [], closed: null }));
}

/** The state of an impression: what happened to it outweighs what was decided about it. */
export function impressionState(impression: Impression): ImpressionState {
  if (impression.closed === 'badStamp') return 'badStamp';
  const outcomes = impression.attempts.map((a) => a.outcome);
  if (outcomes.includes('executed')) return 'executed';
  if (outcomes.includes('unknown')) return 'unknown';
  if (impression.closed === 'voided') return 'voided';
  return outcomes.includes('inProgress') ? 'inProgress' : 'open';
}

/** Counts impressions by what the press did. */
export function tally(impressions: readonly Impression[]): Tally {
  const has = (i: Impression, o: AttemptOutcome) => i.attempts.some((a) => a.outcome === o);
  const executed = impressions.filter((i) => has(i, 'executed')).length;
  const unknown = impressions.filter((i) => has(i, 'unknown') && !has(i, 'executed')).length;
  const voided = impressions.filter(
    (i) => i.closed === 'voided' && !has(i, 'executed') && !has(i, 'unknown'),
  ).length;
  const granted = impressions.length;
  return { granted, executed, unknown, voided, permitted: granted - executed - unknown - voided };
}

/** Why an outcome cannot be true beside what is known (I1); undefined when it can. */
export function contradiction(
  impression: Impression,
  attempt: number,
  outcome: AttemptOutcome,
): string | undefined {
  const same = impression.attempts.find((a) => a.attempt === attempt);
  if (same && same.outcome !== 'inProgress' && same.outcome !== outcome)
    return `同一次尝试先报 ${same.outcome} 后报 ${outcome} / one attempt, two outcomes`;
  for (const other of impression.attempts) {
    if (other.attempt === attempt) continue;
    if (other.outcome === 'executed' && (outcome === 'executed' || attempt > other.attempt))
      return '已经盖过一次 / it was executed already';
    if (other.outcome === 'unknown' && attempt > other.attempt)
      return '结果不明之后不应再有尝试 / an attempt after an unknown one';
    if (outcome === 'executed' && other.attempt > attempt)
      return '盖成之后又有尝试 / an attempt after it was executed';
    if (outcome === 'unknown' && other.attempt > attempt)
      return '结果不明之后又有尝试 / an attempt after an unknown one';
  }
  return undefined;
}

/** Sets the outcome of one attempt. */
export function withOutcome(
  impressions: readonly Impression[],
  k: number,
  attempt: number,
  outcome: AttemptOutcome,
): Impression[] {
  return impressions.map((i) =>
    i.k === k
      ? { ...i, attempts: [...i.attempts.filter((a) => a.attempt !== attempt), { attempt, outcome }] }
      : i,
  );
}

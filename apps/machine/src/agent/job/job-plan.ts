import { type Authorization, type PlannedImpression, planImpressions } from '@hufu/contract';
import type { JobFacts } from '../memory.ts';

/** How far a job is, by its records alone. */
export interface JobProgress {
  readonly plan: readonly PlannedImpression[];
  readonly executed: number;
  /** Something about an attempt is not known: nothing follows it (I1). */
  readonly hasUnknown: boolean;
  /** The impression to be made next. */
  readonly next: PlannedImpression | undefined;
  /** Executed impressions whose check afterwards is missing. */
  readonly unchecked: readonly PlannedImpression[];
}

/** Reads the progress of a job from its records. */
export function progressOf(authorization: Authorization, facts: JobFacts): JobProgress {
  const plan = planImpressions(authorization.impressions);
  const ended = new Map<number, 'executed' | 'unknown'>();
  for (const { intent, outcome } of facts.attempts) {
    // An attempt without an outcome may have touched: it counts as unknown until it is closed.
    const told = outcome?.outcome ?? 'unknown';
    if (told !== 'notExecuted') ended.set(intent.k, told);
  }
  const executed = plan.filter((p) => ended.get(p.k) === 'executed');
  return {
    plan,
    executed: executed.length,
    hasUnknown: [...ended.values()].includes('unknown'),
    next: plan.find((p) => !ended.has(p.k)),
    unchecked: executed.filter((p) => !facts.afterChecks.has(p.k)),
  };
}

/** The number of the next attempt at k: every settled one is dead. */
export function nextAttempt(facts: JobFacts, k: number): number {
  return facts.attempts
    .filter((a) => a.intent.k === k)
    .reduce((n, a) => Math.max(n, a.intent.attempt + 1), 0);
}

/** Whether two impressions go on the very same sheet. */
export function isSameSheet(a: PlannedImpression, b: PlannedImpression): boolean {
  return a.page === b.page && a.copy === b.copy;
}

/** Impressions that this job already made on the sheet of `at`. */
export function earlierOnSheet(
  progress: JobProgress,
  facts: JobFacts,
  at: PlannedImpression,
): readonly PlannedImpression[] {
  return progress.plan.filter(
    (p) =>
      p.k !== at.k &&
      isSameSheet(p, at) &&
      facts.attempts.some((a) => a.intent.k === p.k && a.outcome?.outcome === 'executed'),
  );
}

/** Where a seal usually goes when the approval names no place: over the signature, lower right. */
export function usualPlace(
  { pages }: Pick<Authorization, 'pages'>,
  { page }: PlannedImpression,
): { xMm: number; yMm: number } {
  const mm = 25.4 / 200;
  return { xMm: (pages[page]?.widthPx ?? 1654) * mm * 0.7, yMm: (pages[page]?.heightPx ?? 2339) * mm * 0.8 };
}

import { type Authorization, type PlannedImpression, pagesToShow, planImpressions } from '@hufu/contract';
import type { JobFacts, SheetOfCopy } from '../memory.ts';
import type { BeforeLook } from '../paper-eyes.ts';

/** How far a job is, by its records alone. */
export interface JobProgress {
  readonly plan: readonly PlannedImpression[];
  readonly executed: number;
  /** Something about an attempt is not known: nothing follows it (I1). */
  readonly hasUnknown: boolean;
  /** The impression to be made next. */
  readonly next: PlannedImpression | undefined;
  /** The page that has to be seen before that (F65): nothing of a copy is sealed while one of its pages was not shown. */
  readonly toShow: PageToShow | undefined;
  /** Executed impressions whose check afterwards is missing. */
  readonly unchecked: readonly PlannedImpression[];
}

/** A page that is only shown, the n-th of as many of its copy. */
export interface PageToShow extends SheetOfCopy {
  readonly n: number;
  readonly of: number;
}

/** What lies, or is to lie, on the platen. */
export interface Laid extends SheetOfCopy {
  /** Pages of the sheets that are fanned out, the first on top; null for a single sheet. */
  readonly seam: readonly number[] | null;
}

/** Whether whole copies come under the camera, not only the pages that are sealed. */
function takesWhole({ impressions, everyPage }: Authorization): boolean {
  return everyPage === true || impressions.some((i) => i.kind === 'seam');
}

/** What the screen says of that: the impression it is about, its page, and whether it is a fan or a page that is only shown. */
export function laidOf({
  planned,
  shown,
}: {
  readonly planned: PlannedImpression;
  readonly shown: PageToShow | undefined;
}): { k: number; page: number; seam?: number[]; shown?: { n: number; of: number } } {
  const { k, page, seam } = planned;
  if (shown) return { k, page: shown.page, shown: { n: shown.n, of: shown.of } };
  return { k, page, ...(seam ? { seam: [...seam] } : {}) };
}

/** Impressions as they are made: k by k; where whole copies are handled, copy by copy, and its seams last. */
function inWorkOrder(authorization: Authorization, plan: readonly PlannedImpression[]): PlannedImpression[] {
  const order = [...plan];
  if (takesWhole(authorization))
    order.sort((a, b) => a.copy - b.copy || Number(a.seam !== null) - Number(b.seam !== null) || a.k - b.k);
  return order;
}

/** The page to be shown before an impression; undefined when all of its copy were seen. */
function pageToShow(
  authorization: Authorization,
  { shown }: JobFacts,
  next: PlannedImpression,
): PageToShow | undefined {
  const { copy } = next;
  const wanted = pagesToShow(authorization, copy);
  const n = wanted.findIndex((page) => !shown.some((s) => s.copy === copy && s.page === page));
  const page = wanted[n];
  return page === undefined ? undefined : { page, copy, n: n + 1, of: wanted.length };
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
  const next = inWorkOrder(authorization, plan).find((p) => !ended.has(p.k));
  return {
    plan,
    executed: executed.length,
    hasUnknown: [...ended.values()].includes('unknown'),
    next,
    toShow: next && pageToShow(authorization, facts, next),
    unchecked: executed.filter((p) => !facts.afterChecks.has(p.k)),
  };
}

/** The number of the next attempt at k: every settled one is dead. */
export function nextAttempt(facts: JobFacts, k: number): number {
  return facts.attempts
    .filter((a) => a.intent.k === k)
    .reduce((n, a) => Math.max(n, a.intent.attempt + 1), 0);
}

/** Whether two impressions go on the very same sheet, or the very same fan of sheets. */
export function isSameSheet(a: Laid, b: Laid): boolean {
  return a.page === b.page && a.copy === b.copy && a.seam?.join() === b.seam?.join();
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
      // Of a fan the first sheet is seen whole, with what was stamped on it before.
      p.page === at.page &&
      p.copy === at.copy &&
      facts.attempts.some((a) => a.intent.k === p.k && a.outcome?.outcome === 'executed'),
  );
}

/** Where the seal goes: on a fan where it lies across all of it, else as agreed, else over the signature, lower right. */
export function sealPlace(
  { pages }: Pick<Authorization, 'pages'>,
  { page, place }: PlannedImpression,
  { seamAt }: Pick<BeforeLook, 'seamAt'>,
): { xMm: number; yMm: number } {
  const mm = 25.4 / 200;
  const usual = {
    xMm: (pages[page]?.widthPx ?? 1654) * mm * 0.7,
    yMm: (pages[page]?.heightPx ?? 2339) * mm * 0.8,
  };
  return seamAt ?? place ?? usual;
}

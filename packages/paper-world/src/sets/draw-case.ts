import { drawAfter } from './draw-after.ts';
import { type DrawnCase, drawBefore } from './draw-before.ts';
import { drawPages } from './draw-pages.ts';
import type { CasePlan } from './plan.ts';

export type { DrawnCase };

/** Draws the pictures of one planned case; the same plan gives the same bytes. */
export function drawCase(plan: CasePlan): Promise<DrawnCase> {
  switch (plan.phase) {
    case 'before':
      return drawBefore(plan);
    case 'after':
      return drawAfter(plan);
    case 'pages':
      return drawPages(plan);
    default:
      return plan satisfies never;
  }
}

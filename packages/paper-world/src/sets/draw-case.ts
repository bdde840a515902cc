import { drawAfter } from './draw-after.ts';
import { type DrawnCase, drawBefore } from './draw-before.ts';
import type { CasePlan } from './plan.ts';

export type { DrawnCase };

/** Draws the pictures of one planned case; the same plan gives the same bytes. */
export function drawCase(plan: CasePlan): Promise<DrawnCase> {
  return plan.phase === 'before' ? drawBefore(plan) : drawAfter(plan);
}

import { HufuError, type Phase } from '@hufu/contract';
import type { HeldSealUse } from './seal-use.store.ts';

/** Refuses a step that the request's present phase does not allow. */
export function requirePhase(request: HeldSealUse, ...allowed: readonly Phase[]): void {
  if (!allowed.includes(request.phase))
    throw new HufuError('CONFLICT', { context: { what: request.number, state: phaseName[request.phase] } });
}

/** Phases in which a request waits for its decision. */
export const undecided: readonly Phase[] = ['filed', 'underReview'];

/** How people call the phases. */
export const phaseName: Readonly<Record<Phase, string>> = {
  filed: '已提交',
  underReview: '待审批',
  authorized: '已批准',
  stamping: '用印中',
  finished: '已办结',
  rejected: '未同意',
  withdrawn: '已撤回',
  expired: '已过期',
  void: '已作废',
};

import { accept, type Instant, type Result, refuse } from '@hufu/contract';
import { isGranted } from './apply.ts';
import { contradiction, impressionState, tally } from './impression.ts';
import type { SealUse, SealUseCommand, SealUseEvent } from './state.ts';

type MachineCommand = Extract<
  SealUseCommand,
  { kind: 'beginAttempt' | 'recordOutcome' | 'finish' | 'expire' }
>;

/**
 * What a machine reports has happened; late reports of an expired or recalled request are taken in as well.
 * What cannot be true is refused, and an alarm with it: a contradiction is never smoothed over.
 */
export function decideMachine(state: SealUse, command: MachineCommand, now: Instant): Result<SealUseEvent[]> {
  if (command.kind === 'expire') {
    if (state.phase !== 'authorized' || now <= state.grant.validTo) return accept([]);
    return accept([{ kind: 'expired', at: now }]);
  }
  if (!isGranted(state)) {
    const k = command.kind === 'finish' ? '—' : command.k;
    return refuse('OUTCOME_CONTRADICTS', { k, problem: '没有授权 / no authorization' });
  }
  switch (command.kind) {
    case 'beginAttempt': {
      const { k, attempt } = command;
      const impression = state.impressions.find((i) => i.k === k);
      if (!impression)
        return refuse('OUTCOME_CONTRADICTS', { k, problem: '超出授权次数 / beyond the grant' });
      if (impression.attempts.some((a) => a.attempt === attempt)) return accept([]);
      const problem = contradiction(impression, attempt, 'inProgress');
      if (problem) return refuse('OUTCOME_CONTRADICTS', { k, problem });
      return accept([{ kind: 'attemptBegun', k, attempt, at: now }]);
    }
    case 'recordOutcome': {
      const { k, attempt, outcome } = command;
      const impression = state.impressions.find((i) => i.k === k);
      if (!impression)
        return refuse('OUTCOME_CONTRADICTS', { k, problem: '超出授权次数 / beyond the grant' });
      if (impression.attempts.some((a) => a.attempt === attempt && a.outcome === outcome)) return accept([]);
      const problem = contradiction(impression, attempt, outcome);
      if (problem) return refuse('OUTCOME_CONTRADICTS', { k, problem });
      return accept([{ kind: 'outcomeRecorded', k, attempt, outcome, at: now }]);
    }
    case 'finish': {
      if (state.phase === 'finished' || state.phase === 'void') return accept([]);
      const { executed, unknown } = tally(state.impressions);
      if (command.executed !== executed)
        return refuse('OUTCOME_CONTRADICTS', {
          k: '—',
          problem: `机器报 ${command.executed} 次，记录 ${executed} 次 / counts differ`,
        });
      const open = state.impressions.find((i) => impressionState(i) === 'inProgress');
      if (open)
        return refuse('OUTCOME_CONTRADICTS', {
          k: open.k,
          problem: '还有没有结果的尝试 / an attempt is open',
        });
      // Nothing was stamped: the request stays what ended it.
      const isUntouched = executed === 0 && unknown === 0;
      if (isUntouched && (state.phase === 'expired' || state.phase === 'recalled')) return accept([]);
      if (isUntouched && command.reason === 'expired' && state.phase === 'authorized')
        return accept([{ kind: 'expired', at: now }]);
      return accept([{ kind: 'finished', reason: command.reason, at: now }]);
    }
    default:
      return command satisfies never;
  }
}

import { HufuError } from '@hufu/contract';
import { impressionState, openImpressions, withOutcome } from './impression.ts';
import type { SealUse, SealUseEvent } from './state.ts';

/** The state after an event. Events come from `decide` only: one that does not fit is a bug, and thrown. */
export function apply(state: SealUse, event: SealUseEvent): SealUse {
  switch (event.kind) {
    case 'filed':
      if (state.phase !== 'none') return impossible(state, event);
      return event.filed.matter.review
        ? { phase: 'underReview', filed: event.filed }
        : { phase: 'filed', filed: event.filed, opinion: null, approvals: [], grant: null };
    case 'reviewed':
      if (state.phase !== 'underReview') return impossible(state, event);
      return { phase: 'filed', filed: state.filed, opinion: event.opinion, approvals: [], grant: null };
    case 'approved':
      if (state.phase !== 'filed') return impossible(state, event);
      return { ...state, approvals: [...state.approvals, event.approval], grant: event.grant };
    case 'authorized':
      if (state.phase !== 'filed' || state.grant === null) return impossible(state, event);
      return {
        phase: 'authorized',
        filed: state.filed,
        opinion: state.opinion,
        approvals: state.approvals,
        grant: state.grant,
        authorizedAt: event.at,
        impressions: openImpressions(state.grant.granted),
      };
    case 'rejected':
      if (state.phase !== 'filed' && state.phase !== 'underReview') return impossible(state, event);
      return { phase: 'rejected', filed: state.filed, by: event.by, reason: event.reason, endedAt: event.at };
    case 'withdrawn':
      if (state.phase === 'underReview' || state.phase === 'filed')
        return { phase: 'withdrawn', filed: state.filed, by: event.by, endedAt: event.at };
      if (state.phase === 'authorized' || state.phase === 'stamping')
        return { ...state, phase: 'recalled', by: event.by, endedAt: event.at };
      return impossible(state, event);
    case 'attemptBegun':
    case 'outcomeRecorded': {
      if (!isGranted(state)) return impossible(state, event);
      const outcome = event.kind === 'attemptBegun' ? 'inProgress' : event.outcome;
      const impressions = withOutcome(state.impressions, event.k, event.attempt, outcome);
      return state.phase === 'authorized'
        ? { ...state, phase: 'stamping', startedAt: event.at, impressions }
        : { ...state, impressions };
    }
    case 'finished':
      if (!isGranted(state)) return impossible(state, event);
      return {
        ...state,
        phase: 'finished',
        finishedAt: event.at,
        reason: event.reason,
        impressions: withoutOpen(state.impressions),
      };
    case 'expired':
      if (state.phase !== 'authorized') return impossible(state, event);
      return { ...state, phase: 'expired', endedAt: event.at };
    case 'impressionVoided': {
      if (!isGranted(state)) return impossible(state, event);
      const impressions = state.impressions.map((i) =>
        i.k === event.k ? { ...i, closed: 'badStamp' as const } : i,
      );
      const left = impressions.some((i) => ['executed', 'unknown'].includes(impressionState(i)));
      return state.phase === 'finished' && !left
        ? { ...state, phase: 'void', impressions }
        : { ...state, impressions };
    }
    default:
      return event satisfies never;
  }
}

/** Folds a history. */
export function replay(events: readonly SealUseEvent[], from: SealUse = { phase: 'none' }): SealUse {
  return events.reduce(apply, from);
}

/** States that have an authorization, and so impressions. */
export type GrantedSealUse = Extract<SealUse, { impressions: unknown }>;

/** Whether an authorization was given. */
export function isGranted(state: SealUse): state is GrantedSealUse {
  return 'impressions' in state;
}

function withoutOpen(impressions: GrantedSealUse['impressions']): GrantedSealUse['impressions'] {
  return impressions.map((i) => (impressionState(i) === 'open' ? { ...i, closed: 'voided' as const } : i));
}

function impossible(state: SealUse, event: SealUseEvent): never {
  throw new HufuError('INTERNAL', { context: { phase: state.phase, event: event.kind } });
}

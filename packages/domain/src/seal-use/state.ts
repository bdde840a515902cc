import type { Authorization, Finish, Instant, Review, SealUseRequest } from '@hufu/contract';
import type { Matter } from '../matter/matter.ts';
import type { Impression } from './impression.ts';

/** What was filed, with the matter's version that governs it for good. */
export interface Filed {
  readonly request: SealUseRequest;
  readonly matter: Matter;
  readonly approversNeeded: number;
  readonly filedAt: Instant;
  /** Why the negative list was read otherwise; published with the request (N4). Null in the normal case. */
  readonly negativeListOverride: string | null;
}

/** The opinion of the supervision committee's member. An objection is shown and counted; it does not decide. */
export interface Opinion {
  readonly by: string;
  readonly opinion: Review['opinion'];
  readonly at: Instant;
}

/** One approver's signature under the authorization. */
export interface Approval {
  readonly by: string;
  readonly at: Instant;
}

/** The authorization as far as the case needs it. */
export interface Grant {
  readonly authorization: string;
  /** Lower-case hex of the payload digest. */
  readonly digest: string;
  readonly validFrom: Instant;
  readonly validTo: Instant;
  readonly granted: number;
  /** Emergency use (F47): others may authorize, always two, and never less is checked. */
  readonly mode: Authorization['mode'];
}

interface Granted {
  readonly filed: Filed;
  readonly opinion: Opinion | null;
  readonly approvals: readonly Approval[];
  readonly grant: Grant;
  readonly authorizedAt: Instant;
  readonly impressions: readonly Impression[];
}

/** Where a request stands. What a phase does not have does not compile. */
export type SealUse =
  | { readonly phase: 'none' }
  | { readonly phase: 'underReview'; readonly filed: Filed }
  | {
      readonly phase: 'filed';
      readonly filed: Filed;
      readonly opinion: Opinion | null;
      readonly approvals: readonly Approval[];
      readonly grant: Grant | null;
    }
  | ({ readonly phase: 'authorized' } & Granted)
  | ({ readonly phase: 'stamping'; readonly startedAt: Instant } & Granted)
  | ({
      readonly phase: 'finished' | 'void';
      readonly finishedAt: Instant;
      readonly reason: Finish['reason'];
    } & Granted)
  | ({ readonly phase: 'expired'; readonly endedAt: Instant } & Granted)
  | {
      readonly phase: 'rejected';
      readonly filed: Filed;
      readonly by: string;
      readonly reason: string;
      readonly endedAt: Instant;
    }
  | { readonly phase: 'withdrawn'; readonly filed: Filed; readonly by: string; readonly endedAt: Instant }
  | ({ readonly phase: 'recalled'; readonly by: string; readonly endedAt: Instant } & Granted);

/** Phase as the API names it: withdrawn before or after the authorization looks the same to people. */
export function phaseOf(state: Exclude<SealUse, { phase: 'none' }>) {
  return state.phase === 'recalled' ? ('withdrawn' as const) : state.phase;
}

/** A request that is not there yet. */
export const noSealUse: SealUse = { phase: 'none' };

/** What happened. Everything that is kept about a case is made of these. */
export type SealUseEvent =
  | { readonly kind: 'filed'; readonly filed: Filed }
  | { readonly kind: 'reviewed'; readonly opinion: Opinion }
  | { readonly kind: 'approved'; readonly approval: Approval; readonly grant: Grant }
  | { readonly kind: 'authorized'; readonly at: Instant }
  | { readonly kind: 'rejected'; readonly by: string; readonly reason: string; readonly at: Instant }
  | { readonly kind: 'withdrawn'; readonly by: string; readonly reason: string; readonly at: Instant }
  | { readonly kind: 'attemptBegun'; readonly k: number; readonly attempt: number; readonly at: Instant }
  | {
      readonly kind: 'outcomeRecorded';
      readonly k: number;
      readonly attempt: number;
      readonly outcome: 'executed' | 'notExecuted' | 'unknown';
      readonly at: Instant;
    }
  | { readonly kind: 'finished'; readonly reason: Finish['reason']; readonly at: Instant }
  | { readonly kind: 'expired'; readonly at: Instant }
  | { readonly kind: 'impressionVoided'; readonly k: number; readonly by: string; readonly at: Instant };

/** What somebody, or a machine, wants. Signatures were verified before; times are those of the statements. */
export type SealUseCommand =
  | { readonly kind: 'file'; readonly request: SealUseRequest; readonly negativeListOverride?: string }
  | {
      readonly kind: 'review';
      readonly by: string;
      readonly opinion: Review['opinion'];
    }
  | {
      readonly kind: 'approve';
      /** Everybody whose signature is under the authorization by now. */
      readonly by: readonly string[];
      readonly grant: Grant;
    }
  | { readonly kind: 'reject'; readonly by: string; readonly reason: string }
  | { readonly kind: 'withdraw'; readonly by: string; readonly reason: string }
  | { readonly kind: 'beginAttempt'; readonly k: number; readonly attempt: number }
  | {
      readonly kind: 'recordOutcome';
      readonly k: number;
      readonly attempt: number;
      readonly outcome: 'executed' | 'notExecuted' | 'unknown';
    }
  | { readonly kind: 'finish'; readonly executed: number; readonly reason: Finish['reason'] }
  | { readonly kind: 'expire' }
  | { readonly kind: 'voidImpression'; readonly k: number; readonly by: string };

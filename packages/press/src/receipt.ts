import { accept, type Receipt, type Result, refuse } from '@hufu/contract';
import { type FileSigner, signStatementSync } from '@hufu/statement';
import {
  type Attempt,
  type AttemptOutcome,
  findAttempt,
  findEntry,
  impressionState,
  type Ledger,
  nextAttempt,
} from './ledger.ts';
import type { AttemptRef, AttemptReport } from './messages.ts';
import type { PressSigner } from './state.ts';

/** An attempt as LEDGER tells it. */
export function reportOf(attempt: Attempt): AttemptReport {
  const { n, authorization, k, a, phase, outcome, reason, H0, H1 } = attempt;
  return { n, authorization, k, attempt: a, phase, outcome, reason, H0, H1 };
}

/** The receipt of a settled attempt: the same bytes whenever it is asked for, since all of it is in the ledger. */
export function receiptOf(attempt: Attempt, outcome: AttemptOutcome): Receipt {
  return {
    type: 'receipt',
    v: 1,
    authorization: attempt.authorization,
    k: attempt.k,
    attempt: attempt.a,
    outcome,
    H0: attempt.H0,
    H1: attempt.H1,
    counters: attempt.counters,
    pressBoot: attempt.boot,
    preHash: attempt.preHash,
    traceHash: attempt.traceHash,
    sid: attempt.sid,
  };
}

/** Finds an attempt in the ring, or says why it is not there. */
export function lookUpAttempt(ledger: Ledger, { authorization, k, a }: AttemptRef): Result<Attempt> {
  const attempt = findAttempt(ledger, authorization, k, a);
  if (attempt) return accept(attempt);
  const entry = findEntry(ledger, authorization);
  if (!entry || k >= entry.count || a >= nextAttempt(entry, k)) return refuse('PRESS_AUTHORIZATION_UNKNOWN');
  const state = impressionState(entry, k);
  const isLast = a === nextAttempt(entry, k) - 1;
  const outcome = isLast && (state === 'executed' || state === 'unknown') ? state : 'notExecuted';
  return refuse('PRESS_ATTEMPT_FORGOTTEN', { outcome });
}

/** Signs receipts with a key in memory. */
export function pressSigner(signer: FileSigner): PressSigner {
  return {
    key: signer.key,
    thumbprint: signer.thumbprint,
    signReceipt: (receipt) => signStatementSync(receipt, signer),
  };
}

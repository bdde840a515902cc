import { accept, type Result, refuse } from '@hufu/contract';
import { findEntry, impressionState, nextAttempt, openAttempt, registerFault } from './ledger.ts';
import type { RequestOf } from './messages.ts';
import { reportOf } from './receipt.ts';
import type { PressState, ReplyBody } from './state.ts';
import { modeOf, type Turn, witnessedNow } from './turn.ts';

/** How things stand. */
export function onStatus(turn: Turn): ReplyBody {
  const { state } = turn;
  return {
    ok: true,
    mode: modeOf(state),
    quarantine: state.durable.quarantine,
    motion: state.motion.phase,
    lidOpen: state.hardware.lidOpen,
    tampered: state.ledger.tampered,
    retracted: state.hardware.retracted,
    boot: state.ledger.boot,
    counters: state.durable.counters,
    rosterVersion: state.roster?.roster.version ?? null,
    rosterDigest: state.roster?.digest ?? null,
    freshMs: freshMs(state),
  };
}

function freshMs(state: PressState): number {
  const now = witnessedNow(state);
  return state.freshness && now !== null ? Math.max(0, state.freshness.until - now) : 0;
}

/** Reads the ledger; never writes, and answers in every state and without a session: the rescue. */
export function onLedger(state: PressState, request: RequestOf<'LEDGER'>): Result<ReplyBody> {
  const { durable } = state;
  switch (request.what) {
    case 'registers': {
      const open = openAttempt(durable);
      return accept({
        ok: true,
        what: 'registers',
        boot: durable.boot,
        counters: durable.counters,
        quarantine: durable.quarantine,
        lastAttempt: durable.lastAttempt,
        open: open ? reportOf(open) : null,
        authorizations: durable.entries.length,
        fault: registerFault(durable.counters) ?? null,
      });
    }
    case 'authorization': {
      const entry = findEntry(durable, request.authorization);
      if (!entry) return refuse('PRESS_AUTHORIZATION_UNKNOWN');
      const spoilt = entry.unknown.map((byte, i) => byte | (entry.voided[i] ?? 0));
      return accept({
        ok: true,
        what: 'authorization',
        authorization: entry.authorization,
        count: entry.count,
        executed: entry.executed,
        spoilt,
      });
    }
    case 'impression': {
      const { authorization, k } = request;
      const entry = findEntry(durable, authorization);
      if (!entry || k >= entry.count) return refuse('PRESS_AUTHORIZATION_UNKNOWN');
      const last = durable.ring.findLast((t) => t.authorization === authorization && t.k === k);
      return accept({
        ok: true,
        what: 'impression',
        authorization,
        k,
        state: impressionState(entry, k),
        next: nextAttempt(entry, k),
        last: last ? reportOf(last) : null,
      });
    }
    case 'attempt': {
      const attempt = durable.ring.find((t) => t.n === request.n);
      return attempt
        ? accept({ ok: true, what: 'attempt', attempt: reportOf(attempt) })
        : refuse('PRESS_ATTEMPT_FORGOTTEN', { outcome: 'unknown' });
    }
    default:
      return request satisfies never;
  }
}

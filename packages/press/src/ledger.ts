import type { Counters, Instant } from '@hufu/contract';
import { countBits, emptyBits, hasBit, withBit } from './bitmap.ts';

/** How an attempt ended. */
export type AttemptOutcome = 'executed' | 'notExecuted' | 'unknown';

/** What one impression has come to. */
export type ImpressionState = 'permitted' | 'voided' | AttemptOutcome;

/** One attempt at one impression; `armed` and `moving` are the flag that says 'interrupted' after a power cut. */
export interface Attempt {
  /** Running number of attempts of this controller, from 1. */
  readonly n: number;
  readonly authorization: string;
  readonly k: number;
  readonly a: number;
  readonly phase: 'armed' | 'moving' | 'settled';
  readonly outcome: AttemptOutcome | null;
  readonly reason: string;
  /** Raw contact counter at the claim and at the end. */
  readonly H0: number;
  readonly H1: number;
  readonly preHash: Uint8Array;
  readonly traceHash: Uint8Array;
  readonly sid: number;
  readonly boot: number;
  /** Counters at the end, as the receipt states them. */
  readonly counters: Counters;
}

/** What is kept of an authorization until it has expired and drift is over. */
export interface Entry {
  readonly authorization: string;
  /** SHA-256 of the authorization's payload bytes. */
  readonly digest: Uint8Array;
  readonly count: number;
  readonly expiresAt: Instant;
  readonly executed: Uint8Array;
  readonly unknown: Uint8Array;
  readonly voided: Uint8Array;
  /** Attempts below `next` of a k are dead. Only k with next > 0 are listed. */
  readonly attempts: readonly (readonly [k: number, next: number])[];
}

/** Everything the controller must not forget. One record, written twice. */
export interface Ledger {
  /** Number of the write, rises by one. */
  readonly generation: number;
  readonly boot: number;
  readonly counters: Counters;
  readonly entries: readonly Entry[];
  /** Oldest first; at most one is not settled, and it is the last. */
  readonly ring: readonly Attempt[];
  readonly lastAttempt: number;
  readonly tampered: boolean;
  readonly lockedDown: boolean;
  /** Why the seal stays locked until a `service` statement, or null. */
  readonly quarantine: string | null;
  /** Time never goes back behind this. */
  readonly timeFloor: Instant;
  /** When emergency authorizations were booked that still count against the month's quota (F47). */
  readonly emergencies: readonly Instant[];
  /** COSE bytes of the roster held; null only in a blank controller. */
  readonly roster: Uint8Array | null;
}

/** The ledger of a controller fresh from the factory. */
export const blankLedger: Ledger = {
  generation: 0,
  boot: 0,
  counters: { A: 0, D: 0, V: 0, U: 0, L: 0, H: 0 },
  entries: [],
  ring: [],
  lastAttempt: 0,
  tampered: false,
  lockedDown: false,
  quarantine: null,
  timeFloor: 0,
  emergencies: [],
  roster: null,
};

/** What does not add up in the registers, or undefined: A+D+V+U=L and 0 <= H-A <= U (MACHINE.md 1). */
export function registerFault({ A, D, V, U, L, H }: Counters): string | undefined {
  if (A + D + V + U !== L) return 'registersDisagree';
  if (H < A) return 'counterBehind';
  if (H - A > U) return 'contactWithoutAuthorization';
  return undefined;
}

/** The attempt that has no outcome yet. */
export function openAttempt(ledger: Ledger): Attempt | undefined {
  const last = ledger.ring.at(-1);
  return last && last.phase !== 'settled' ? last : undefined;
}

/** The entry of an authorization. */
export function findEntry(ledger: Ledger, authorization: string): Entry | undefined {
  return ledger.entries.find((e) => e.authorization === authorization);
}

/** The newest record of one attempt that the ring still holds. */
export function findAttempt(
  ledger: Ledger,
  authorization: string,
  k: number,
  a: number,
): Attempt | undefined {
  return ledger.ring.findLast((t) => t.authorization === authorization && t.k === k && t.a === a);
}

/** What has become of impression k. */
export function impressionState(entry: Entry, k: number): ImpressionState {
  if (hasBit(entry.executed, k)) return 'executed';
  if (hasBit(entry.unknown, k)) return 'unknown';
  if (hasBit(entry.voided, k)) return 'voided';
  return 'permitted';
}

/** The smallest attempt number of k that is not dead. */
export function nextAttempt(entry: Entry, k: number): number {
  return entry.attempts.find(([of]) => of === k)?.[1] ?? 0;
}

/** Books a new authorization of `count` impressions: L and D rise. */
export function grant(
  ledger: Ledger,
  of: { authorization: string; digest: Uint8Array; count: number; expiresAt: Instant },
): Ledger {
  const none = emptyBits(of.count);
  const { counters } = ledger;
  return {
    ...ledger,
    counters: { ...counters, D: counters.D + of.count, L: counters.L + of.count },
    entries: [
      ...ledger.entries,
      {
        authorization: of.authorization,
        digest: of.digest,
        count: of.count,
        expiresAt: of.expiresAt,
        executed: none,
        unknown: none,
        voided: none,
        attempts: [],
      },
    ],
  };
}

function replaceEntry(ledger: Ledger, entry: Entry): Ledger {
  return {
    ...ledger,
    entries: ledger.entries.map((e) => (e.authorization === entry.authorization ? entry : e)),
  };
}

function killAttempts(entry: Entry, k: number, next: number): Entry {
  const others = entry.attempts.filter(([of]) => of !== k);
  return { ...entry, attempts: [...others, [k, Math.max(next, nextAttempt(entry, k))]] };
}

/** Writes the claim: from here on this attempt is open until it is settled. */
export function claim(
  ledger: Ledger,
  attempt: Pick<Attempt, 'authorization' | 'k' | 'a' | 'preHash' | 'traceHash' | 'sid'>,
  ringSize: number,
): Ledger {
  const { H } = ledger.counters;
  // Field by field: a stray property would make the record unreadable at the next power-on.
  const { authorization, k, a, preHash, traceHash, sid } = attempt;
  const open: Attempt = {
    authorization,
    k,
    a,
    preHash,
    traceHash,
    sid,
    n: ledger.lastAttempt + 1,
    phase: 'armed',
    outcome: null,
    reason: '',
    H0: H,
    H1: H,
    boot: ledger.boot,
    counters: ledger.counters,
  };
  return { ...ledger, lastAttempt: open.n, ring: [...ledger.ring, open].slice(-ringSize) };
}

/** Raises the MOVING flag of the open attempt. */
export function flagMoving(ledger: Ledger): Ledger {
  return withLast(ledger, (open) => ({ ...open, phase: 'moving' }));
}

function withLast(ledger: Ledger, change: (last: Attempt) => Attempt): Ledger {
  const last = ledger.ring.at(-1);
  return last ? { ...ledger, ring: [...ledger.ring.slice(0, -1), change(last)] } : ledger;
}

/** Takes over what the hardware counter says; H never falls, not even when the counter was exchanged. */
export function observeContacts(ledger: Ledger, H: number): Ledger {
  return H <= ledger.counters.H ? ledger : { ...ledger, counters: { ...ledger.counters, H } };
}

/** Gives the open attempt its one outcome, moves the registers and kills the attempt number. */
export function settle(
  ledger: Ledger,
  outcome: AttemptOutcome,
  reason: string,
  traceHash: Uint8Array,
): Ledger {
  const open = openAttempt(ledger);
  const entry = open && findEntry(ledger, open.authorization);
  if (!open || !entry) return ledger;
  const dead = killAttempts(entry, open.k, open.a + 1);
  const c = ledger.counters;
  const moved: Record<AttemptOutcome, [Entry, Counters]> = {
    executed: [
      { ...dead, executed: withBit(dead.executed, open.k) },
      { ...c, D: c.D - 1, A: c.A + 1 },
    ],
    unknown: [
      { ...dead, unknown: withBit(dead.unknown, open.k) },
      { ...c, D: c.D - 1, U: c.U + 1 },
    ],
    notExecuted: [dead, c],
  };
  const [settled, counters] = moved[outcome];
  const ended = withLast({ ...ledger, counters }, (t) => ({
    ...t,
    phase: 'settled',
    outcome,
    reason,
    H1: c.H,
    traceHash,
    counters,
  }));
  return replaceEntry(ended, settled);
}

/** Kills an attempt that never began, so that a late PRESS of it is refused: a record of its own says 'not executed'. */
export function voidAttempt(
  ledger: Ledger,
  attempt: Pick<Attempt, 'authorization' | 'k' | 'a' | 'preHash' | 'traceHash' | 'sid'>,
  reason: string,
  ringSize: number,
): Ledger {
  return settle(claim(ledger, attempt, ringSize), 'notExecuted', reason, attempt.traceHash);
}

/** Voids what is still permitted of an authorization: D goes to V. */
export function voidRest(ledger: Ledger, authorization: string): Ledger {
  const entry = findEntry(ledger, authorization);
  if (!entry) return ledger;
  let voided = entry.voided;
  let moved = 0;
  for (let k = 0; k < entry.count; k++)
    if (impressionState(entry, k) === 'permitted') {
      voided = withBit(voided, k);
      moved++;
    }
  if (moved === 0) return ledger;
  const { counters } = ledger;
  return replaceEntry(
    { ...ledger, counters: { ...counters, D: counters.D - moved, V: counters.V + moved } },
    { ...entry, voided },
  );
}

/**
 * Forgets authorizations whose expiry and drift are over; what they still permitted is voided first. The floor of time
 * rises with it: words of witnesses more than the drift below it are refused, so nothing forgotten becomes valid again.
 */
export function expire(ledger: Ledger, earliest: Instant, driftMs: number): Ledger {
  const open = openAttempt(ledger);
  const gone = ledger.entries.filter(
    (e) => e.expiresAt + driftMs < earliest && e.authorization !== open?.authorization,
  );
  if (gone.length === 0) return ledger;
  let next = ledger;
  for (const entry of gone) next = voidRest(next, entry.authorization);
  return {
    ...next,
    timeFloor: Math.max(next.timeFloor, earliest),
    entries: next.entries.filter((e) => !gone.some((g) => g.authorization === e.authorization)),
  };
}

/** Books contacts that no attempt explains as granted and unknown: after a service, H-A <= U holds again and nothing is hidden. */
export function bookUnexplained(ledger: Ledger): Ledger {
  const c = ledger.counters;
  const excess = c.H - c.A - c.U;
  return excess > 0 ? { ...ledger, counters: { ...c, U: c.U + excess, L: c.L + excess } } : ledger;
}

/** How many impressions are still permitted in all entries: D as the entries tell it. */
export function permittedInEntries(ledger: Ledger): number {
  let sum = 0;
  for (const e of ledger.entries)
    sum += e.count - countBits(e.executed) - countBits(e.unknown) - countBits(e.voided);
  return sum;
}

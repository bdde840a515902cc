import {
  accept,
  type Freshness,
  type Instant,
  type Result,
  type Roster,
  refuse,
  sameBytes,
  toHex,
} from '@hufu/contract';
import type { SignedStatement } from '../cose-sign.ts';
import { verifySignature } from './verify-signature.ts';

/** The machine that asks, and what it holds. */
export interface AskingMachine {
  /** Thumbprint of the press controller's key. */
  readonly machine: Uint8Array;
  readonly rosterDigest: Uint8Array;
  /** Nonces it gave out and still takes; one per round of asking. */
  readonly nonces: readonly Uint8Array[];
}

/** What k witnesses say together. */
export interface FreshWord {
  readonly witnesses: readonly string[];
  /** From then on the word is too old for a new intent. */
  readonly until: Instant;
  readonly revokedKeys: ReadonlySet<string>;
  readonly revokedAuthorizations: ReadonlySet<string>;
}

/** How far the clocks of two honest parties may differ. */
export const clockToleranceMs = 5 * 60_000;

/**
 * Whether k witnesses of different organisations vouch, for a nonce of this machine, that its roster is the newest.
 * A revocation counts whoever names it and however old the word is, as revocations are never taken back;
 * a single witness that knows a newer roster stops the machine: on doubt, lock.
 */
export function verifyFreshness(
  freshness: readonly SignedStatement[],
  roster: Roster,
  now: Instant,
  at: AskingMachine,
): Result<FreshWord> {
  const revokedKeys = new Set<string>();
  const revokedAuthorizations = new Set<string>();
  const newestOf = new Map<string, Freshness>();
  for (const signed of freshness) {
    const word = signed.payload;
    if (word.type !== 'freshness' || word.village !== roster.village) continue;
    const witness = roster.witnesses.all.find((w) => w.name === word.witness);
    if (!witness || signed.signatures.length !== 1 || !verifySignature(signed, 0, witness.key).ok) continue;
    for (const key of word.revokedKeys) revokedKeys.add(toHex(key));
    for (const id of word.revokedAuthorizations) revokedAuthorizations.add(id);
    if (word.rosterVersion > roster.version)
      return refuse('FRESHNESS_STALE_ROSTER', { newest: word.rosterVersion, held: roster.version });
    if (!sameBytes(word.machine, at.machine) || !at.nonces.some((n) => sameBytes(n, word.nonce))) continue;
    if (word.at + roster.policy.freshnessMs < now || word.at > now + clockToleranceMs) continue;
    // A witness that is behind, or holds another roster of this version, does not vouch for ours.
    if (word.rosterVersion !== roster.version || !sameBytes(word.rosterDigest, at.rosterDigest)) continue;
    // Two witnesses of one organisation are one voice.
    const held = newestOf.get(witness.organisation);
    if (!held || held.at < word.at) newestOf.set(witness.organisation, word);
  }
  const words = [...newestOf.values()].sort((a, b) => b.at - a.at);
  const kth = words[roster.witnesses.k - 1];
  if (!kth)
    return refuse('FRESHNESS_MISSING', {
      needed: roster.witnesses.k,
      present: words.length,
      hours: roster.policy.freshnessMs / 3_600_000,
    });
  return accept({
    witnesses: words.map((w) => w.witness),
    until: kth.at + roster.policy.freshnessMs,
    revokedKeys,
    revokedAuthorizations,
  });
}

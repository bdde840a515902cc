import { accept, type Instant, type Result, type Roster, refuse, sameBytes } from '@hufu/contract';
import { expectType, type SignedStatement } from '../cose-sign.ts';
import { thumbprint } from '../keys/cose-key.ts';
import { type VerifiedAuthorization, verifyApproval } from './approval.ts';
import { type AskingMachine, clockToleranceMs, type FreshWord, verifyFreshness } from './freshness.ts';

/** An authorization that may be used now, at this machine. */
export interface UsableAuthorization extends VerifiedAuthorization {
  readonly freshness: FreshWord;
}

/**
 * The one question before any motion (I5): may this machine, holding this roster, act on this authorization now?
 * The press controller asks it too, with the time as its host gives it: a wrong clock cannot widen what was signed.
 */
export function verifyAuthorization(
  signed: SignedStatement,
  roster: Roster,
  freshness: readonly SignedStatement[],
  now: Instant,
  at: AskingMachine,
): Result<UsableAuthorization> {
  const typed = expectType(signed, 'authorization');
  if (!typed.ok) return typed;
  const a = typed.value.payload;
  const machine = roster.machines.find((m) => sameBytes(thumbprint(m.pressKey), at.machine));
  const isInService = machine && machine.since <= now && (machine.until === null || machine.until > now);
  if (!isInService || a.village !== roster.village) return refuse('AUTHORIZATION_WRONG_MACHINE');
  if (a.machine && !sameBytes(a.machine, at.machine)) return refuse('AUTHORIZATION_WRONG_MACHINE');
  const fresh = verifyFreshness(freshness, roster, now, at);
  if (!fresh.ok) return fresh;
  if (fresh.value.revokedAuthorizations.has(a.id)) return refuse('AUTHORIZATION_REVOKED');
  if (now > a.validTo) return refuse('AUTHORIZATION_EXPIRED', { validTo: new Date(a.validTo).toISOString() });
  if (now < a.validFrom || a.at > now + clockToleranceMs)
    return refuse('AUTHORIZATION_NOT_YET_VALID', { validFrom: new Date(a.validFrom).toISOString() });
  const approval = verifyApproval(signed, roster, { now, revokedKeys: fresh.value.revokedKeys });
  if (!approval.ok) return approval;
  for (const item of a.impressions) {
    const seal = roster.seals.find((s) => s.id === item.seal);
    if (seal?.machine !== machine.id)
      return refuse('AUTHORIZATION_WRONG_SEAL', { seal: seal?.name ?? item.seal });
  }
  return accept({ ...approval.value, freshness: fresh.value });
}

import { accept, type Custody, type Instant, type Result, type Roster, refuse } from '@hufu/contract';
import { expectType, type SignedStatement } from '../cose-sign.ts';
import { verifySigners } from '../roster/roster-signers.ts';

/** Whether everybody concerned signed an act of custody, the registered custodian among them (F26, AC-11). */
export function verifyCustody(signed: SignedStatement, roster: Roster, now?: Instant): Result<Custody> {
  const typed = expectType(signed, 'custody');
  if (!typed.ok) return typed;
  const custody = typed.value.payload;
  const seal = roster.seals.find((s) => s.id === custody.seal);
  if (custody.village !== roster.village || !seal)
    return refuse('AUTHORIZATION_WRONG_SEAL', { seal: custody.seal });
  const signers = verifySigners(signed, roster, {
    times: now === undefined ? [custody.at] : [custody.at, now],
  });
  if (!signers.ok) return signers;
  const present = new Set(signers.value.map((s) => s.person.id));
  const concerned = new Set(custody.people);
  const missing = [...concerned].filter((id) => !present.has(id));
  if (concerned.size < 2 || missing.length > 0)
    return refuse('QUORUM_MISSING', {
      needed: Math.max(2, concerned.size),
      present: concerned.size - missing.length,
    });
  if (!concerned.has(seal.custodian))
    return refuse('SIGNER_LACKS_ROLE', { person: custody.people.join('、'), role: 'custodian' });
  return accept(custody);
}

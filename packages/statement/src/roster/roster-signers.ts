import {
  accept,
  type Instant,
  type KeyKind,
  type PersonRole,
  type Result,
  type Roster,
  type RosterPerson,
  refuse,
  sameBytes,
  toHex,
} from '@hufu/contract';
import type { SignedStatement } from '../cose-sign.ts';
import { thumbprint } from '../keys/cose-key.ts';
import { verifySignature } from '../verify/verify-signature.ts';

/** A person of the roster whose signature was verified. */
export interface RosterSigner {
  readonly person: RosterPerson;
  readonly thumbprint: Uint8Array;
  /** How the key is kept: `browser` is the weaker grade and shown as such. */
  readonly kind: KeyKind;
}

/** What a signer must satisfy. */
export interface SignerRule {
  /** Key, person and role must hold at each of these times: when it was signed, and when it is used. */
  readonly times: readonly Instant[];
  readonly role?: PersonRole;
  /** Lower-case hex of thumbprints that witnesses have published as withdrawn. */
  readonly revokedKeys?: ReadonlySet<string>;
}

/**
 * Verifies every signature of a statement against the people of the roster. A single signature that does not hold
 * refuses the whole: nobody should wonder which of them counted. Several keys of one person are one signer.
 */
export function verifySigners(
  signed: SignedStatement,
  roster: Roster,
  rule: SignerRule,
): Result<RosterSigner[]> {
  const signers: RosterSigner[] = [];
  for (const i of signed.signatures.keys()) {
    const signer = verifySigner(signed, i, roster, rule);
    if (!signer.ok) return signer;
    if (!signers.some((s) => s.person.id === signer.value.person.id)) signers.push(signer.value);
  }
  return accept(signers);
}

function verifySigner(
  signed: SignedStatement,
  i: number,
  roster: Roster,
  rule: SignerRule,
): Result<RosterSigner> {
  const signature = signed.signatures[i];
  if (!signature) return refuse('STATEMENT_MALFORMED', { problem: `no signature ${i}` });
  for (const person of roster.people)
    for (const held of person.keys) {
      if (!sameBytes(thumbprint(held.key), signature.thumbprint)) continue;
      if (rule.revokedKeys?.has(toHex(signature.thumbprint))) return refuse('KEY_REVOKED');
      for (const time of rule.times) {
        if (held.since > time || person.since > time) return refuse('SIGNER_UNKNOWN');
        if (held.until !== null && held.until <= time) return refuse('KEY_REVOKED');
        if (person.until !== null && person.until <= time)
          return refuse('SIGNER_LACKS_ROLE', { person: person.name, role: rule.role ?? 'member' });
      }
      if (rule.role && !person.roles.includes(rule.role))
        return refuse('SIGNER_LACKS_ROLE', { person: person.name, role: rule.role });
      // A passkey can only make assertions and the other kinds never make one: anything else is a forged grade.
      if ((held.kind === 'passkey') !== (signature.webauthn !== undefined))
        return refuse('WEBAUTHN_INVALID', {
          problem: '钥匙种类与签名方式不符 / the kind of key does not fit the signature',
        });
      const verified = verifySignature(signed, i, held.key, roster.web);
      if (!verified.ok) return verified;
      return accept({ person, thumbprint: signature.thumbprint, kind: held.kind });
    }
  return refuse('SIGNER_UNKNOWN');
}

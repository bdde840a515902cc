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
import { checkKeyWait } from './key-wait.ts';

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
  /** One of these roles, where any is wanted. */
  readonly role?: PersonRole | readonly PersonRole[];
  /** Lower-case hex of thumbprints that witnesses have published as withdrawn. */
  readonly revokedKeys?: ReadonlySet<string>;
  /** When it was signed, for what only a key may sign that has waited out the roster's period. */
  readonly waitedAt?: Instant;
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
  const roles = rule.role === undefined ? [] : [rule.role].flat();
  const wanted = roles.length > 0 ? roles.join('、') : 'member';
  if (!signature) return refuse('STATEMENT_MALFORMED', { problem: `no signature ${i}` });
  for (const person of roster.people)
    for (const held of person.keys) {
      if (!sameBytes(thumbprint(held.key), signature.thumbprint)) continue;
      if (rule.revokedKeys?.has(toHex(signature.thumbprint))) return refuse('KEY_REVOKED');
      for (const time of rule.times) {
        if (held.since > time || person.since > time) return refuse('SIGNER_UNKNOWN');
        if (held.until !== null && held.until <= time) return refuse('KEY_REVOKED');
        if (person.until !== null && person.until <= time)
          return refuse('SIGNER_LACKS_ROLE', { person: person.name, role: wanted });
      }
      const waited =
        rule.waitedAt === undefined ? undefined : checkKeyWait(person, held, roster, rule.waitedAt);
      if (waited?.ok === false) return waited;
      if (roles.length > 0 && !person.roles.some((r) => roles.includes(r)))
        return refuse('SIGNER_LACKS_ROLE', { person: person.name, role: wanted });
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

import { accept, type Result, type Roster, refuse, sameBytes } from '@hufu/contract';
import type { SignedStatement } from '../cose-sign.ts';
import { thumbprint } from '../keys/cose-key.ts';
import { verifySignature } from '../verify/verify-signature.ts';
import type { WebPolicy } from '../verify/webauthn.ts';

/**
 * Whether a threshold of holders signed, and who: two keys of one holder are one. Signatures of keys outside of the threshold are let pass: a rotation
 * carries those of the old and of the new root. One of a listed key that does not verify refuses the whole.
 */
export function verifyThreshold(
  signed: SignedStatement,
  wanted: Roster['root'],
  web?: WebPolicy,
): Result<string[]> {
  const holders = new Set<string>();
  for (const [i, signature] of signed.signatures.entries()) {
    const listed = wanted.keys.find((k) => sameBytes(thumbprint(k.key), signature.thumbprint));
    if (!listed) continue;
    const verified = verifySignature(signed, i, listed.key, web);
    if (!verified.ok) return verified;
    holders.add(listed.holder);
  }
  return holders.size >= wanted.threshold
    ? accept([...holders])
    : refuse('QUORUM_MISSING', { needed: wanted.threshold, present: holders.size });
}

import { accept, type Result, refuse, sameBytes } from '@hufu/contract';
import { type SignedStatement, sigStructure } from '../cose-sign.ts';
import { decodeKey, thumbprint } from '../keys/cose-key.ts';
import { suiteOf } from '../suites/all.ts';
import { assertionMessage, type WebPolicy } from './webauthn.ts';

/** Verifies the i-th signature of a statement against a key. Says nothing about whose key it is. */
export function verifySignature(
  signed: SignedStatement,
  i: number,
  coseKey: Uint8Array,
  web?: WebPolicy,
): Result<void> {
  const signature = signed.signatures[i];
  if (!signature) return refuse('STATEMENT_MALFORMED', { problem: `no signature ${i}` });
  if (!sameBytes(signature.thumbprint, thumbprint(coseKey))) return refuse('SIGNER_UNKNOWN');
  const key = decodeKey(coseKey);
  if (!key.ok) return key;
  const suite = suiteOf(key.value.alg);
  // The algorithm is the key's; a header that claims another is a downgrade attempt.
  if (!suite || key.value.alg !== signature.alg) return refuse('SIGNATURE_INVALID');
  let message = sigStructure(signature.alg, signature.thumbprint, signed.payloadBytes);
  if (signature.webauthn) {
    if (!web || suite.name === 'SM2')
      return refuse('WEBAUTHN_INVALID', { problem: '这里不接受通行密钥 / no passkey is accepted here' });
    const asserted = assertionMessage(signature.webauthn, message, web);
    if (!asserted.ok) return asserted;
    message = asserted.value;
  }
  return suite.verify(key.value.point, message, signature.signature)
    ? accept(undefined)
    : refuse('SIGNATURE_INVALID');
}

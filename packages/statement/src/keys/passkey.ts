import { HufuError } from '@hufu/contract';
import { sha256 } from '@noble/hashes/sha2.js';
import { p256SignatureOfDer } from '../suites/es256.ts';
import { decodeKey, thumbprint } from './cose-key.ts';
import type { Signer } from './signer.ts';

/** The three fields of an AuthenticatorAssertionResponse, as bytes. */
export interface Assertion {
  readonly authenticatorData: Uint8Array;
  readonly clientDataJSON: Uint8Array;
  /** DER for ES256, raw for EdDSA: as the authenticator gave it. */
  readonly signature: Uint8Array;
}

/**
 * A signer on top of a passkey. `assert` asks the authenticator, with user verification required, for an assertion over
 * the challenge (`navigator.credentials.get`, or @simplewebauthn/browser); the challenge is SHA-256 of the Sig_structure.
 */
export function passkeySigner(
  key: Uint8Array,
  assert: (challenge: Uint8Array) => Promise<Assertion>,
): Signer {
  const read = decodeKey(key);
  if (!read.ok) throw new HufuError(read.code, { context: read.context });
  const isEcdsa = read.value.name === 'ES256';
  return {
    key,
    thumbprint: thumbprint(key),
    async sign(sigStructure) {
      const made = await assert(sha256(sigStructure));
      return {
        signature: isEcdsa ? rawOf(made.signature) : made.signature,
        webauthn: { authData: made.authenticatorData, clientData: made.clientDataJSON },
      };
    },
  };
}

function rawOf(der: Uint8Array): Uint8Array {
  try {
    return p256SignatureOfDer(der);
  } catch (cause) {
    throw new HufuError('WEBAUTHN_INVALID', {
      cause,
      context: { problem: '通行密钥返回的签名格式不对 / the authenticator returned a malformed signature' },
    });
  }
}

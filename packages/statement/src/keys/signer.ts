import { suiteNamed } from '../suites/all.ts';
import type { AlgorithmName } from '../suites/suite.ts';
import { encodeKey, thumbprint } from './cose-key.ts';

/** What a passkey signs beside our bytes. */
export interface WebAuthnData {
  readonly authData: Uint8Array;
  readonly clientData: Uint8Array;
}

/** A signature as a signer returns it. */
export interface MadeSignature {
  readonly signature: Uint8Array;
  readonly webauthn?: WebAuthnData;
}

/** Whatever can sign: a file key, a browser key, a passkey, a token. */
export interface Signer {
  /** COSE_Key. */
  readonly key: Uint8Array;
  readonly thumbprint: Uint8Array;
  sign(sigStructure: Uint8Array): Promise<MadeSignature>;
}

/** A signer whose secret is held in memory. */
export interface FileSigner extends Signer {
  readonly algorithm: AlgorithmName;
  readonly secret: Uint8Array;
  /** The same signature without a promise: for the press controller, whose core is synchronous. */
  signSync(sigStructure: Uint8Array): Uint8Array;
}

/** Makes a new key that lives in memory until it is written to a key file. */
export function generateFileSigner(algorithm: AlgorithmName): FileSigner {
  return importSigner(algorithm, suiteNamed(algorithm).generateSecret());
}

/** A signer of a secret of 32 bytes. */
export function importSigner(algorithm: AlgorithmName, secret: Uint8Array): FileSigner {
  const suite = suiteNamed(algorithm);
  const key = encodeKey(algorithm, suite.publicOf(secret));
  return {
    algorithm,
    secret,
    key,
    thumbprint: thumbprint(key),
    sign: async (sigStructure) => ({ signature: suite.sign(secret, sigStructure) }),
    signSync: (sigStructure) => suite.sign(secret, sigStructure),
  };
}

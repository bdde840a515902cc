import { ed25519 } from '@noble/curves/ed25519.js';
import { isValidNatively, publicNatively, signNatively } from './native-ed25519.ts';
import { algorithms, type Suite } from './suite.ts';

/** EdDSA over Ed25519 (RFC 8032, not the laxer ZIP 215, so that every library agrees on what is valid). */
export const ed25519Suite: Suite = {
  name: 'EdDSA',
  alg: algorithms.EdDSA,
  generateSecret: () => ed25519.utils.randomSecretKey(),
  publicOf: (secret) => publicNatively(secret) ?? ed25519.getPublicKey(secret),
  sign: (secret, message) => signNatively(secret, message) ?? ed25519.sign(message, secret),
  verify(publicKey, message, signature) {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    if (isValidNatively(publicKey, message, signature)) return true;
    try {
      return ed25519.verify(signature, message, publicKey, { zip215: false });
    } catch {
      // A point that is none: the key or R was made up.
      return false;
    }
  },
};

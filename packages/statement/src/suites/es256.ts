import { p256 } from '@noble/curves/nist.js';
import { algorithms, type Suite } from './suite.ts';

/** ECDSA over P-256 with SHA-256. High s is accepted: passkeys make it, and no id of ours depends on signature bytes. */
export const es256Suite: Suite = {
  name: 'ES256',
  alg: algorithms.ES256,
  generateSecret: () => p256.utils.randomSecretKey(),
  publicOf: (secret) => p256.getPublicKey(secret, false).subarray(1),
  sign: (secret, message) => p256.sign(message, secret),
  verify(publicKey, message, signature) {
    if (publicKey.length !== 64 || signature.length !== 64) return false;
    try {
      return p256.verify(signature, message, uncompressed(publicKey), { lowS: false });
    } catch {
      // A point off the curve, or r or s outside of the range.
      return false;
    }
  },
};

/** x || y of a compressed or uncompressed point. Throws on what is no point of the curve. */
export function p256Coordinates(point: Uint8Array): Uint8Array {
  return p256.Point.fromBytes(point).toBytes(false).subarray(1);
}

/** r || s of a DER signature, as WebAuthn hands it out. Throws on anything else. */
export function p256SignatureOfDer(der: Uint8Array): Uint8Array {
  return p256.Signature.fromBytes(der, 'der').toBytes('compact');
}

/** SEC 1 form of x || y. */
export function uncompressed(xy: Uint8Array): Uint8Array {
  const point = new Uint8Array(1 + xy.length);
  point[0] = 4;
  point.set(xy, 1);
  return point;
}

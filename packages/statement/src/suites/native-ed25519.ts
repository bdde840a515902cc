import { ed25519 } from '@noble/curves/ed25519.js';

/*
 * OpenSSL's Ed25519 where there is one: thirty times as fast. It may only say yes where the strict check of RFC 8032 says
 * yes as well, so that a browser, which has no OpenSSL, and a server never judge one signature differently. What OpenSSL
 * accepts satisfies the stricter equation without cofactor and has a canonical R; what it does not look at is the key, and
 * that is looked at here. A no of OpenSSL decides nothing: the caller asks the strict check.
 */

/** PKCS #8 and SubjectPublicKeyInfo of Ed25519 up to the 32 bytes of the key (RFC 8410). */
const prefix = {
  secret: Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32),
  public: Uint8Array.of(48, 42, 48, 5, 6, 3, 43, 101, 112, 3, 33, 0),
};

// Not an import: the same file is bundled for browsers, where the name does not exist.
const native = typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:crypto');

/** Keys whose point was looked at; few, and those of people who sign often. */
const known = new Map<string, boolean>();
const mostKnown = 2000;

/** Whether a public key is a canonical point of large order, as the strict check wants it. */
function isSoundKey(publicKey: Uint8Array): boolean {
  const name = String.fromCharCode(...publicKey);
  const held = known.get(name);
  if (held !== undefined) return held;
  let isSound = false;
  try {
    isSound = !ed25519.Point.fromBytes(publicKey, false).isSmallOrder();
  } catch {
    // No point: made up.
  }
  if (known.size >= mostKnown) known.clear();
  known.set(name, isSound);
  return isSound;
}

/** The public key of a secret one; undefined where there is no OpenSSL. */
export function publicNatively(secret: Uint8Array): Uint8Array | undefined {
  if (!native) return undefined;
  const spki = native.createPublicKey(secretKey(native, secret)).export({ format: 'der', type: 'spki' });
  return new Uint8Array(spki.subarray(-32));
}

/** The signature by OpenSSL, byte for byte that of RFC 8032; undefined where there is none. */
export function signNatively(secret: Uint8Array, message: Uint8Array): Uint8Array | undefined {
  return native && new Uint8Array(native.sign(null, message, secretKey(native, secret)));
}

/** True only if the strict check would say so too; false says nothing. */
export function isValidNatively(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!native || !isSoundKey(publicKey)) return false;
  const key = native.createPublicKey({
    key: Buffer.concat([prefix.public, publicKey]),
    format: 'der',
    type: 'spki',
  });
  return native.verify(null, message, key, signature);
}

function secretKey(crypto: typeof import('node:crypto'), secret: Uint8Array) {
  if (secret.length !== 32) throw new RangeError('an Ed25519 secret has 32 bytes');
  const key = Buffer.concat([prefix.secret, secret]);
  return crypto.createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';

/** RFC 9180 base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/** Something that was sealed to a public key. */
export interface Box {
  /** Encapsulated key, 32 bytes. */
  readonly enc: Uint8Array;
  readonly box: Uint8Array;
}

/** What a box is for, so that none is opened in place of another. */
export interface Purpose {
  readonly info: string;
  readonly aad: Uint8Array;
}

const buffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** Seals bytes to a public key of 32 bytes; throws when it is none. */
export async function sealTo(publicKey: Uint8Array, plain: Uint8Array, purpose: Purpose): Promise<Box> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(buffer(publicKey));
  const { enc, ct } = await suite.seal(
    { recipientPublicKey, info: buffer(new TextEncoder().encode(purpose.info)) },
    buffer(plain),
    buffer(purpose.aad),
  );
  return { enc: new Uint8Array(enc), box: new Uint8Array(ct) };
}

/** Opens a box; undefined when it is for another key or purpose, or was changed. */
export async function openWith(
  pair: CryptoKeyPair,
  { enc, box }: Box,
  purpose: Purpose,
): Promise<Uint8Array | undefined> {
  try {
    const opened = await suite.open(
      { recipientKey: pair, enc: buffer(enc), info: buffer(new TextEncoder().encode(purpose.info)) },
      buffer(box),
      buffer(purpose.aad),
    );
    return new Uint8Array(opened);
  } catch {
    // The library throws one error for every reason; all of them mean that this key does not open this box.
    return undefined;
  }
}

/** The pair of keys that a secret of 32 bytes gives, the same each time (RFC 9180 §7.1.3). */
export async function pairOf(secret: Uint8Array): Promise<CryptoKeyPair> {
  return await suite.kem.deriveKeyPair(buffer(secret));
}

/** The public key of a pair, as it travels. */
export async function publicOf(pair: CryptoKeyPair): Promise<Uint8Array> {
  return new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey));
}

import { accept, type Result, refuse, zBytes, zDigest, zId } from '@hufu/contract';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { z } from 'zod';
import { decodeCbor, encodeCbor } from '../cbor.ts';

/** First bytes of a sealed photograph. */
const magic = new TextEncoder().encode('HUFUSP1\n');
const format = 'hufu-sealed-photo/1';
/** No camera of ours makes a larger picture. */
const maxBytes = 32 * 1024 * 1024;

const zHead = z.tuple([
  z.literal(format),
  zId,
  z.number().int().min(1),
  zId,
  z.string().min(1).max(60),
  z.number().int().min(2).max(10),
  z.array(zDigest).min(2).max(10),
]);
const zKey32 = zBytes.refine((b) => b.length === 32);
/** A share of a key of 32 bytes has 33; its tag 16. */
const zShare = z.tuple([zKey32, zBytes.refine((b) => b.length === 49), zDigest]);
const zFile = z.tuple([zHead, z.array(zShare).min(2).max(10), zDigest, zBytes]);

/** What is known of a sealed photograph without opening it; all of it is bound to the picture. */
export interface PhotoHead {
  readonly village: string;
  /** The roster whose holders it is sealed to. */
  readonly rosterVersion: number;
  readonly authorization: string;
  readonly mediaType: string;
  readonly threshold: number;
  /** Thumbprints of the holders' signing keys, in the order of the shares. */
  readonly holders: readonly Uint8Array[];
}

/** A share of the key, sealed to one holder. */
export interface SealedShare {
  readonly enc: Uint8Array;
  readonly box: Uint8Array;
  /** SHA-256 of the share: whoever hands in another one is named. */
  readonly check: Uint8Array;
}

/** A photograph of a person that only a threshold of holders can open (docs/formats/sealed-photo.md). */
export interface SealedPhoto {
  readonly head: PhotoHead;
  readonly shares: readonly SealedShare[];
  /** Commits to the key: no other key opens the same bytes as another picture. */
  readonly commitment: Uint8Array;
  readonly body: Uint8Array;
}

/** Whether bytes claim to be a sealed photograph. */
export function isSealedPhoto(bytes: Uint8Array): boolean {
  return magic.every((b, i) => bytes[i] === b);
}

/** The head as it is bound to every ciphertext. */
export function headBytes(head: PhotoHead): Uint8Array {
  return encodeCbor(headArray(head));
}

function headArray(h: PhotoHead): unknown[] {
  return [format, h.village, h.rosterVersion, h.authorization, h.mediaType, h.threshold, [...h.holders]];
}

/** Writes the one byte string of a sealed photograph. */
export function formatSealedPhoto({ head, shares, commitment, body }: SealedPhoto): Uint8Array {
  const cbor = encodeCbor([headArray(head), shares.map((s) => [s.enc, s.box, s.check]), commitment, body]);
  const file = new Uint8Array(magic.length + cbor.length);
  file.set(magic);
  file.set(cbor, magic.length);
  return file;
}

/** Reads a sealed photograph; only the very bytes that `formatSealedPhoto` would write. */
export function readSealedPhoto(bytes: Uint8Array): Result<SealedPhoto> {
  const bad = (problem: string) => refuse('SEALED_PHOTO_MALFORMED', { problem });
  if (bytes.length > maxBytes || !isSealedPhoto(bytes)) return bad('不是加密的人像 / no sealed photograph');
  const cbor = decodeCbor(bytes.subarray(magic.length));
  const read = cbor.ok ? zFile.safeParse(cbor.value) : undefined;
  if (!read?.success) return bad('格式不对 / malformed');
  const [[, village, rosterVersion, authorization, mediaType, threshold, holders], shares, commitment, body] =
    read.data;
  if (shares.length !== holders.length || threshold > holders.length)
    return bad('份数不对 / wrong number of shares');
  return accept({
    head: { village, rosterVersion, authorization, mediaType, threshold, holders },
    shares: shares.map(([enc, box, check]) => ({ enc, box, check })),
    commitment,
    body,
  });
}

/** What a photograph's key gives: the key and nonce of its cipher, and the commitment to it. */
export function keysOf(secret: Uint8Array, head: Uint8Array) {
  const out = hkdf(sha256, secret, sha256(head), new TextEncoder().encode(format), 76);
  return {
    key: out.slice(0, 32),
    // Each key seals one picture, so the nonce may be derived.
    nonce: out.slice(32, 44),
    commitment: out.slice(44),
  };
}

/** AES-256-GCM by the platform. */
export async function cipherOf(
  keys: { readonly key: Uint8Array; readonly nonce: Uint8Array },
  head: Uint8Array,
) {
  const key = await crypto.subtle.importKey('raw', new Uint8Array(keys.key), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ]);
  const algorithm = { name: 'AES-GCM', iv: new Uint8Array(keys.nonce), additionalData: new Uint8Array(head) };
  return {
    seal: async (plain: Uint8Array) =>
      new Uint8Array(await crypto.subtle.encrypt(algorithm, key, new Uint8Array(plain))),
    open: async (body: Uint8Array) =>
      new Uint8Array(await crypto.subtle.decrypt(algorithm, key, new Uint8Array(body))),
  };
}

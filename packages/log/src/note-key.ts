import { accept, type Result, refuse, sameBytes, toHex } from '@hufu/contract';
import { ed25519Suite } from '@hufu/statement/ed25519';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { fromBase64, toBase64 } from './base64.ts';
import { concat, utf8 } from './text.ts';

/** Signature types of c2sp.org/signed-note that Hufu uses. */
export const KEY_TYPE = { ed25519: 0x01, cosignature: 0x04 } as const;
/** One of them. */
export type KeyType = (typeof KEY_TYPE)[keyof typeof KEY_TYPE];

/** A public key that notes are verified with (a parsed vkey). */
export interface NoteKey {
  readonly name: string;
  /** First four bytes of SHA-256(name || 0x0A || type || public key). */
  readonly id: number;
  readonly type: KeyType;
  readonly publicKey: Uint8Array;
}

/** Signs notes or cosigns checkpoints under one key. */
export interface NoteSigner {
  readonly key: NoteKey;
  /** Ed25519 over exactly these bytes; the caller built the message. */
  sign(message: Uint8Array): Promise<Uint8Array> | Uint8Array;
}

/** Whether a text can name a key: not empty, no Unicode space, no plus, no control character. */
export function isKeyName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}+\u0000-\u001f]/u.test(name);
}

/** The key id of a name, type and public key. */
export function keyIdOf(name: string, type: number, publicKey: Uint8Array): number {
  const digest = sha256(concat(utf8(name), Uint8Array.of(0x0a, type), publicKey));
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
}

/** A key made of its parts; throws a RangeError for a bad name or key length (a bug of the caller). */
export function noteKey(name: string, type: KeyType, publicKey: Uint8Array): NoteKey {
  if (!isKeyName(name)) throw new RangeError(`not a key name: ${JSON.stringify(name)}`);
  if (publicKey.length !== 32) throw new RangeError('an Ed25519 public key has 32 bytes');
  return { name, id: keyIdOf(name, type, publicKey), type, publicKey };
}

/** `name+hex id+base64(type || public key)`. */
export function formatVkey(key: NoteKey): string {
  const id = key.id.toString(16).padStart(8, '0');
  return `${key.name}+${id}+${toBase64(concat(Uint8Array.of(key.type), key.publicKey))}`;
}

/** Reads a vkey; its id must be the one its name and key give. */
export function parseVkey(text: string): Result<NoteKey> {
  const bad = (problem: string) => refuse('VKEY_MALFORMED', { problem });
  // The base64 may hold plus signs, the name and the id cannot.
  const first = text.indexOf('+');
  const second = text.indexOf('+', first + 1);
  if (first < 0 || second < 0) return bad('not name+id+key');
  const name = text.slice(0, first);
  const id = text.slice(first + 1, second);
  const encoded = fromBase64(text.slice(second + 1));
  if (!isKeyName(name)) return bad('bad key name');
  if (!/^[0-9a-f]{8}$/.test(id)) return bad('the id is not eight lower-case hex digits');
  if (encoded === undefined || encoded.length !== 33) return bad('the key is not base64 of 33 bytes');
  const type = encoded[0];
  if (type !== KEY_TYPE.ed25519 && type !== KEY_TYPE.cosignature) return bad(`unsupported key type ${type}`);
  const key = noteKey(name, type, encoded.slice(1));
  if (Number.parseInt(id, 16) !== key.id) return bad('the id does not belong to name and key');
  return accept(key);
}

/** A signer that holds its Ed25519 seed in memory. */
export function seedSigner(name: string, type: KeyType, seed: Uint8Array): NoteSigner {
  const key = noteKey(name, type, ed25519.getPublicKey(seed));
  return { key, sign: (message) => ed25519.sign(message, seed) };
}

/**
 * Strict RFC 8032 verification, by the same suite as statements: a log and a statement never judge one signature
 * differently, and where there is OpenSSL both are quick. False for anything malformed.
 */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return ed25519Suite.verify(publicKey, message, signature);
}

/** Whether two keys are the same key under the same name and type. */
export function sameKey(a: NoteKey, b: NoteKey): boolean {
  return a.name === b.name && a.type === b.type && sameBytes(a.publicKey, b.publicKey);
}

/** A short text for messages: name and id. */
export function describeKey(key: NoteKey): string {
  return `${key.name}+${toHex(Uint8Array.of(key.id >>> 24, key.id >>> 16, key.id >>> 8, key.id))}`;
}

import { z } from 'zod';

/** Bytes as CBOR carries them. */
export const zBytes = z.custom<Uint8Array>((v) => v instanceof Uint8Array, 'bytes wanted');
/** A SHA-256 digest: exactly 32 bytes. */
export const zDigest = z.custom<Uint8Array>(
  (v) => v instanceof Uint8Array && v.length === 32,
  '32 bytes wanted',
);
/** A SHA-256 digest as JSON carries it: 64 lower-case hex digits. */
export const zHex32 = z.string().regex(/^[0-9a-f]{64}$/, 'hex of 32 bytes wanted');
/** Bytes as JSON carries them: base64url without padding. */
export const zBase64url = z.string().regex(/^[A-Za-z0-9_-]*$/, 'base64url wanted');
/** Milliseconds since 1970-01-01T00:00Z. */
export const zInstant = z.number().int().min(0).max(8_640_000_000_000_000);
/** Ids are lower-case UUIDs (version 7 where we make them, so that they sort by time). */
export const zId = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'UUID wanted');

/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;

/** Lower-case hex of bytes. */
export function toHex(bytes: Uint8Array): string {
  let s = '';
  for (const b of bytes) s += b.toString(16).padStart(2, '0');
  return s;
}

/** Bytes of lower-case hex; throws a RangeError on anything else. */
export function fromHex(hex: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/.test(hex)) throw new RangeError('not lower-case hex');
  const out = new Uint8Array(hex.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return out;
}

/** base64url without padding. */
export function toBase64url(bytes: Uint8Array): string {
  let s = '';
  for (let i = 0; i < bytes.length; i += 0x8000) s += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(s).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Bytes of base64url without padding; throws a RangeError on anything else. */
export function fromBase64url(text: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new RangeError('not base64url');
  const s = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(s, (c) => c.charCodeAt(0));
}

/** Whether two byte strings are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let d = 0;
  for (let i = 0; i < a.length; i++) d |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return d === 0;
}

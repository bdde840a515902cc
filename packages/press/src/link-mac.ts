import { sameBytes } from '@hufu/contract';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Frame, frameHeader } from './frame.ts';

const text = new TextEncoder();
const COUNTER_BYTES = 4;
const TAG_BYTES = 16;
/** What a MACed payload carries beyond its CBOR. */
export const SEAL_BYTES = COUNTER_BYTES + TAG_BYTES;

/** Who sends: part of the MAC, so that a frame cannot be turned around. */
export type Direction = 'toPress' | 'toHost';

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** The key of one session, from the pair key and both nonces: a board that lacks the pair key cannot make it. */
export function sessionKey(
  pairKey: Uint8Array,
  hostNonce: Uint8Array,
  pressNonce: Uint8Array,
  sid: number,
): Uint8Array {
  return hmac(
    sha256,
    pairKey,
    concat(text.encode('hufu-press-link-v1'), u32(hostNonce.length), hostNonce, pressNonce, u32(sid)),
  );
}

/** What the controller shows in HELLO: that it holds the session key. */
export function helloProof(key: Uint8Array): Uint8Array {
  return hmac(sha256, key, text.encode('hello')).slice(0, TAG_BYTES);
}

function tagOf(key: Uint8Array, direction: Direction, frame: Frame, signed: Uint8Array): Uint8Array {
  const way = Uint8Array.of(direction === 'toPress' ? 0 : 1);
  return hmac(sha256, key, concat(way, frameHeader(frame), signed)).slice(0, TAG_BYTES);
}

/** A frame whose payload is CBOR || counter u32 || HMAC-SHA-256-128 over direction, header, CBOR and counter. */
export function sealFrame(
  key: Uint8Array,
  direction: Direction,
  counter: number,
  frame: Omit<Frame, 'payload'> & { readonly cbor: Uint8Array },
): Frame {
  const signed = concat(frame.cbor, u32(counter));
  const sized = { ...frame, payload: new Uint8Array(signed.length + TAG_BYTES) };
  return {
    type: frame.type,
    sid: frame.sid,
    seq: frame.seq,
    payload: concat(signed, tagOf(key, direction, sized, signed)),
  };
}

/** CBOR and counter of a sealed frame, or undefined when the MAC is not ours. */
export function openFrame(
  key: Uint8Array,
  direction: Direction,
  frame: Frame,
): { cbor: Uint8Array; counter: number } | undefined {
  const end = frame.payload.length - TAG_BYTES;
  if (end < COUNTER_BYTES) return undefined;
  const signed = frame.payload.subarray(0, end);
  if (!sameBytes(frame.payload.subarray(end), tagOf(key, direction, frame, signed))) return undefined;
  const at = end - COUNTER_BYTES;
  return {
    cbor: signed.slice(0, at),
    counter: new DataView(signed.buffer, signed.byteOffset + at, COUNTER_BYTES).getUint32(0),
  };
}

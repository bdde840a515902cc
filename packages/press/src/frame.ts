import { decodeCobs, encodeCobs } from './cobs.ts';
import { crc32c } from './crc32c.ts';

/** Version of the frame layout, first byte of every frame. */
export const FRAME_VERSION = 1;
/** The longest frame on the wire, with COBS overhead and delimiter. */
export const MAX_FRAME_BYTES = 512;
/** The longest statement that LOAD frames carry. */
export const MAX_STATEMENT_BYTES = 16 * 1024;

/** Types of frames; a reply has the type of its request plus 0x80. */
export const frameTypes = {
  HELLO: 1,
  STATUS: 2,
  LEDGER: 3,
  AUTHORIZATION: 4,
  PRESS: 5,
  VOID_ATTEMPT: 6,
  RECEIPT: 7,
  EVENT: 8,
  ESTOP: 9,
  TIME: 10,
  SERVICE: 11,
  BEAT: 12,
  LOAD: 13,
  ROSTER: 14,
  FRESHNESS: 15,
  EXCEPTION: 16,
  NONCE: 17,
  CLOSE: 18,
} as const;

/** Name of a frame type. */
export type FrameType = keyof typeof frameTypes;

/** What a reply's type adds to its request's. */
export const REPLY = 0x80;

/** One frame: header fields and the payload between header and CRC. */
export interface Frame {
  readonly type: number;
  /** Session; 0 outside a session. */
  readonly sid: number;
  readonly seq: number;
  readonly payload: Uint8Array;
}

const HEADER_BYTES = 8;
const CRC_BYTES = 4;
/** The longest payload whose frame stays within MAX_FRAME_BYTES, whatever its bytes: two COBS codes, one delimiter. */
export const MAX_PAYLOAD_BYTES = MAX_FRAME_BYTES - HEADER_BYTES - CRC_BYTES - 4;

/** The eight header bytes: ver u8, type u8, sid u16, seq u16, len u16, big-endian. */
export function frameHeader(frame: Frame): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  view.setUint8(0, FRAME_VERSION);
  view.setUint8(1, frame.type);
  view.setUint16(2, frame.sid);
  view.setUint16(4, frame.seq);
  view.setUint16(6, frame.payload.length);
  return header;
}

/** The bytes on the wire, delimiter included. Throws a RangeError on a payload that is too long: a bug of the caller. */
export function encodeFrame(frame: Frame): Uint8Array {
  if (frame.payload.length > MAX_PAYLOAD_BYTES)
    throw new RangeError(`payload of ${frame.payload.length} bytes`);
  const body = new Uint8Array(HEADER_BYTES + frame.payload.length + CRC_BYTES);
  body.set(frameHeader(frame));
  body.set(frame.payload, HEADER_BYTES);
  const end = HEADER_BYTES + frame.payload.length;
  new DataView(body.buffer).setUint32(end, crc32c(body.subarray(0, end)));
  const block = encodeCobs(body);
  const wire = new Uint8Array(block.length + 1);
  wire.set(block);
  return wire;
}

/** The frame of the bytes between two delimiters, or undefined: a damaged frame is as if it had never come. */
export function decodeFrame(block: Uint8Array): Frame | undefined {
  if (block.length >= MAX_FRAME_BYTES) return undefined;
  const body = decodeCobs(block);
  if (!body || body.length < HEADER_BYTES + CRC_BYTES) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const end = body.length - CRC_BYTES;
  if (view.getUint8(0) !== FRAME_VERSION || view.getUint16(6) !== end - HEADER_BYTES) return undefined;
  if (view.getUint32(end) !== crc32c(body.subarray(0, end))) return undefined;
  return {
    type: view.getUint8(1),
    sid: view.getUint16(2),
    seq: view.getUint16(4),
    payload: body.slice(HEADER_BYTES, end),
  };
}

/** What a receiver keeps between two reads: the block begun, or that it is skipping an endless one. */
export interface Received {
  readonly pending: Uint8Array;
  readonly skipping: boolean;
}

/** A receiver that has read nothing yet. */
export const nothingReceived: Received = { pending: new Uint8Array(0), skipping: false };

/** Cuts a byte stream at delimiters; blocks that are too long are dropped whole. */
export function receiveBytes(
  received: Received,
  chunk: Uint8Array,
): { received: Received; blocks: Uint8Array[] } {
  const blocks: Uint8Array[] = [];
  let { pending, skipping } = received;
  let from = 0;
  for (let at = 0; at <= chunk.length; at++) {
    const ends = at < chunk.length && chunk[at] === 0;
    if (!ends && at < chunk.length) continue;
    const piece = chunk.subarray(from, at);
    if (!skipping && pending.length + piece.length >= MAX_FRAME_BYTES) {
      skipping = true;
      pending = new Uint8Array(0);
    }
    if (!skipping) {
      const grown = new Uint8Array(pending.length + piece.length);
      grown.set(pending);
      grown.set(piece, pending.length);
      pending = grown;
    }
    if (!ends) break;
    if (!skipping && pending.length > 0) blocks.push(pending);
    pending = new Uint8Array(0);
    skipping = false;
    from = at + 1;
  }
  return { received: { pending, skipping }, blocks };
}

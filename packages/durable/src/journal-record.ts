import { createHash } from 'node:crypto';
import { decode, encode } from 'cborg';
import { crc32c } from './crc32c.ts';

/** Where a time comes from, best first (MACHINE.md 2). */
export type TimeQuality = 'witness' | 'ntp' | 'gnss' | 'rtc' | 'none';

/** One record of a journal: numbered without gaps, chained by hash to the one before. */
export interface JournalRecord {
  /** 1 for the first record, then without gaps. */
  readonly n: number;
  /** SHA-256 of the CBOR bytes of record n-1; 32 zero bytes for the first. */
  readonly prevHash: Uint8Array;
  /** How often the machine had started when this was written. */
  readonly boot: number;
  /** Milliseconds since that start: decides order and durations, unlike `ts`. */
  readonly mono: number;
  /** Unix milliseconds as the machine believed them. */
  readonly ts: number;
  readonly tsq: TimeQuality;
  readonly type: string;
  readonly body: unknown;
}

/** Largest CBOR of one record: a bound, so that a damaged length never makes the reader swallow the file. */
export const MAX_RECORD_BYTES = 1 << 20;
/** Bytes of `len u32 | crc32c u32` before each record, big-endian. */
export const HEADER_BYTES = 8;
/** prevHash of the first record. */
export const NO_HASH: Uint8Array = new Uint8Array(32);

const qualities: ReadonlySet<string> = new Set<TimeQuality>(['witness', 'ntp', 'gnss', 'rtc', 'none']);

/** The hash that the next record carries as prevHash. */
export function recordHash(cbor: Uint8Array): Uint8Array {
  return createHash('sha256').update(cbor).digest();
}

/** A record's deterministic CBOR. */
export function encodeRecord(record: JournalRecord): Uint8Array {
  const { n, prevHash, boot, mono, ts, tsq, type, body } = record;
  return encode({ n, prevHash, boot, mono, ts, tsq, type, body });
}

/** `len | crc | cbor`, ready to append; the CRC covers the length too, so no length is believed unchecked. */
export function frame(cbor: Uint8Array): Uint8Array {
  const framed = new Uint8Array(HEADER_BYTES + cbor.length);
  const view = new DataView(framed.buffer);
  view.setUint32(0, cbor.length);
  framed.set(cbor, HEADER_BYTES);
  view.setUint32(4, crcOf(framed));
  return framed;
}

/** The record in `file` at `offset`, or undefined when there is no whole, undamaged one. */
export function recordAt(
  file: Uint8Array,
  offset: number,
): { record: JournalRecord; cbor: Uint8Array; next: number } | undefined {
  if (offset + HEADER_BYTES > file.length) return undefined;
  const view = new DataView(file.buffer, file.byteOffset + offset);
  const length = view.getUint32(0);
  const next = offset + HEADER_BYTES + length;
  if (length === 0 || length > MAX_RECORD_BYTES || next > file.length) return undefined;
  if (view.getUint32(4) !== crcOf(file.subarray(offset, next))) return undefined;
  const cbor = file.slice(offset + HEADER_BYTES, next);
  const record = decodeRecord(cbor);
  return record && { record, cbor, next };
}

/** CRC-32C of the length and the CBOR, leaving out the four bytes that hold it. */
function crcOf(framed: Uint8Array): number {
  const covered = new Uint8Array(framed.length - 4);
  covered.set(framed.subarray(0, 4));
  covered.set(framed.subarray(HEADER_BYTES), 4);
  return crc32c(covered);
}

/** Reads one record's CBOR; undefined when it is not a record. */
export function decodeRecord(cbor: Uint8Array): JournalRecord | undefined {
  let value: unknown;
  try {
    value = decode(cbor, { strict: true, rejectDuplicateMapKeys: true });
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { n, prevHash, boot, mono, ts, tsq, type, body }: Partial<Record<string, unknown>> = { ...value };
  if (!isCount(n) || n < 1 || !isCount(boot) || typeof mono !== 'number' || typeof ts !== 'number')
    return undefined;
  if (!(prevHash instanceof Uint8Array) || prevHash.length !== 32) return undefined;
  if (!isQuality(tsq) || typeof type !== 'string') return undefined;
  return { n, prevHash, boot, mono, ts, tsq, type, body };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isQuality(value: unknown): value is TimeQuality {
  return typeof value === 'string' && qualities.has(value);
}

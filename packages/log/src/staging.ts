import { accept, type Result, refuse, sameBytes } from '@hufu/contract';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat } from './text.ts';
import { formatBundle } from './tile.ts';

/** The batch that a log is about to write: enough to write it again after a crash. */
export interface StagedBatch {
  readonly from: number;
  readonly entries: readonly Uint8Array[];
}

const HEADER_BYTES = 12;

/** `from u64 | count u32 | entries as in a bundle | SHA-256 of all before`. */
export function formatStaging({ from, entries }: StagedBatch): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  view.setBigUint64(0, BigInt(from));
  view.setUint32(8, entries.length);
  const content = concat(header, formatBundle(entries));
  return concat(content, sha256(content));
}

/** Reads the staged batch; it was written atomically, so anything unreadable is damage. */
export function parseStaging(bytes: Uint8Array): Result<StagedBatch> {
  const bad = () => refuse('LOG_INCONSISTENT', { problem: 'the staged batch is damaged' });
  const end = bytes.length - 32;
  if (end < HEADER_BYTES || !sameBytes(sha256(bytes.subarray(0, end)), bytes.subarray(end))) return bad();
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  const from = Number(view.getBigUint64(0));
  const count = view.getUint32(8);
  const entries: Uint8Array[] = [];
  for (let at = HEADER_BYTES; at < end; ) {
    const next = at + 2 + view.getUint16(at);
    entries.push(bytes.slice(at + 2, next));
    at = next;
  }
  return entries.length === count ? accept({ from, entries }) : bad();
}

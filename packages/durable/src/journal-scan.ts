import { HufuError, sameBytes } from '@hufu/contract';
import type { JournalRecord } from './journal-record.ts';
import { HEADER_BYTES, MAX_RECORD_BYTES, NO_HASH, recordAt, recordHash } from './journal-record.ts';

/** What a scan of a journal file found. */
export interface JournalScan {
  readonly records: readonly JournalRecord[];
  /** Byte offset of each record, in order. */
  readonly offsets: readonly number[];
  /** Hash of the last record; NO_HASH when there is none. */
  readonly lastHash: Uint8Array;
  /** Where the undamaged records end; bytes after it are one torn record. */
  readonly end: number;
}

/**
 * Reads a whole journal. The writer puts a record on disk before it begins the next, so a power cut can tear the last
 * record only: damage with an undamaged record behind it, or more damage than one record holds, is corruption and is
 * refused.
 */
export function scanJournal(file: Uint8Array): JournalScan {
  const records: JournalRecord[] = [];
  const offsets: number[] = [];
  let lastHash = NO_HASH;
  let end = 0;
  while (end < file.length) {
    const found = recordAt(file, end);
    if (found === undefined) break;
    const n = records.length + 1;
    if (found.record.n !== n || !sameBytes(found.record.prevHash, lastHash)) {
      throw new HufuError('JOURNAL_CHAIN_BROKEN', { context: { n, offset: end } });
    }
    records.push(found.record);
    offsets.push(end);
    lastHash = recordHash(found.cbor);
    end = found.next;
  }
  if (end < file.length) assertTornTail(file, end);
  return { records, offsets, lastHash, end };
}

/** Refuses unless the bytes from `offset` on can be one record that a power cut tore. */
function assertTornTail(file: Uint8Array, offset: number): void {
  const rest = file.subarray(offset);
  // A file system may have grown the file and never filled it: all zeros is a tear of any length.
  if (rest.every((byte) => byte === 0)) return;
  if (rest.length > HEADER_BYTES + MAX_RECORD_BYTES) {
    throw new HufuError('JOURNAL_CORRUPT', { context: { offset, restBytes: rest.length } });
  }
  for (let at = offset + 1; at + HEADER_BYTES < file.length; at++) {
    if (recordAt(file, at) !== undefined) {
      throw new HufuError('JOURNAL_CORRUPT', { context: { offset, nextGoodRecord: at } });
    }
  }
}

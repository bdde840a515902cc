import { HufuError, sameBytes } from '@hufu/contract';
import { decode, encode } from 'cborg';
import { readIfPresent, writeFileDurably } from './durable-file.ts';
import type { Journal } from './journal.ts';
import type { JournalRecord } from './journal-record.ts';
import { NO_HASH } from './journal-record.ts';

/** What of the journal still has to reach the other side: nothing but a number is stored beside the journal. */
export interface Outbox {
  /** Everything up to this record number has been acknowledged. */
  readonly ackedUpTo: number;
  /** Records that wait, oldest first. */
  pending(limit?: number): readonly JournalRecord[];
  /** Takes a cumulative acknowledgement; durable when it resolves. An older one changes nothing. */
  acknowledge(n: number): Promise<void>;
}

/** Opens the outbox of a journal; throws OUTBOX_POINTER_INVALID when the journal is not the one that was acknowledged. */
export async function openOutbox(options: {
  journal: Journal;
  pointerPath: string;
  /** Which records are meant for the other side; all when left out. */
  isOutgoing?: (record: JournalRecord) => boolean;
}): Promise<Outbox> {
  const { journal, pointerPath, isOutgoing = () => true } = options;
  let ackedUpTo = await readPointer(pointerPath, journal);
  let queue: Promise<unknown> = Promise.resolve();

  async function acknowledgeNow(n: number): Promise<void> {
    if (!Number.isSafeInteger(n) || n < 0 || n > journal.lastN) {
      throw new HufuError('OUTBOX_ACK_INVALID', { context: { n, last: journal.lastN } });
    }
    if (n <= ackedUpTo) return;
    // 1 record durable  2 pointer durable: a pointer must never be ahead of the journal after a power cut.
    await journal.sync();
    await writeFileDurably(pointerPath, encode({ n, hash: hashOf(journal, n) }));
    ackedUpTo = n;
  }

  return {
    get ackedUpTo() {
      return ackedUpTo;
    },
    pending(limit = Number.POSITIVE_INFINITY) {
      const waiting: JournalRecord[] = [];
      for (let i = ackedUpTo; i < journal.records.length && waiting.length < limit; i++) {
        const record = journal.records[i];
        if (record && isOutgoing(record)) waiting.push(record);
      }
      return waiting;
    },
    acknowledge(n) {
      const turn = queue.then(() => acknowledgeNow(n));
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}

/** The pointer carries the hash of its record, so that a rolled-back or cloned journal does not pass. */
async function readPointer(path: string, journal: Journal): Promise<number> {
  const bytes = await readIfPresent(path);
  if (bytes === undefined) return 0;
  const invalid = (problem: string) =>
    new HufuError('OUTBOX_POINTER_INVALID', { context: { path, problem } });
  let value: unknown;
  try {
    value = decode(bytes);
  } catch (error) {
    throw new HufuError('OUTBOX_POINTER_INVALID', { cause: error, context: { path, problem: 'unreadable' } });
  }
  if (typeof value !== 'object' || value === null) throw invalid('unreadable');
  const { n, hash }: Partial<Record<string, unknown>> = { ...value };
  if (typeof n !== 'number' || !Number.isSafeInteger(n) || n < 0 || !(hash instanceof Uint8Array)) {
    throw invalid('unreadable');
  }
  if (n > journal.lastN) throw invalid(`acknowledged ${n}, journal ends at ${journal.lastN}`);
  if (!sameBytes(hash, hashOf(journal, n))) throw invalid(`record ${n} is not the one acknowledged`);
  return n;
}

/** A record's hash stands in the record after it. */
function hashOf(journal: Journal, n: number): Uint8Array {
  if (n === 0) return NO_HASH;
  return journal.records[n]?.prevHash ?? journal.lastHash;
}

import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HufuError } from '@hufu/contract';
import { createFileDurably, makeFolderDurably, readIfPresent, syncFolder } from './durable-file.ts';
import { ioFault } from './errno.ts';
import type { JournalRecord, TimeQuality } from './journal-record.ts';
import { decodeRecord, encodeRecord, frame, MAX_RECORD_BYTES, recordHash } from './journal-record.ts';
import { scanJournal } from './journal-scan.ts';
import { acquireProcessLock } from './process-lock.ts';

/** The time that a record is stamped with; the caller owns the clock. */
export interface JournalTime {
  readonly boot: number;
  readonly mono: number;
  readonly ts: number;
  readonly tsq: TimeQuality;
}

/** What a power cut tore off the end; it is kept in the file named, never thrown away. */
export interface TornTail {
  readonly offset: number;
  readonly sizeBytes: number;
  readonly keptIn: string;
}

/** An append-only file of chained records with one writer (MACHINE.md 2). */
export interface Journal extends AsyncDisposable {
  readonly path: string;
  /** Present when opening cut off a torn last record. */
  readonly torn: TornTail | undefined;
  /** All records in order, those appended since opening too. */
  readonly records: readonly JournalRecord[];
  /** Number of the last record, 0 when empty. */
  readonly lastN: number;
  /** SHA-256 of the last record's CBOR; 32 zero bytes when empty. */
  readonly lastHash: Uint8Array;
  /** Writes a record; it is safe from a power cut only after `sync()` (or the next append) resolves. */
  append(type: string, body: unknown): Promise<JournalRecord>;
  /** fdatasync: everything appended before the call is on disk when it resolves. */
  sync(): Promise<void>;
  /** `append` then `sync`: the ◆ of MACHINE.md 2. */
  appendDurably(type: string, body: unknown): Promise<JournalRecord>;
  close(): Promise<void>;
}

/** Opens (or creates) a journal, cutting off a torn last record; throws JOURNAL_CORRUPT, JOURNAL_CHAIN_BROKEN or DURABLE_LOCKED. */
export async function openJournal(options: { path: string; time: () => JournalTime }): Promise<Journal> {
  const { path, time } = options;
  await makeFolderDurably(dirname(path));
  const lock = await acquireProcessLock(`${path}.lock`);
  try {
    const file = (await readIfPresent(path)) ?? new Uint8Array(0);
    const scan = scanJournal(file);
    const torn = await keepTornTail(path, file, scan.end);
    const handle = await openForAppend(path, scan.end, torn !== undefined);
    return startJournal({
      path,
      time,
      torn,
      handle,
      records: [...scan.records],
      lastHash: scan.lastHash,
      end: scan.end,
      release: lock.release,
    });
  } catch (error) {
    await lock.release();
    throw ioFault(error, path);
  }
}

async function keepTornTail(path: string, file: Uint8Array, end: number): Promise<TornTail | undefined> {
  const tail = file.subarray(end);
  if (tail.length === 0) return undefined;
  // The same offset may tear again after the next power cut: find a free name rather than lose either.
  for (let count = 1; ; count++) {
    const keptIn = `${path}.torn-${end}-${count}`;
    if ((await readIfPresent(keptIn)) !== undefined) continue;
    await createFileDurably(keptIn, tail, { mode: 0o444 });
    return { offset: end, sizeBytes: tail.length, keptIn };
  }
}

async function openForAppend(path: string, end: number, mustTruncate: boolean): Promise<FileHandle> {
  const handle = await open(path, 'a', 0o644);
  try {
    if (mustTruncate) await handle.truncate(end);
    await handle.sync();
    await syncFolder(dirname(path));
  } catch (error) {
    await handle.close();
    throw error;
  }
  return handle;
}

interface Running {
  readonly path: string;
  readonly time: () => JournalTime;
  readonly torn: TornTail | undefined;
  readonly handle: FileHandle;
  readonly records: JournalRecord[];
  readonly release: () => Promise<void>;
  lastHash: Uint8Array;
  end: number;
}

function startJournal(state: Running): Journal {
  let queue: Promise<unknown> = Promise.resolve();
  let isDirty = false;
  let isUsable = true;

  /** One effect at a time. After a failed write the file's end is unknown, so nothing more is written. */
  function inTurn<T>(effect: () => Promise<T>): Promise<T> {
    const turn = queue.then(async () => {
      if (!isUsable) throw new HufuError('JOURNAL_CLOSED', { context: { path: state.path } });
      return await effect();
    });
    queue = turn.catch(() => undefined);
    return turn;
  }

  async function syncNow(): Promise<void> {
    if (!isDirty) return;
    try {
      await state.handle.datasync();
    } catch (error) {
      // After a failed fsync the kernel may have dropped the pages: a second try would lie.
      isUsable = false;
      throw ioFault(error, state.path);
    }
    isDirty = false;
  }

  async function appendNow(type: string, body: unknown): Promise<JournalRecord> {
    const { boot, mono, ts, tsq } = state.time();
    const n = state.records.length + 1;
    const cbor = encodeRecord({ n, prevHash: state.lastHash, boot, mono, ts, tsq, type, body });
    if (cbor.length > MAX_RECORD_BYTES) {
      throw new HufuError('JOURNAL_RECORD_TOO_LARGE', {
        context: { type, sizeBytes: cbor.length, limit: MAX_RECORD_BYTES },
      });
    }
    // What is kept in memory is what a reader will find, not the caller's object, which may change later.
    const record = decodeRecord(cbor);
    if (record === undefined) throw new RangeError(`not a journal record: ${type} at ${mono}/${ts}`);
    // The one before reaches the disk first: so a power cut can tear one record at most, and only the last.
    await syncNow();
    const framed = frame(cbor);
    try {
      await state.handle.appendFile(framed);
    } catch (error) {
      isUsable = false;
      throw ioFault(error, state.path);
    }
    isDirty = true;
    state.records.push(record);
    state.lastHash = recordHash(cbor);
    state.end += framed.length;
    return record;
  }

  async function close(): Promise<void> {
    await inTurn(syncNow).catch((error: unknown) => {
      if (!(error instanceof HufuError && error.code === 'JOURNAL_CLOSED')) throw error;
    });
    if (!isUsable) return;
    isUsable = false;
    await state.handle.close();
    await state.release();
  }

  return {
    path: state.path,
    torn: state.torn,
    records: state.records,
    get lastN() {
      return state.records.length;
    },
    get lastHash() {
      return state.lastHash;
    },
    append: (type, body) => inTurn(() => appendNow(type, body)),
    sync: () => inTurn(syncNow),
    appendDurably: (type, body) =>
      inTurn(async () => {
        const record = await appendNow(type, body);
        await syncNow();
        return record;
      }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

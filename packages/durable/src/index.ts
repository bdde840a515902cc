export { crc32c } from './crc32c.ts';
export type { DurableWriteOptions } from './durable-file.ts';
export {
  createFileDurably,
  createFileDurablyFrom,
  IMMUTABLE,
  makeFolderDurably,
  readIfPresent,
  syncFolder,
  writeFileDurably,
} from './durable-file.ts';
export { errnoOf, ioFault } from './errno.ts';
export type { Journal, JournalTime, TornTail } from './journal.ts';
export { openJournal } from './journal.ts';
export type { JournalRecord, TimeQuality } from './journal-record.ts';
export { encodeRecord, MAX_RECORD_BYTES, NO_HASH, recordHash } from './journal-record.ts';
export type { JournalScan } from './journal-scan.ts';
export { scanJournal } from './journal-scan.ts';
export type { Outbox } from './outbox.ts';
export { openOutbox } from './outbox.ts';
export type { ProcessLock } from './process-lock.ts';
export { acquireProcessLock } from './process-lock.ts';
export type { TurnTaker } from './turns.ts';
export { openTurns } from './turns.ts';

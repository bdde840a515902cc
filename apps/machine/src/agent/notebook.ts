import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { HufuError, type MachineRecord, type recordFields } from '@hufu/contract';
import {
  type Journal,
  type JournalRecord,
  type Outbox,
  openJournal,
  openOutbox,
  openTurns,
} from '@hufu/durable';
import { type FileSigner, parseSigned, type SignedStatement, signStatement } from '@hufu/statement';
import { type DeviceClock, openClock, type TimeSource } from './clock.ts';
import { timeOrderedId } from './ids.ts';
import { type EntryBody, type EntryType, readEntry } from './journal-entries.ts';
import { MachineMemory } from './memory.ts';

type Told<R> = R extends MachineRecord ? Omit<R, keyof typeof recordFields> : never;
/** What a record says beyond number, chain and time. */
export type RecordContent = Told<MachineRecord>;

/** The journal, what it says, and the chain of signed records in it. */
export interface Notebook extends AsyncDisposable {
  readonly memory: MachineMemory;
  readonly clock: DeviceClock;
  readonly outbox: Outbox;
  /** Writes an entry; on disk when it resolves (the diamond of MACHINE.md 2). */
  note<T extends EntryType>(type: T, body: EntryBody<T>): Promise<void>;
  /** Signs a record, chains it to the one before and writes it; on disk, and therefore in the outbox, when it resolves. */
  record(content: RecordContent): Promise<SignedStatement>;
  /** Called after each record: there is something to send. */
  onRecord(listener: () => void): void;
  close(): Promise<void>;
}

/** Who signs, and for whom. The village is known once there is a roster. */
export interface NotebookOptions {
  readonly dir: string;
  readonly signer: FileSigner;
  /** Thumbprint of the press controller's key. */
  readonly machine: Uint8Array;
  readonly village: () => string;
  /** Without it the system's clocks. */
  readonly time?: TimeSource;
}

/** Opens the journal of a machine, folds it, and counts this start as a boot. */
export async function openNotebook(options: NotebookOptions): Promise<Notebook> {
  const { dir, signer, machine } = options;
  const memory = new MachineMemory();
  const held: { clock: DeviceClock } = { clock: openClock(0, options.time) };
  const journal = await openJournal({
    path: join(dir, 'journal'),
    time: () => ({
      boot: memory.boot,
      mono: held.clock.monoMs(),
      ts: held.clock.now(),
      tsq: held.clock.quality(),
    }),
  });
  for (const record of journal.records) fold(memory, record);
  held.clock = openClock(journal.records.at(-1)?.ts ?? 0, options.time);
  const outbox = await openOutbox({
    journal,
    pointerPath: join(dir, 'outbox'),
    isOutgoing: (record) => record.type === 'record',
  });
  const listeners = new Set<() => void>();
  /** Number and hash of the record before are read and written in one turn, or two records could get one number. */
  const inTurn = openTurns();

  const write = async (journalOf: Journal, type: EntryType, body: unknown): Promise<void> => {
    fold(memory, await journalOf.appendDurably(type, body));
  };

  async function recordNow(content: RecordContent): Promise<SignedStatement> {
    const at = held.clock.now();
    const payload = {
      ...content,
      v: 1 as const,
      id: timeOrderedId(at),
      village: options.village(),
      machine,
      boot: memory.boot,
      n: memory.nextN,
      prev: memory.head,
      at,
      tsq: held.clock.quality(),
    } as MachineRecord;
    const cose = await signStatement(payload, [signer]);
    await write(journal, 'record', { n: payload.n, cose, salt: new Uint8Array(randomBytes(32)) });
    for (const listener of listeners) listener();
    const signed = parseSigned(cose);
    if (!signed.ok) throw new HufuError(signed.code, { context: signed.context });
    return signed.value;
  }

  await write(journal, 'boot', { boot: memory.boot + 1 });
  return {
    memory,
    get clock() {
      return held.clock;
    },
    outbox,
    note: (type, body) => inTurn(() => write(journal, type, body)),
    record: (content) => inTurn(() => recordNow(content)),
    onRecord(listener) {
      listeners.add(listener);
    },
    close: () => journal.close(),
    [Symbol.asyncDispose]: () => journal.close(),
  };
}

function fold(memory: MachineMemory, record: JournalRecord): void {
  const entry = readEntry(record.type, record.body);
  if (entry) memory.apply(entry, record.ts);
}

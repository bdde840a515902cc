import { createHash } from 'node:crypto';
import {
  type ErrorCode,
  errorEntry,
  HufuError,
  type MachineRecord,
  toHex,
  valueOrThrow,
} from '@hufu/contract';
import { parseSigned, type SignedStatement, verifyRecord } from '@hufu/statement';
import type { ServerParts } from '../http/parts.ts';
import { commit, type Work } from '../http/unit-of-work.ts';
import { findStatement, recordStatement } from '../statements/statement.store.ts';
import { applyRecord } from './apply-record.ts';
import { type KnownMachine, lockMachine, setMachineForked, setMachineGap } from './machine.store.ts';
import { findMachineAt, type RosteredMachine } from './machine-roster.ts';
import { findHead, findRecordHash, insertRecord } from './record.store.ts';
import { lockJob } from './stamping.store.ts';

/** A record as it came up, with the salt of its commitment. */
export interface SentRecord {
  readonly cose: Uint8Array;
  readonly salt: Uint8Array;
}

/** What became of a record. */
export type Ingested =
  | { readonly kind: 'stored'; readonly n: number; readonly record: MachineRecord }
  | { readonly kind: 'repeated'; readonly n: number }
  | { readonly kind: 'gap'; readonly n: number; readonly missing: readonly number[] }
  | { readonly kind: 'forked'; readonly n: number }
  | {
      readonly kind: 'refused';
      readonly code: ErrorCode;
      readonly context: Readonly<Record<string, unknown>>;
    };

const noHash = '0'.repeat(64);
/** Missing numbers that are asked for at once. */
const missingLimit = 200;

/**
 * Takes in one record of a machine's chain: verified with the key its roster names, in order, once. Neither broker nor
 * agent is believed: the chain must fit, and whatever does not fit sets the machine aside rather than being mended.
 */
export async function ingestRecord(
  parts: Pick<ServerParts, 'db' | 'events' | 'now'>,
  dev: string,
  sent: SentRecord,
  options: { readonly isHistory?: boolean } = {},
): Promise<Ingested> {
  const parsed = parseSigned(sent.cose);
  if (!parsed.ok) return { kind: 'refused', code: parsed.code, context: parsed.context };
  const { payload } = parsed.value;
  if (!('prev' in payload) || toHex(payload.machine) !== dev)
    return {
      kind: 'refused',
      code: 'STATEMENT_TYPE_WRONG',
      context: { wanted: 'record', got: payload.type },
    };
  try {
    const clock = options.isHistory ? () => payload.at : parts.now;
    return await commit({ ...parts, now: clock }, async (live) => {
      const work: Work = options.isHistory
        ? { ...live, tell: (e) => e.kind === 'statementQueued' && live.tell(e), history: { salt: sent.salt } }
        : live;
      return await takeIn(work, dev, parsed.value, sent.salt);
    });
  } catch (fault) {
    // A refusal is the record's fault and final; anything else is ours, and the record comes again.
    if (!(fault instanceof HufuError) || errorEntry(fault.code).http >= 500) throw fault;
    return { kind: 'refused', code: fault.code, context: fault.context };
  }
}

async function takeIn(work: Work, dev: string, signed: SignedStatement, salt: Uint8Array): Promise<Ingested> {
  const machine = await lockMachine(work.tx, dev);
  if (!machine) throw new HufuError('MACHINE_UNKNOWN', { context: { machine: dev.slice(0, 12) } });
  const at = 'at' in signed.payload ? signed.payload.at : work.now;
  const rostered = await findMachineAt(work.tx, machine.village, dev, at);
  if (!rostered) throw new HufuError('MACHINE_UNKNOWN', { context: { machine: machine.name } });
  const record = valueOrThrow(verifyRecord(signed, rostered.roster));
  const { n } = record;
  const hash = createHash('sha256').update(signed.cose).digest('hex');
  const head = await findHead(work.tx, dev);
  const next = head ? head.n + 1 : 0;
  if (n < next)
    return (await findRecordHash(work.tx, dev, n)) === hash
      ? { kind: 'repeated', n }
      : await setAside(work, machine, signed, record, salt);
  if (n > next) {
    await setMachineGap(work.tx, dev, work.now);
    const missing = Array.from({ length: Math.min(missingLimit, n - next) }, (_, i) => next + i);
    return { kind: 'gap', n, missing };
  }
  if (toHex(record.prev) !== (head?.hash ?? noHash))
    return await setAside(work, machine, signed, record, salt);
  await store(work, machine, rostered, signed, record, hash, salt);
  return { kind: 'stored', n, record };
}

async function store(
  work: Work,
  machine: KnownMachine,
  rostered: RosteredMachine,
  signed: SignedStatement,
  record: MachineRecord,
  hash: string,
  salt: Uint8Array,
): Promise<void> {
  const authorization = 'authorization' in record ? record.authorization : null;
  const job = authorization === null ? undefined : await lockJob(work.tx, authorization);
  // An authorization of another village would let a machine write into that village's records.
  const own = job?.village === machine.village ? job : undefined;
  const statement = await recordStatement(work, signed, {
    village: machine.village,
    signers: [{ name: machine.name, keyKind: 'machine' }],
    salt,
    ...(own ? { request: own.request } : {}),
  });
  await insertRecord(work.tx, { machine: machine.dev, n: record.n, boot: record.boot, hash, statement });
  if (machine.gapSince !== null) await setMachineGap(work.tx, machine.dev, null);
  await applyRecord({ work, machine, pressKey: rostered.machine.pressKey, job: own }, record);
}

/** Two versions of one record: both stay as evidence, and the machine gets no further work. */
async function setAside(
  work: Work,
  machine: KnownMachine,
  signed: SignedStatement,
  record: MachineRecord,
  salt: Uint8Array,
): Promise<Ingested> {
  if (!(await findStatement(work.tx, record.id)))
    await recordStatement(work, signed, {
      village: machine.village,
      signers: [{ name: machine.name, keyKind: 'machine' }],
      salt,
    });
  if (machine.forkedAt === null) {
    await setMachineForked(work.tx, machine.dev, work.now);
    work.tell({
      kind: 'machineChanged',
      machine: machine.id,
      state: 'quarantined',
      village: machine.village,
      at: work.now,
    });
  }
  return { kind: 'forked', n: record.n };
}

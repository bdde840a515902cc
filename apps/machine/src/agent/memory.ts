import { createHash } from 'node:crypto';
import {
  type AfterCheck,
  type Authorization,
  type EvidenceFile,
  type Finish,
  HufuError,
  type Instant,
  type Intent,
  type MachineEvent,
  type Outcome,
  type Presence,
  toHex,
} from '@hufu/contract';
import { expectType, parseSigned, type SignedStatement } from '@hufu/statement';
import { afterImpression, afterInkEvent, afterLook, freshPad, type InkFacts } from './ink-pad.ts';
import type { JournalEntry } from './journal-entries.ts';

/** One attempt at one impression: its intent, and its one outcome once it is settled. */
export interface AttemptFacts {
  readonly intent: Intent;
  readonly outcome: Outcome | null;
}

/** A page of one copy. */
export interface SheetOfCopy {
  readonly page: number;
  readonly copy: number;
}

/** What the records say about one job. */
export interface JobFacts {
  readonly presence: Presence | null;
  readonly attempts: readonly AttemptFacts[];
  readonly afterChecks: ReadonlyMap<number, AfterCheck>;
  /** Pages that were seen although they get no impression (F65), as they came. */
  readonly shown: readonly SheetOfCopy[];
  readonly finish: Finish | null;
  readonly files: readonly EvidenceFile[];
}

/** An authorization as it is kept. */
export interface HeldAuthorization {
  readonly signed: SignedStatement;
  readonly payload: Authorization;
  readonly number: string;
}

/** A file of evidence that has to reach the server. */
export interface KeptFile extends EvidenceFile {
  readonly authorization: string | null;
  readonly uploaded: boolean;
}

/** Everything the agent knows, folded from its journal. A restart folds the same journal to the same memory. */
export class MachineMemory {
  boot = 0;
  /** When this journal began. */
  since: Instant | null = null;
  baselineH: number | null = null;
  readonly rosters: Uint8Array[] = [];
  readonly authorizations = new Map<string, HeldAuthorization>();
  readonly revoked = new Set<string>();
  readonly files = new Map<string, KeptFile>();
  lock: { readonly state: 'clear' | 'lockedDown' | 'quarantined'; readonly reason: string } = {
    state: 'clear',
    reason: '',
  };
  session: { readonly authorization: string | null; readonly at: Instant } = { authorization: null, at: 0 };
  readonly pinFailures = new Map<string, Instant[]>();
  /** The ink pad since it was last filled. */
  ink: InkFacts = freshPad;

  // The chain of records.
  nextN = 0;
  head: Uint8Array = new Uint8Array(32);
  /** Raw contact counter after the last attempt that has a receipt. */
  lastH: number | null = null;
  readonly #jobs = new Map<string, JobFacts>();
  #reconciledDay = '';

  /** What is known of a job. */
  job(authorization: string): JobFacts {
    return this.#jobs.get(authorization) ?? noFacts;
  }

  /** Attempts whose outcome is not known: at most those that a crash left open. */
  openAttempts(): Intent[] {
    return [...this.#jobs.values()].flatMap((job) =>
      job.attempts.filter((a) => a.outcome === null).map((a) => a.intent),
    );
  }

  /** Jobs with at least one impression made but no check of it afterwards, or without their end. */
  unfinishedJobs(): string[] {
    return [...this.#jobs].filter(([, job]) => job.presence && !job.finish).map(([id]) => id);
  }

  /** The last day that was reconciled. */
  get reconciledDay(): string {
    return this.#reconciledDay;
  }

  /** Impressions whose outcome was written at a time of interest. */
  executedOn(isOfInterest: (at: Instant) => boolean): { authorization: string; k: number }[] {
    return [...this.#jobs].flatMap(([authorization, job]) =>
      job.attempts
        .filter((a) => a.outcome?.outcome === 'executed' && isOfInterest(a.outcome.at))
        .map((a) => ({ authorization, k: a.intent.k })),
    );
  }

  /** Folds one entry. */
  apply(entry: JournalEntry, at: Instant): void {
    this.since ??= at;
    switch (entry.type) {
      case 'boot':
        this.boot = entry.body.boot;
        return;
      case 'baseline':
        this.baselineH = entry.body.H;
        this.lastH = entry.body.H;
        return;
      case 'roster':
        this.rosters.push(entry.body.cose);
        return;
      case 'authorization': {
        const signed = mustParse(entry.body.cose);
        const typed = expectType(signed, 'authorization');
        if (!typed.ok) throw new HufuError(typed.code, { context: typed.context });
        const { payload } = typed.value;
        this.authorizations.set(payload.id, { signed, payload, number: entry.body.number });
        return;
      }
      case 'revokedAuthorization':
        this.revoked.add(entry.body.authorization);
        return;
      case 'record':
        this.#applyRecord(mustParse(entry.body.cose));
        return;
      case 'evidence': {
        const { authorization, ...file } = entry.body;
        this.files.set(toHex(file.digest), { ...file, authorization, uploaded: false });
        if (authorization) {
          const job = this.job(authorization);
          this.#jobs.set(authorization, { ...job, files: [...job.files, file] });
        }
        return;
      }
      case 'uploaded': {
        const file = this.files.get(toHex(entry.body.digest));
        if (file) this.files.set(toHex(file.digest), { ...file, uploaded: true });
        return;
      }
      case 'lock':
        this.lock = entry.body;
        return;
      case 'session':
        this.session = { authorization: entry.body.authorization, at };
        return;
      case 'pinFailure':
        this.pinFailures.set(entry.body.person, [
          ...(this.pinFailures.get(entry.body.person) ?? []),
          entry.body.at,
        ]);
        return;
      case 'pinSuccess':
        this.pinFailures.delete(entry.body.person);
        return;
      case 'refusedMessages':
        // Kept for whoever reads the journal after an attack; nothing is decided by it.
        return;
      default:
        entry satisfies never;
    }
  }

  #applyRecord(signed: SignedStatement): void {
    this.nextN++;
    this.head = sha256(signed.cose);
    const record = signed.payload;
    switch (record.type) {
      case 'presence':
        this.#change(record.authorization, () => ({ presence: record }));
        return;
      case 'intent':
        this.#change(record.authorization, (job) => ({
          attempts: [...job.attempts, { intent: record, outcome: null }],
        }));
        return;
      case 'outcome':
        this.#change(record.authorization, (job) => ({
          attempts: job.attempts.map((a) =>
            a.intent.k === record.k && a.intent.attempt === record.attempt ? { ...a, outcome: record } : a,
          ),
        }));
        this.#takeReceipt(record.receipt);
        if (record.outcome === 'executed') this.ink = afterImpression(this.ink);
        return;
      case 'afterCheck':
        this.#change(record.authorization, (job) => ({
          afterChecks: new Map([...job.afterChecks, [record.k, record]]),
        }));
        this.ink = afterLook(this.ink, record);
        return;
      case 'event':
        this.ink = afterInkEvent(this.ink, record.event);
        this.#takeShown(record);
        return;
      case 'finish':
        this.#change(record.authorization, () => ({ finish: record }));
        return;
      case 'reconciliation':
        this.#reconciledDay = record.day;
        return;
      default:
        return;
    }
  }

  #takeShown({ event, authorization, shown }: MachineEvent): void {
    if (event !== 'pageShown' || authorization === null || !shown) return;
    this.#change(authorization, (job) => ({ shown: [...job.shown, shown] }));
  }

  #takeReceipt(cose: Uint8Array | null): void {
    if (!cose) return;
    const { payload } = mustParse(cose);
    if (payload.type === 'receipt') this.lastH = Math.max(this.lastH ?? 0, payload.H1);
  }

  #change(authorization: string, change: (job: JobFacts) => Partial<JobFacts>): void {
    const job = this.job(authorization);
    this.#jobs.set(authorization, { ...job, ...change(job) });
  }
}

const noFacts: JobFacts = {
  presence: null,
  attempts: [],
  afterChecks: new Map(),
  shown: [],
  finish: null,
  files: [],
};

/** What the journal holds was verified before it was written. */
function mustParse(cose: Uint8Array): SignedStatement {
  const signed = parseSigned(cose);
  if (!signed.ok) throw new HufuError(signed.code, { context: signed.context });
  return signed.value;
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

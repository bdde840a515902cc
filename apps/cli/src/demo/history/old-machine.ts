import { randomUUID } from 'node:crypto';
import type { Counters, EvidenceFile, MachineRecord, VerdictSummary } from '@hufu/contract';
import { type FileSigner, signStatementSync } from '@hufu/statement';
import { sha256 } from '@noble/hashes/sha2.js';

/** Fields that the chain itself fills in. */
type ChainField = 'v' | 'id' | 'village' | 'machine' | 'boot' | 'n' | 'prev' | 'at' | 'tsq';
type Body<T> = T extends MachineRecord ? Omit<T, ChainField> : never;

/** What one stamping of the past looked like. */
export interface PastStamping {
  readonly authorization: string;
  readonly at: number;
  readonly stamper: string;
  readonly granted: number;
  readonly impressions: readonly {
    k: number;
    before: Uint8Array;
    after: Uint8Array;
    beforeVerdict: VerdictSummary;
    afterVerdict: VerdictSummary;
  }[];
  readonly person: Uint8Array;
  readonly files: readonly EvidenceFile[];
}

/** The machine that worked before the demo began: its chain of records and its press counters, signed with its own keys. */
export class OldMachine {
  readonly #village: string;
  readonly #press: FileSigner;
  readonly #agent: FileSigner;
  #n = 0;
  #prev: Uint8Array = new Uint8Array(32);
  #counters: Counters = { A: 0, D: 0, V: 0, U: 0, L: 0, H: 0 };

  constructor(village: string, press: FileSigner, agent: FileSigner) {
    this.#village = village;
    this.#press = press;
    this.#agent = agent;
  }

  /** Counters of the press controller as they stand. */
  get counters(): Counters {
    return this.#counters;
  }

  /** A contact without authorization: somebody forced the press by hand. Only `H` knows. */
  forceByHand(): void {
    this.#counters = { ...this.#counters, H: this.#counters.H + 1 };
  }

  /** The next record of the chain, signed. */
  record(at: number, body: Body<MachineRecord>): Uint8Array {
    const payload = {
      v: 1 as const,
      id: randomUUID(),
      village: this.#village,
      machine: this.#press.thumbprint,
      boot: 1,
      n: this.#n,
      prev: this.#prev,
      at,
      tsq: 'witness' as const,
      ...body,
    };
    const cose = signStatementSync(payload, this.#agent);
    this.#n += 1;
    this.#prev = sha256(cose);
    return cose;
  }

  /** Every record of one job, from the authorization's arrival to its end. */
  stamping(job: PastStamping): Uint8Array[] {
    const out: Uint8Array[] = [];
    let at = job.at;
    const say = (body: Body<MachineRecord>, afterMs: number) => {
      at += afterMs;
      out.push(this.record(at, body));
    };
    const authorization = job.authorization;
    this.#counters = {
      ...this.#counters,
      L: this.#counters.L + job.granted,
      D: this.#counters.D + job.granted,
    };
    say({ type: 'authorizationRecord', authorization, accepted: true, code: '' }, 0);
    say(
      {
        type: 'presence',
        authorization,
        by: job.stamper,
        method: 'pin',
        photo: job.person,
        alternative: '',
        notice: sha256(new TextEncoder().encode('notice')),
        nonce: new Uint8Array(16),
      },
      9_000,
    );
    for (const i of job.impressions) {
      const preHash = sha256(i.before);
      say(
        {
          type: 'intent',
          authorization,
          k: i.k,
          attempt: 0,
          preHash,
          before: [i.before],
          verdict: i.beforeVerdict,
          exception: null,
          H: this.#counters.H,
        },
        6_000,
      );
      say(
        {
          type: 'outcome',
          authorization,
          k: i.k,
          attempt: 0,
          outcome: 'executed',
          reason: '',
          receipt: this.#pressed(authorization, i.k, preHash),
        },
        1_500,
      );
      say(
        {
          type: 'afterCheck',
          authorization,
          k: i.k,
          attempt: 0,
          after: i.after,
          late: false,
          verdict: i.afterVerdict,
        },
        2_500,
      );
    }
    say(
      {
        type: 'finish',
        authorization,
        executed: job.impressions.length,
        granted: job.granted,
        reason: job.impressions.length === job.granted ? 'complete' : 'endedEarly',
        files: [...job.files],
      },
      4_000,
    );
    return out;
  }

  #pressed(authorization: string, k: number, preHash: Uint8Array): Uint8Array {
    const H0 = this.#counters.H;
    this.#counters = {
      ...this.#counters,
      A: this.#counters.A + 1,
      D: this.#counters.D - 1,
      H: H0 + 1,
    };
    return signStatementSync(
      {
        type: 'receipt',
        v: 1,
        authorization,
        k,
        attempt: 0,
        outcome: 'executed',
        H0,
        H1: H0 + 1,
        counters: this.#counters,
        pressBoot: 1,
        preHash,
        traceHash: sha256(new TextEncoder().encode(`${authorization}:${k}`)),
        sid: 1,
      },
      this.#press,
    );
  }
}

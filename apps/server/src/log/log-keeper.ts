import path from 'node:path';
import { accept, HufuError, type Result, refuse, toHex, valueOrThrow } from '@hufu/contract';
import { formatReceipt, receiptToSign } from '@hufu/evidence';
import {
  commitment,
  formatSideVkey,
  formatVkey,
  KEY_TYPE,
  parseCheckpoint,
  parseProof,
  seedSigner,
  sm2SideKey,
} from '@hufu/log';
import { cosignHead, type Log, openLog, type ServedFile } from '@hufu/log/node';
import { decodeKey, encodeCbor } from '@hufu/statement';
import type { ServerParts } from '../http/parts.ts';
import { listRosters } from '../people/roster.store.ts';
import {
  countPlaced,
  findLeaf,
  findWitnessedSize,
  hasWaiting,
  insertCosigned,
  listPlaced,
  placeWaiting,
} from './leaf.store.ts';
import { type LogLease, takeLogLease } from './log-lease.ts';
import { refuseIfStoresDisagree } from './reconcile.ts';
import type { ServerKeys } from './server-keys.ts';
import { openWitnessList, type WitnessList } from './witness-list.ts';

/** The server's side of the transparency log: every statement becomes a leaf, and is proved once witnesses cosigned. */
export interface LogKeeper extends AsyncDisposable {
  readonly origin: string;
  readonly vkey: string;
  /** The SM2 key of the second line of checkpoints. */
  readonly sm2Vkey: string;
  readonly witnesses: WitnessList;
  readonly size: number;
  /** Leaves under the newest checkpoint that k witnesses cosigned. */
  readonly witnessedSize: number;
  /** There may be new statements. */
  wake(): void;
  /** Called after each cosigned checkpoint, once the database knows of it. Returns the way to stop. */
  onWitnessed(listener: (size: number) => void): () => void;
  /** Resolves when everything that is committed by now is witnessed. */
  settled(): Promise<void>;
  /** Lets statements gather until the returned way to go on is taken: an import is one batch, not thousands. */
  hold(): () => void;
  /** A tlog-proof of a leaf against the newest cosigned checkpoint. */
  proveLeaf(index: number, extra?: Uint8Array, checkpoint?: string): Promise<Result<string>>;
  /** The newest cosigned checkpoint as it is published. */
  readonly published: string | undefined;
  /** A COSE receipt (RFC 9942) of what a tlog-proof proves, signed by the log. */
  receiptOf(proof: string): Promise<Result<Uint8Array>>;
  /**
   * A tlog-proof whose extra data carry salt, statement and the village's rosters: all that a verifier needs. A statement
   * of no village is proved with the rosters of the village that is named.
   */
  proofOf(statement: string, village?: string): Promise<Result<string>>;
  serve(file: string): Promise<ServedFile | undefined>;
}

/** Statements of one moment share a checkpoint: a round of witnesses costs more than the wait. */
const gatherMs = 25;
/** Without a word the database is looked at this often: a notification may be lost with its connection. */
const lookMs = 5_000;
const retryMs = { first: 500, most: 15_000 };
const batchLimit = 4096;

/** Opens the log, compares it with the database and the evidence files (I10), and starts to sequence. */
export async function startLogKeeper(
  parts: Pick<ServerParts, 'db' | 'config' | 'blobs' | 'log' | 'now' | 'events'>,
  databaseUrl: string,
  keys: ServerKeys,
): Promise<LogKeeper> {
  const { db, config } = parts;
  const { origin } = config.log;
  const signer = seedSigner(origin, KEY_TYPE.ed25519, keys.logSeed);
  const sm2Point = valueOrThrow(decodeKey(keys.logSm2.key)).point;
  const sm2 = { key: sm2SideKey(origin, sm2Point), sign: keys.logSm2.signSync };
  const witnesses = await openWitnessList(config.log, signer.key);
  await using starting = new AsyncDisposableStack();
  const on = {
    statement: () => wake(),
    lost: (err: Error) => parts.log.error({ err }, 'the lease of the log was lost'),
  };
  let lease: LogLease = await takeLogLease(databaseUrl, on);
  starting.defer(async () => await lease[Symbol.asyncDispose]());
  const log: Log = starting.use(
    await openLog({ dir: path.join(config.dataDir, 'log'), origin, signer, beside: [sm2] }),
  );
  await refuseIfStoresDisagree(db, log, parts.blobs.files);

  let witnessedSize = await findWitnessedSize(db);
  /** Without witnesses the head is published under the log's own signature alone, and nothing counts as witnessed. */
  let publishedSize = 0;
  let wakeUp = Promise.withResolvers<void>();
  let isStopping = false;
  let waitMs = 0;
  const sizes = new Map<string, number>();
  const listeners = new Set<(size: number) => void>();
  const settling = new Set<{ resolve(): void; from: number }>();
  let turns = 0;
  let holds = 0;

  function wake(): void {
    wakeUp.resolve();
  }

  /*
   * Order of effects: 1 places are given in the database, 2 the log holds the leaves under a signed head, 3 witnesses
   * cosign and the checkpoint is published, 4 the database knows that they are witnessed, 5 machines are told.
   * Crash after 1: the next turn appends the same leaves at the same places, which the log takes as a repeat.
   * Crash after 2 or 3: the head is cosigned again. Nothing is acknowledged before 4 (I6).
   */
  async function turn(): Promise<void> {
    if (!lease.isHeld) lease = await takeLogLease(databaseUrl, on);
    while ((await hasWaiting(db)) || (await countPlaced(db)) > log.size) {
      const placed = await countPlaced(db);
      if (placed === log.size)
        await db.transaction().execute(async (tx) => await placeWaiting(tx, placed, batchLimit));
      const rows = await listPlaced(db, log.size, batchLimit);
      const [first] = rows;
      if (!first) break;
      valueOrThrow(
        await log.appendAt(
          first.index,
          rows.map((r) => commitment(r.salt, r.cose)),
        ),
      );
    }
    if (log.size > (witnesses.k === 0 ? publishedSize : witnessedSize)) await haveWitnessed();
  }

  async function haveWitnessed(): Promise<void> {
    const cosigned = await cosignHead(log, {
      policy: witnesses.policy,
      witnesses: witnesses.addresses,
      sizes,
      timeoutMs: 8_000,
    });
    if (!cosigned.ok) throw new HufuError(cosigned.code, { context: cosigned.context });
    for (const { witness, refusal } of cosigned.value.refusals)
      parts.log.warn(
        { witness: witness.key.name, code: refusal.code, ...refusal.context },
        'a witness did not cosign',
      );
    const { size } = cosigned.value.verified;
    publishedSize = size;
    if (witnesses.k === 0) return;
    const at = parts.now();
    await db
      .transaction()
      .execute(async (tx) => await insertCosigned(tx, size, cosigned.value.signedCheckpoint, at));
    witnessedSize = size;
    for (const listener of listeners) listener(size);
  }

  async function run(): Promise<void> {
    while (!isStopping) {
      await Promise.race([wakeUp.promise, delay(waitMs || lookMs)]);
      if (isStopping) return;
      wakeUp = Promise.withResolvers<void>();
      await delay(waitMs || gatherMs);
      if (holds > 0 && !isStopping) continue;
      turns += 1;
      const started = turns;
      try {
        await turn();
        waitMs = 0;
        for (const waiting of settling)
          if (waiting.from < started) {
            settling.delete(waiting);
            waiting.resolve();
          }
      } catch (err) {
        waitMs = Math.min(retryMs.most, Math.max(retryMs.first, waitMs * 2));
        parts.log.error({ err, retryMs: waitMs }, 'the log could not be brought up to date');
        wake();
      }
    }
  }

  const unsubscribe = parts.events.subscribe((event) => {
    if (event.kind === 'statementQueued') wake();
  });
  const running = run();
  wake();
  const closing = starting.move();

  async function proveLeaf(
    index: number,
    extra?: Uint8Array,
    signedCheckpoint?: string,
  ): Promise<Result<string>> {
    if (index >= witnessedSize) return refuse('NOT_LOGGED', { problem: '还没有见证签名 / not cosigned yet' });
    return await log.tlogProof(index, {
      ...(extra ? { extra } : {}),
      ...(signedCheckpoint === undefined ? {} : { signedCheckpoint }),
    });
  }

  /** The signature is over the root alone, so a pack of many receipts costs one. */
  let lastSigned: { root: string; signature: Uint8Array } | undefined;
  async function receiptOf(text: string): Promise<Result<Uint8Array>> {
    const proof = parseProof(text);
    if (!proof.ok) return proof;
    const { index, hashes, checkpoint } = proof.value;
    const head = parseCheckpoint(checkpoint.text);
    if (!head.ok) return head;
    const { size, root } = head.value;
    const name = toHex(root);
    if (lastSigned?.root !== name)
      lastSigned = { root: name, signature: await signer.sign(receiptToSign(signer.key, root)) };
    return accept(formatReceipt(signer.key, { size, index, hashes, signature: lastSigned.signature }));
  }

  return {
    origin,
    vkey: formatVkey(signer.key),
    sm2Vkey: formatSideVkey(sm2.key),
    witnesses,
    get size() {
      return log.size;
    },
    get witnessedSize() {
      return witnessedSize;
    },
    wake,
    onWitnessed(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async settled() {
      const { promise, resolve } = Promise.withResolvers<void>();
      settling.add({ resolve, from: turns });
      wake();
      await promise;
    },
    hold() {
      holds += 1;
      let isHolding = true;
      return () => {
        if (isHolding) holds -= 1;
        isHolding = false;
        wake();
      };
    },
    proveLeaf,
    receiptOf,
    get published() {
      return log.published();
    },
    async proofOf(statement, village) {
      const leaf = await findLeaf(db, statement);
      if (!leaf) return refuse('NOT_FOUND', { kind: '声明 / statement', id: statement });
      if (leaf.index === null || !leaf.isWitnessed)
        return refuse('NOT_LOGGED', { problem: '还没有见证签名 / not cosigned yet' });
      const of = leaf.village ?? village;
      const rosters = of === undefined ? [] : await listRosters(db, of);
      return await proveLeaf(leaf.index, encodeCbor({ salt: leaf.salt, statement: leaf.cose, rosters }));
    },
    serve: (file) => log.serve(file),
    async [Symbol.asyncDispose]() {
      isStopping = true;
      unsubscribe();
      wake();
      await running;
      await closing[Symbol.asyncDispose]();
    },
  };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

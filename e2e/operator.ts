import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  fromHex,
  HufuError,
  type MachineRecord,
  machineTopics,
  valueOrThrow,
  zAuthorizationMessage,
  zCommandMessage,
  zDeviceRequest,
  zExceptionMessage,
  zFreshMessage,
  zPolicyMessage,
  zRecordMessage,
} from '@hufu/contract';
import {
  commitment,
  cosign,
  formatCheckpoint,
  formatNote,
  formatProof,
  hashReader,
  KEY_TYPE,
  leafHash,
  type NoteSigner,
  parseNote,
  proveInclusion,
  seedSigner,
  signNote,
} from '@hufu/log';
import { connectLink, decodeMessage, encodeMessage } from '@hufu/messaging';
import { openPki } from '@hufu/server';
import { findEmbeddedPostgres, openDatabase } from '@hufu/server/inspect';
import { encodeCbor, importSigner, parseSigned, type SignedStatement } from '@hufu/statement';
import type { RunningDemo } from '../apps/cli/src/demo/start-demo.ts';
import { demoOrigin, portPlan } from '../apps/cli/src/demo/trust.ts';

/** What a message to a machine carries beside the statement. */
export interface Carried {
  readonly cose: Uint8Array;
  readonly salt: Uint8Array;
  readonly proof: string;
}

/**
 * The operator of the server, turned hostile. He has everything that lies on his computer: database, data folder, the
 * authority of the TLS certificates, the server's certificate and keys, the log's key. He has no key of any person of
 * a village and none of a witness. The honest server runs on beside him: what he wants, he sends himself.
 */
export type Operator = Awaited<ReturnType<typeof openOperator>>;

/** Opens the operator's desk for one machine: reads every message, speaks in the server's name. */
export async function openOperator(demo: RunningDemo, dataDir: string, dev: string) {
  const home = join(dataDir, 'server');
  const topics = machineTopics(dev);
  const pki = await openPki(join(home, 'pki'));
  const secret = async (...names: string[]) =>
    fromHex((await readFile(join(dataDir, ...names), 'latin1')).trim());
  const service = importSigner('EdDSA', await secret('server', 'keys', 'service.secret'));
  const logKey = seedSigner(demoOrigin, KEY_TYPE.ed25519, await secret('log.seed'));
  const database = findEmbeddedPostgres(home)?.url;
  if (!database) throw new HufuError('DATABASE_UNREACHABLE', { context: { problem: home } });
  const db = await openDatabase(database);
  const records: MachineRecord[] = [];
  /** Nonces the machine asked freshness for. */
  const asked: Uint8Array[] = [];
  const authorizations: (Carried & { number: string })[] = [];

  function overhear(topic: string, payload: Uint8Array): void {
    if (topic === topics.record) {
      const message = decodeMessage(zRecordMessage, payload);
      const signed = message.ok ? parseSigned(message.value.cose) : undefined;
      if (signed?.ok && 'prev' in signed.value.payload) records.push(signed.value.payload);
    }
    if (topic === topics.request) {
      const message = decodeMessage(zDeviceRequest, payload);
      if (message.ok && message.value.op === 'fresh') asked.push(message.value.nonce);
    }
    if (topic === topics.authorization) {
      const message = decodeMessage(zAuthorizationMessage, payload);
      if (message.ok) authorizations.push(message.value);
    }
  }

  const link = connectLink({
    url: `mqtts://localhost:${portPlan(demo.secrets.firstPort).mqtt}`,
    tls: pki.server,
    clientId: 'hufu-server:operator',
    subscriptions: [`hufu/1/${dev}/#`],
    onMessage: async ({ topic, payload }) => overhear(topic, payload),
  });
  await link.online();

  /** Slips statements into the database, where the honest sequencer logs them and honest witnesses cosign the head. */
  async function haveLogged(list: readonly SignedStatement[]): Promise<Carried[]> {
    const rows = list.map((signed) => ({ id: randomUUID(), signed, salt: new Uint8Array(randomBytes(32)) }));
    for (const { id, signed, salt } of rows)
      await db
        .insertInto('statement')
        .values({
          id,
          type: signed.payload.type,
          village: 'village' in signed.payload ? signed.payload.village : null,
          request: null,
          digest: Buffer.from(signed.digest).toString('hex'),
          cose: Buffer.from(signed.cose),
          salt: Buffer.from(salt),
          at: Date.now(),
          received_at: Date.now(),
          signers: '[]',
        })
        .execute();
    const places = await until('cosigned', async () => {
      const placed = await db
        .selectFrom('statement')
        .select(['id', 'leaf_index'])
        .where(
          'id',
          'in',
          rows.map((r) => r.id),
        )
        .where('witnessed_size', 'is not', null)
        .execute();
      return placed.length === rows.length ? placed : undefined;
    });
    const newest = await db
      .selectFrom('checkpoint')
      .select(['size', 'note'])
      .orderBy('size', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    const reader = hashReader(async (path) => {
      const reply = await fetch(`${demo.httpUrl}/log/${demoOrigin}/${path}`);
      return reply.ok ? new Uint8Array(await reply.arrayBuffer()) : undefined;
    }, newest.size);
    return Promise.all(
      rows.map(async ({ id, signed, salt }) => {
        const index = places.find((p) => p.id === id)?.leaf_index ?? -1;
        const hashes = valueOrThrow(await proveInclusion(index, newest.size, reader));
        const checkpoint = valueOrThrow(parseNote(newest.note));
        return { cose: signed.cose, salt, proof: formatProof({ index, hashes, checkpoint }) };
      }),
    );
  }

  /** A tree of his own under the log's real key, cosigned by whomever he makes up. */
  async function ownTree(signed: SignedStatement, cosigners: readonly NoteSigner[]): Promise<Carried> {
    const salt = new Uint8Array(randomBytes(32));
    const root = leafHash(commitment(salt, signed.cose));
    const text = formatCheckpoint({ origin: demoOrigin, size: 1, root, extensions: [] });
    const note = valueOrThrow(parseNote(await signNote(text, [logKey])));
    const time = Math.floor(Date.now() / 1000);
    const cosigned = await Promise.all(cosigners.map((c) => cosign(text, c, time)));
    const checkpoint = { text, signatures: [...note.signatures, ...cosigned] };
    valueOrThrow(parseNote(formatNote(checkpoint)));
    return { cose: signed.cose, salt, proof: formatProof({ index: 0, hashes: [], checkpoint }) };
  }

  /** What honest witnesses say of this machine for a nonce of the operator's own. */
  async function askWitnesses(village: string) {
    const nonce = new Uint8Array(randomBytes(16));
    const question = encodeCbor({ id: randomUUID(), village, machine: fromHex(dev), nonce });
    const statements = await Promise.all(
      portPlan(demo.secrets.firstPort).witness.map(async (port) => {
        const body = Uint8Array.from(question);
        const reply = await fetch(`http://127.0.0.1:${port}/freshness`, { method: 'POST', body });
        return new Uint8Array(await reply.arrayBuffer());
      }),
    );
    return { nonce, statements };
  }

  return {
    /** What the machine said so far, in order. */
    records,
    asked,
    authorizations,
    service,
    home,
    haveLogged,
    ownTree,
    askWitnesses,
    sendAuthorization: (message: Carried, number = '2026-001') =>
      link.publish(topics.authorization, encodeMessage(zAuthorizationMessage, { ...message, number })),
    sendException: (message: Carried) =>
      link.publish(topics.exception, encodeMessage(zExceptionMessage, message)),
    sendCommand: (op: 'revocation' | 'service', cose: Uint8Array) =>
      link.publish(topics.command, encodeMessage(zCommandMessage, { op, cose })),
    sendRosters: (rosters: Uint8Array[]) =>
      link.publish(topics.policy, encodeMessage(zPolicyMessage, { rosters })),
    sendFreshness: (nonce: Uint8Array, statements: Uint8Array[]) =>
      link.publish(topics.fresh, encodeMessage(zFreshMessage, { nonce, statements })),
    sendNoise: async () => {
      for (const topic of [topics.authorization, topics.exception, topics.command, topics.policy, topics.ack])
        await link.publish(topic, new Uint8Array(randomBytes(300)));
    },
    /** Under which name a page or picture lies encrypted. */
    async fileNameOf(digest: string): Promise<string> {
      const row = await db
        .selectFrom('sealed_blob')
        .select('blob')
        .where('digest', '=', digest)
        .executeTakeFirstOrThrow();
      return row.blob;
    },
    /** Waits for a record of the machine, the ones before included. */
    heard: (what: string, isIt: (record: MachineRecord) => boolean) =>
      until(what, async () => records.find(isIt)),
    async close() {
      await link.close();
      await db.destroy();
    },
  };
}

/** Asks until there is an answer; says what it waited for when there is none. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  withinMs = 30_000,
): Promise<T> {
  for (const end = Date.now() + withinMs; ; ) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((r) => setTimeout(r, 50));
  }
}

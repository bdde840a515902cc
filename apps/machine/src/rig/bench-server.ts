import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import { TLSSocket } from 'node:tls';
import {
  type MachineRecord,
  machineTopics,
  toHex,
  zAckMessage,
  zAuthorizationMessage,
  zCommandMessage,
  zDeviceRequest,
  zExceptionMessage,
  zFreshMessage,
  zPolicyMessage,
  zRecordMessage,
} from '@hufu/contract';
import {
  type CertificateAuthority,
  connectLink,
  createCa,
  decodeMessage,
  encodeMessage,
  type Link,
  openBroker,
} from '@hufu/messaging';
import { parseSigned, type SignedStatement, verifyRecord } from '@hufu/statement';
import { freshnessFor, type Village } from '@hufu/testkit';
import type { benchLog } from './bench-log.ts';

/** What the bench's server can be told to do wrong. */
export interface ServerTricks {
  /** Sends no proofs for records. */
  withholdProofs: boolean;
  /** Answers no `fresh` request. */
  withholdFreshness: boolean;
  /** Authorizations named by the witnesses as withdrawn. */
  revoked: string[];
}

/** Just enough of a server: broker, log, witnesses, uploads; and every record checked as it comes in. */
export async function startBenchServer(village: Village, log: ReturnType<typeof benchLog>) {
  const dev = toHex(village.machine.thumbprint);
  const topics = machineTopics(dev);
  const ca: CertificateAuthority = await createCa({ name: 'bench' });
  const own = await ca.issue({ cn: 'hufu-server', usage: 'both', sans: ['127.0.0.1', 'localhost'] });
  const tls = { ca: ca.certPem, cert: own.certPem, key: own.keyPem };
  const broker = await openBroker({ tls, serverName: 'hufu-server' });
  const tricks: ServerTricks = { withholdProofs: false, withholdFreshness: false, revoked: [] };
  const records: MachineRecord[] = [];
  const coses: Uint8Array[] = [];
  const leaves: number[] = [];
  const problems: string[] = [];
  const pages = new Map<string, Uint8Array>();
  const uploads = new Map<string, { length: number; bytes: Buffer }>();
  const waiting = new Set<() => void>();
  const changed = () => {
    for (const wake of [...waiting]) wake();
  };
  const sent: { cose: Uint8Array; salt: Uint8Array; number: string; proof: string }[] = [];

  function ingest({ cose, salt }: { cose: Uint8Array; salt: Uint8Array }): void {
    const signed = parseSigned(cose);
    const record = signed.ok ? verifyRecord(signed.value, village.roster) : signed;
    if (!record.ok) {
      problems.push(record.code);
      return;
    }
    const { n, prev } = record.value;
    const held = coses[n];
    if (held) {
      if (toHex(held) !== toHex(cose)) problems.push(`fork at ${n}`);
      return;
    }
    if (n !== coses.length) {
      problems.push(`gap: ${n} after ${coses.length - 1}`);
      return;
    }
    const before = coses[n - 1];
    const wanted = before ? createHash('sha256').update(before).digest('hex') : '0'.repeat(64);
    if (toHex(prev) !== wanted) problems.push(`chain broken at ${n}`);
    coses.push(cose);
    records.push(record.value);
    leaves.push(log.append(salt, cose));
    changed();
  }

  async function acknowledge(from: number): Promise<void> {
    if (tricks.withholdProofs) return;
    const proofs: { n: number; proof: string }[] = [];
    for (let n = Math.max(0, from); n < leaves.length; n++)
      proofs.push({ n, proof: await log.prove(leaves[n] ?? 0) });
    const ack = { upTo: coses.length - 1, missing: [], proofs: proofs.slice(-64) };
    await link.publish(topics.ack, encodeMessage(zAckMessage, ack));
  }

  const link: Link = connectLink({
    url: broker.url,
    tls,
    clientId: 'hufu-server',
    subscriptions: ['hufu/1/+/u/#'],
    reconnectMs: 50,
    async onMessage({ topic, payload }) {
      if (topic === topics.record) {
        const message = decodeMessage(zRecordMessage, payload);
        if (!message.ok) return void problems.push(message.code);
        const from = coses.length;
        ingest(message.value);
        void acknowledge(from === coses.length ? 0 : from).catch(() => undefined);
      }
      if (topic === topics.request) {
        const message = decodeMessage(zDeviceRequest, payload);
        if (!message.ok) return void problems.push(message.code);
        if (message.value.op === 'next') {
          await link.publish(
            topics.policy,
            encodeMessage(zPolicyMessage, { rosters: [village.rosterCose] }),
            {
              retain: true,
            },
          );
          for (const one of sent)
            await link.publish(topics.authorization, encodeMessage(zAuthorizationMessage, one));
          return;
        }
        if (tricks.withholdFreshness) return;
        const { nonce } = message.value;
        const statements = freshnessFor(village, nonce, {
          at: Date.now(),
          revokedAuthorizations: tricks.revoked,
        }).map((s) => s.cose);
        await link.publish(topics.fresh, encodeMessage(zFreshMessage, { nonce, statements }));
      }
    },
  });
  await link.online();
  const https = await openUploads(
    { ca: ca.certPem, cert: own.certPem, key: own.keyPem },
    pages,
    uploads,
    changed,
  );

  return {
    ca,
    tricks,
    records,
    coses,
    problems,
    pages,
    uploads,
    mqttUrl: broker.url,
    machineUrl: https.url,
    link,
    /** Puts a signed authorization into the log and sends it. */
    async authorize(
      signed: SignedStatement,
      options: { cosigners?: number; number?: string } = {},
    ): Promise<void> {
      const salt = new Uint8Array(randomBytes(32));
      const index = log.append(salt, signed.cose);
      const proof = await log.prove(index, options.cosigners ?? 2);
      const message = { cose: signed.cose, salt, proof, number: options.number ?? '2026-001' };
      sent.push(message);
      await link.publish(topics.authorization, encodeMessage(zAuthorizationMessage, message));
    },
    /** Sends an authorization with whatever proof a liar would send. */
    sendAuthorization: (message: { cose: Uint8Array; salt: Uint8Array; proof: string; number: string }) =>
      link.publish(topics.authorization, encodeMessage(zAuthorizationMessage, message)),
    /** What was sent so far. */
    sent,
    async except(signed: SignedStatement): Promise<void> {
      const salt = new Uint8Array(randomBytes(32));
      const proof = await log.prove(log.append(salt, signed.cose));
      await link.publish(
        topics.exception,
        encodeMessage(zExceptionMessage, { cose: signed.cose, salt, proof }),
      );
    },
    command: (op: 'revocation' | 'service', cose: Uint8Array) =>
      link.publish(topics.command, encodeMessage(zCommandMessage, { op, cose })),
    /** Resolves as soon as something is true; asked after each change. */
    async until(isTrue: () => boolean): Promise<void> {
      while (!isTrue()) await new Promise<void>((resolve) => waiting.add(resolve));
    },
    async close(): Promise<void> {
      await link.close();
      await https.close();
      await broker.close();
    },
  };
}
export type BenchServer = Awaited<ReturnType<typeof startBenchServer>>;

async function openUploads(
  tls: { ca: string; cert: string; key: string },
  pages: Map<string, Uint8Array>,
  uploads: Map<string, { length: number; bytes: Buffer }>,
  changed: () => void,
): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer(
    { ...tls, requestCert: true, rejectUnauthorized: true },
    (request, reply) => {
      if (!(request.socket instanceof TLSSocket) || !request.socket.authorized)
        return void reply.writeHead(403).end();
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const url = request.url ?? '';
        const digest = url.split('/').at(-1) ?? '';
        const held = uploads.get(digest);
        if (request.method === 'GET') {
          const page = pages.get(digest);
          return page ? reply.end(Buffer.from(page)) : reply.writeHead(404).end();
        }
        if (request.method === 'POST') {
          const meta = String(request.headers['upload-metadata'] ?? '');
          const name = Buffer.from(/sha256 ([^,]+)/.exec(meta)?.[1] ?? '', 'base64').toString();
          const length = Number(request.headers['upload-length']);
          if (!uploads.has(name)) uploads.set(name, { length, bytes: Buffer.alloc(0) });
          return reply.writeHead(201, { location: `/machine/uploads/${name}` }).end();
        }
        if (!held) return reply.writeHead(404).end();
        if (request.method === 'PATCH') held.bytes = Buffer.concat([held.bytes, ...pieces]);
        changed();
        return reply
          .writeHead(request.method === 'PATCH' ? 204 : 200, { 'upload-offset': `${held.bytes.length}` })
          .end();
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  const port = at !== null && typeof at === 'object' ? at.port : 0;
  return {
    url: `https://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

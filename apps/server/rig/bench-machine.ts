import { createHash, randomUUID } from 'node:crypto';
import { request } from 'node:https';
import {
  type Counters,
  fromHex,
  type MachineRecord,
  machineTopics,
  toHex,
  type VerdictSummary,
  zAckMessage,
  zAuthorizationMessage,
  zDeviceRequest,
  zRecordMessage,
} from '@hufu/contract';
import {
  connectLink,
  decodeMessage,
  encodeMessage,
  type Link,
  type LinkMessage,
  type TlsFiles,
} from '@hufu/messaging';
import { type FileSigner, signStatementSync } from '@hufu/statement';
import { derivedBytes, type Village } from '@hufu/testkit';

type ChainField = 'v' | 'id' | 'village' | 'machine' | 'boot' | 'n' | 'prev' | 'at' | 'tsq';
/** What a record says beside its place in the chain. */
export type RecordBody<T = MachineRecord> = T extends MachineRecord ? Omit<T, ChainField> : never;

export const agreed: VerdictSummary = { verdict: 'match', confidence: 0.98, reasons: [], regions: [] };

/** The chain of a machine, signed with the village's own machine keys: what an agent would send. */
export class BenchChain {
  readonly village: string;
  readonly #press: FileSigner;
  readonly #agent: FileSigner;
  n = 0;
  prev: Uint8Array = new Uint8Array(32);
  counters: Counters = { A: 0, D: 0, V: 0, U: 0, L: 0, H: 0 };

  constructor(village: Village, machine: Village['machine'] = village.machine) {
    this.village = village.id;
    this.#press = machine.press;
    this.#agent = machine.agent;
  }

  /** The next record, with the salt of its commitment. */
  record(at: number, body: RecordBody): { cose: Uint8Array; salt: Uint8Array; n: number } {
    const n = this.n++;
    const payload = {
      v: 1 as const,
      id: randomUUID(),
      village: this.village,
      machine: this.#press.thumbprint,
      boot: 1,
      n,
      prev: this.prev,
      at,
      tsq: 'witness' as const,
      ...body,
    };
    const cose = signStatementSync(payload, this.#agent);
    this.prev = createHash('sha256').update(cose).digest();
    return { cose, salt: derivedBytes(`salt ${payload.id}`), n };
  }

  /** The press controller's answer to an attempt. */
  receipt(authorization: string, k: number, preHash: Uint8Array, attempt = 0): Uint8Array {
    const H0 = this.counters.H;
    this.counters = { ...this.counters, A: this.counters.A + 1, D: this.counters.D - 1, H: H0 + 1 };
    return signStatementSync(
      {
        type: 'receipt',
        v: 1,
        authorization,
        k,
        attempt,
        outcome: 'executed',
        H0,
        H1: H0 + 1,
        counters: this.counters,
        pressBoot: 1,
        preHash,
        traceHash: derivedBytes('trace'),
        sid: 1,
      },
      this.#press,
    );
  }

  /** Every record of a job with one impression, from the authorization's arrival to its end. */
  job(authorization: string, at: number, pictures: BenchPictures, by: string) {
    const [before, after, person] = [pictures.before, pictures.after, pictures.person].map(sha256);
    if (!before || !after || !person) throw new Error('pictures');
    this.counters = { ...this.counters, L: this.counters.L + 1, D: this.counters.D + 1 };
    const of = { authorization, k: 0, attempt: 0 };
    const file = (role: 'before' | 'after' | 'person', bytes: Uint8Array, digest: Uint8Array) => ({
      digest,
      role,
      k: role === 'person' ? null : 0,
      sizeBytes: bytes.length,
      mediaType: 'image/jpeg',
      at,
    });
    return [
      this.record(at, { type: 'authorizationRecord', authorization, accepted: true, code: '' }),
      this.record(at + 1000, {
        type: 'presence',
        authorization,
        by,
        method: 'pin',
        photo: person,
        alternative: '',
        notice: derivedBytes('notice'),
        nonce: new Uint8Array(16),
      }),
      this.record(at + 2000, {
        type: 'intent',
        ...of,
        preHash: before,
        before: [before],
        verdict: agreed,
        exception: null,
        H: this.counters.H,
      }),
      this.record(at + 3000, {
        type: 'outcome',
        ...of,
        outcome: 'executed',
        reason: '',
        receipt: this.receipt(authorization, 0, before),
      }),
      this.record(at + 4000, { type: 'afterCheck', ...of, after, late: false, verdict: agreed }),
      this.record(at + 5000, {
        type: 'finish',
        authorization,
        executed: 1,
        granted: 1,
        reason: 'complete',
        files: [
          file('before', pictures.before, before),
          file('after', pictures.after, after),
          file('person', pictures.person, person),
        ],
      }),
    ];
  }
}

/** Pictures of one impression. */
export interface BenchPictures {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly person: Uint8Array;
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

/** An agent's connection, reduced to what tests look at. */
export interface BenchAgent extends AsyncDisposable {
  readonly link: Link;
  /** Everything that came down, by the last part of its topic. */
  readonly inbox: Map<string, LinkMessage[]>;
  /** Proofs that came, by record number. */
  readonly proofs: Map<number, string>;
  send(sent: { cose: Uint8Array; salt: Uint8Array }): Promise<void>;
  ask(op: 'next' | 'fresh', nonce?: Uint8Array): Promise<void>;
  /** Resolves once the condition holds; asked after each message. */
  until<T>(condition: () => T | undefined): Promise<T>;
  http(
    method: string,
    path: string,
    headers?: Record<string, string>,
    body?: Uint8Array,
  ): Promise<HttpAnswer>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

/** Connects as the machine of these certificates. */
export async function connectBenchAgent(
  server: { mqttUrl: string; machineUrl: string },
  dev: string,
  tls: TlsFiles,
): Promise<BenchAgent> {
  const inbox = new Map<string, LinkMessage[]>();
  const proofs = new Map<number, string>();
  const waiting = new Set<() => void>();
  const topics = machineTopics(dev);
  const link = connectLink({
    url: server.mqttUrl,
    tls,
    clientId: dev,
    subscriptions: [`hufu/1/${dev}/c/#`],
    onMessage: async (message) => {
      const name = message.topic.split('/').at(-1) ?? '';
      inbox.set(name, [...(inbox.get(name) ?? []), message]);
      const ack = name === 'ack' ? decodeMessage(zAckMessage, message.payload) : undefined;
      if (ack?.ok) for (const p of ack.value.proofs) proofs.set(p.n, p.proof);
      for (const check of waiting) check();
    },
  });
  await link.online();
  return {
    link,
    inbox,
    proofs,
    send: async (sent) =>
      await link.publish(topics.record, encodeMessage(zRecordMessage, { cose: sent.cose, salt: sent.salt })),
    ask: async (op, nonce = new Uint8Array(16)) =>
      await link.publish(
        topics.request,
        encodeMessage(
          zDeviceRequest,
          op === 'next'
            ? { op, id: randomUUID(), held: [] }
            : { op, id: randomUUID(), nonce, press: fromHex(dev) },
        ),
      ),
    until: (condition) =>
      new Promise((resolve) => {
        const check = () => {
          const value = condition();
          if (value === undefined) return;
          waiting.delete(check);
          resolve(value);
        };
        waiting.add(check);
        check();
      }),
    http: (method, path, headers = {}, body) =>
      new Promise((resolve, reject) => {
        const call = request(
          `${server.machineUrl}${path}`,
          { method, headers, ...tls, agent: false },
          (response) => {
            const parts: Buffer[] = [];
            response.on('data', (d: Buffer) => parts.push(d));
            response.on('end', () =>
              resolve({
                status: response.statusCode ?? 0,
                headers: response.headers,
                body: new Uint8Array(Buffer.concat(parts)),
              }),
            );
          },
        );
        call.on('error', reject);
        call.end(body);
      }),
    async [Symbol.asyncDispose]() {
      await link.close();
    },
  };
}

/** The authorization that came down, read. */
export function receivedAuthorizations(agent: BenchAgent) {
  return (agent.inbox.get('authorization') ?? []).flatMap((m) => {
    const read = decodeMessage(zAuthorizationMessage, m.payload);
    return read.ok ? [read.value] : [];
  });
}

/** Uploads a picture in two pieces, asking for the offset between them. */
export async function uploadPicture(agent: BenchAgent, bytes: Uint8Array, role: string): Promise<HttpAnswer> {
  const b64 = (s: string) => Buffer.from(s).toString('base64');
  const tus = { 'tus-resumable': '1.0.0' };
  const created = await agent.http('POST', '/machine/uploads', {
    ...tus,
    'upload-length': String(bytes.length),
    'upload-metadata': `sha256 ${b64(toHex(sha256(bytes)))},role ${b64(role)},mediatype ${b64('image/jpeg')}`,
  });
  const at = String(created.headers.location ?? '');
  if (created.status !== 201 || !at) return created;
  const path = at.startsWith('http') ? new URL(at).pathname : at;
  const patch = { ...tus, 'content-type': 'application/offset+octet-stream' };
  const offsetNow = async () => Number((await agent.http('HEAD', path, tus)).headers['upload-offset'] ?? -1);
  let last = created;
  for (let offset = await offsetNow(); offset < bytes.length; offset = await offsetNow()) {
    const piece = bytes.subarray(offset, offset === 0 ? Math.ceil(bytes.length / 2) : bytes.length);
    last = await agent.http('PATCH', path, { ...patch, 'upload-offset': String(offset) }, piece);
    if (last.status >= 400) return last;
  }
  return last;
}

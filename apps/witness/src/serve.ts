import { type ErrorCode, errorEntry, explain, HufuError, toHex, zBytes, zDigest, zId } from '@hufu/contract';
import { acquireProcessLock } from '@hufu/durable';
import { formatVkey, KEY_TYPE, seedSigner } from '@hufu/log';
import { decodeCbor } from '@hufu/statement';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';
import type { WitnessConfig } from './config.ts';
import { revocationPage } from './revocation-page.ts';
import type { WitnessMemory } from './state.ts';
import { statusPage } from './status-page.ts';
import { type CheckpointAnswer, Witness } from './witness.ts';

/** A witness that listens. */
export interface RunningWitness extends AsyncDisposable {
  readonly url: string;
  close(): Promise<void>;
}

const zRevocationBody = z.strictObject({ revocation: zBytes, authorization: zBytes.nullable() });
const zFreshnessBody = z.strictObject({
  id: zId,
  village: zId,
  machine: zDigest,
  // A nonce is short: nobody gets his own text signed in its place.
  nonce: zBytes.refine((nonce) => nonce.length >= 8 && nonce.length <= 64),
});

/** Calls of one address in a minute; a log appends a few times a second at most. */
const callsAMinute = 6_000;
/** Rosters and revocations are rare, and each costs up to forty signatures to verify. */
const costlyCallsAMinute = 300;
const costly: ReadonlySet<string> = new Set(['/roster', '/revocation']);
/** The largest body is a revocation with its authorization, each at most 1 MiB. */
const maxBodyBytes = 2_200_000;

/** Starts a witness: tlog-witness at /add-checkpoint, and Hufu's /roster, /revocation and /freshness beside it. */
export async function startWitness(
  config: WitnessConfig,
  clock: () => number = () => Date.now(),
): Promise<RunningWitness> {
  const witness = new Witness(config, clock);
  const lock = await acquireProcessLock(`${config.stateFile}.lock`);
  try {
    await witness.start();
  } catch (e) {
    await lock.release();
    throw e;
  }
  const app = Fastify({ bodyLimit: maxBodyBytes });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  limitCalls(app, clock);

  const vkey = formatVkey(seedSigner(config.name, KEY_TYPE.cosignature, config.cosignSeed).key);
  app.get('/', (_, reply) =>
    reply.type('text/html; charset=utf-8').send(statusPage(config, vkey, witness.memory)),
  );
  app.get('/vkey', (_, reply) => reply.type('text/plain').send(`${vkey}\n`));
  // What it has seen, for monitors that compare witnesses (`hufu witness compare`).
  app.get('/view', (_, reply) =>
    reply
      .header('access-control-allow-origin', '*')
      .send({ name: config.name, vkey, trees: treesOf(witness.memory) }),
  );
  app.get('/revoke', (_, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', revocationPage.policy)
      .header('referrer-policy', 'no-referrer')
      .send(revocationPage.html),
  );
  app.options('/revocation', (_, reply) =>
    reply
      .headers({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '86400',
      })
      .status(204)
      .send(),
  );
  app.post('/add-checkpoint', async (request, reply) =>
    answerCheckpoint(reply, await witness.addCheckpoint(bytesOf(request.body))),
  );
  app.post('/roster', async (request, reply) => {
    const added = await witness.addRoster(bytesOf(request.body));
    return added.ok ? reply.send(added.value) : answerCode(reply, added.code, added.context);
  });
  app.post('/revocation', async (request, reply) => {
    // Anybody may bring one from anywhere: it counts by its signature, and the answer tells nothing secret.
    reply.header('access-control-allow-origin', '*');
    const body = zRevocationBody.safeParse(plainOf(request.body));
    if (!body.success)
      return answerCode(reply, 'INPUT_INVALID', {
        field: 'body',
        problem: 'CBOR {revocation, authorization}',
      });
    const added = await witness.addRevocation(body.data.revocation, body.data.authorization);
    return added.ok ? reply.send(added.value) : answerCode(reply, added.code, added.context);
  });
  app.post('/freshness', async (request, reply) => {
    const body = zFreshnessBody.safeParse(plainOf(request.body));
    if (!body.success)
      return answerCode(reply, 'INPUT_INVALID', {
        field: 'body',
        problem: 'CBOR {id, village, machine, nonce}',
      });
    const word = await witness.freshness(body.data);
    return word.ok
      ? reply.type('application/cose').send(Buffer.from(word.value))
      : answerCode(reply, word.code, word.context);
  });

  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (cause) {
    await lock.release();
    throw new HufuError('PORT_TAKEN', { cause, context: { port: config.port } });
  }
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  const close = async () => {
    await app.close();
    await lock.release();
  };
  return { url: `http://${config.host}:${port}`, close, [Symbol.asyncDispose]: close };
}

function treesOf(memory: WitnessMemory) {
  return [...memory.trees].map(([origin, { size, root }]) => ({ origin, size, root: toHex(root) }));
}

function bytesOf(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array(0);
}

function plainOf(body: unknown): unknown {
  const decoded = decodeCbor(bytesOf(body));
  return decoded.ok && decoded.value instanceof Map ? Object.fromEntries(decoded.value) : undefined;
}

function answerCheckpoint(reply: FastifyReply, answer: CheckpointAnswer) {
  if ('lines' in answer) return reply.type('text/plain').send(answer.lines);
  if (answer.kind === 'size') return reply.status(409).type('text/x.tlog.size').send(`${answer.size}\n`);
  return reply.status(answer.status).type('text/plain').send(`${answer.problem}\n`);
}

function answerCode(reply: FastifyReply, code: ErrorCode, context: Readonly<Record<string, unknown>>) {
  return reply.status(errorEntry(code).http).send({
    code,
    zh: explain(code, 'zh', context),
    en: explain(code, 'en', context),
  });
}

/** A plain window counter for each address: enough to keep one caller from starving the others. */
function limitCalls(app: FastifyInstance, clock: () => number): void {
  let windowStart = 0;
  let counts = new Map<string, number>();
  app.addHook('onRequest', async (request, reply) => {
    const now = clock();
    if (now - windowStart >= 60_000) {
      windowStart = now;
      counts = new Map();
    }
    const isCostly = costly.has(request.routeOptions.url ?? '');
    const caller = isCostly ? `costly ${request.ip}` : request.ip;
    const n = (counts.get(caller) ?? 0) + 1;
    counts.set(caller, n);
    if (n > (isCostly ? costlyCallsAMinute : callsAMinute))
      return answerCode(reply, 'TOO_MANY_REQUESTS', {
        seconds: Math.ceil((windowStart + 60_000 - now) / 1000),
      });
  });
}

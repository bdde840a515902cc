import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectCosignatures } from './cosign-client.ts';
import { cosignHead } from './cosign-head.ts';
import { cosign } from './cosignature.ts';
import { type Log, openLog } from './log.ts';
import { formatNote, formatSignatureLine, parseNote } from './note.ts';
import { formatVkey, KEY_TYPE, type NoteKey, seedSigner } from './note-key.ts';
import { parsePolicy } from './policy.ts';
import { verifyCheckpoint } from './policy-check.ts';
import { verifyProof } from './proof-file.ts';
import { decideAddCheckpoint, type WitnessState } from './witness.ts';

let root = '';
const closing: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hufu-cosign-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await rm(root, { recursive: true, force: true });
});

const origin = 'example.com/village';
const signer = seedSigner(origin, KEY_TYPE.ed25519, new Uint8Array(32).fill(7));
const now = 1_790_000_000;
const entry = (i: number) => new TextEncoder().encode(`entry ${i}`);
const witnessSigner = (n: number) =>
  seedSigner(`w${n}.example`, KEY_TYPE.cosignature, new Uint8Array(32).fill(n));

async function aLog(name = 'log'): Promise<Log> {
  const log = await openLog({ dir: join(root, name), origin, signer });
  closing.push(() => log.close());
  return log;
}

/** Answers one body of `add-checkpoint`: status, content type, text. */
type Witness = (body: Uint8Array) => Promise<[status: number, contentType: string, text: string]>;

/** A witness that decides as the product does and remembers in memory; apps/witness is the one that lasts. */
function aWitness(n: number): Witness {
  let state: WitnessState = new Map();
  return async (body) => {
    const decision = decideAddCheckpoint(state, [{ origin, keys: [signer.key] }], body);
    if (decision.kind === 'size') return [409, 'text/x.tlog.size', `${decision.size}\n`];
    if (decision.kind === 'refuse') return [decision.status, 'text/plain', `${decision.problem}\n`];
    state = decision.state;
    return [200, 'text/plain', formatSignatureLine(await cosign(decision.text, witnessSigner(n), now))];
  };
}

/** The witness behind a real HTTP server on a free port. */
async function served(witness: Witness): Promise<string> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', async () => {
      const [status, contentType, text] = await witness(Buffer.concat(pieces));
      response.writeHead(status, { 'content-type': contentType }).end(text);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(() => new Promise((done) => server.close(done)));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

const policy = (text: string) => {
  const parsed = parsePolicy(text);
  if (!parsed.ok) throw new Error(`${parsed.code} ${JSON.stringify(parsed.context)}`);
  return parsed.value;
};
const twoOfThree = policy(
  `# the village's log\nlog ${formatVkey(signer.key)} https://example.com/log\n` +
    [1, 2, 3].map((n) => `witness w${n} ${formatVkey(witnessSigner(n).key)}\n`).join('') +
    'group all-of-them 2 w1 w2 w3\nquorum all-of-them\n',
);

describe('cosigning', () => {
  it('I6 turns a log entry into a proof that a 2-of-3 policy believes, over HTTP, across growth', async () => {
    const log = await aLog();
    const witnesses = [];
    for (const n of [1, 2]) witnesses.push({ key: witnessSigner(n).key, url: await served(aWitness(n)) });
    // The third is down: the quorum does not need it.
    witnesses.push({ key: witnessSigner(3).key, url: 'http://127.0.0.1:9' });
    const sizes = new Map<string, number>();
    for (const count of [1, 300, 5]) {
      await log.append(Array.from({ length: count }, (_, i) => entry(log.size + i)));
      const cosigned = await collectCosignatures({
        checkpoint: log.checkpoint(),
        witnesses,
        proveConsistency: log.proveConsistency,
        sizes,
      });
      if (!cosigned.ok) throw new Error(cosigned.code);
      expect(cosigned.value.cosigners).toHaveLength(2);
      expect(cosigned.value.refusals).toMatchObject([{ refusal: { code: 'WITNESS_UNREACHABLE' } }]);
      expect(await log.publish(cosigned.value.signedCheckpoint)).toMatchObject({ ok: true });
      // A forgotten size costs one more round trip, nothing else.
      if (count === 300) sizes.clear();
    }
    const proof = await log.tlogProof(42);
    if (!proof.ok) throw new Error(proof.code);
    expect(verifyProof(twoOfThree, entry(42), proof.value, { now })).toMatchObject({
      ok: true,
      value: {
        index: 42,
        size: 306,
        cosigners: [
          { name: 'w1', time: now },
          { name: 'w2', time: now },
        ],
        times: [now, now],
      },
    });
    expect(verifyProof(twoOfThree, entry(42), proof.value, { now: now - 3600 })).toMatchObject({
      code: 'COSIGNATURE_FROM_FUTURE',
    });
    const withoutOne = proof.value
      .split('\n')
      .filter((line) => !line.startsWith('— w2'))
      .join('\n');
    expect(verifyProof(twoOfThree, entry(42), withoutOne)).toMatchObject({
      code: 'POLICY_QUORUM_MISSING',
      context: { cosigners: 'w1' },
    });
  });

  it('publishes a head only when the quorum cosigned it, and says who did not', async () => {
    const log = await aLog();
    await log.append([entry(0)]);
    const up: { key: NoteKey; url: string }[] = [];
    for (const n of [1, 2]) up.push({ key: witnessSigner(n).key, url: await served(aWitness(n)) });
    const down = { key: witnessSigner(3).key, url: 'http://127.0.0.1:9' };
    expect(await cosignHead(log, { policy: twoOfThree, witnesses: [...up.slice(0, 1), down] })).toMatchObject(
      {
        code: 'POLICY_QUORUM_MISSING',
        context: { cosigners: 'w1', refusals: [{ code: 'WITNESS_UNREACHABLE' }] },
      },
    );
    expect(log.published()).toBeUndefined();
    const head = await cosignHead(log, { policy: twoOfThree, witnesses: [...up, down] });
    expect(head).toMatchObject({
      ok: true,
      value: { verified: { size: 1, times: [now, now] }, refusals: [{}] },
    });
    expect(head.ok && head.value.signedCheckpoint).toBe(log.published());
  });

  it('stops reading a witness that answers without end', async () => {
    const log = await aLog();
    await log.append([entry(0)]);
    let sent = 0;
    const endless: typeof fetch = async () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            sent += 16_384;
            controller.enqueue(new Uint8Array(16_384).fill(0x61));
          },
        }),
      );
    const asked = await collectCosignatures({
      checkpoint: log.checkpoint(),
      witnesses: [{ key: witnessSigner(1).key, url: 'http://w1.example' }],
      proveConsistency: log.proveConsistency,
      fetch: endless,
    });
    expect(asked).toMatchObject({ value: { refusals: [{ refusal: { code: 'WITNESS_UNREACHABLE' } }] } });
    expect(sent).toBeLessThan(200_000);
  });

  it('does not get a cosignature for a second history of the same log', async () => {
    const witness = { key: witnessSigner(1).key, url: await served(aWitness(1)) };
    const [honest, forked] = [await aLog(), await aLog('forked')];
    for (const [log, first, count] of [
      [honest, 0, 10],
      [forked, 500, 10],
    ] as const) {
      await log.append(Array.from({ length: count }, (_, i) => entry(first + i)));
    }
    const ask = (log: Log) =>
      collectCosignatures({
        checkpoint: log.checkpoint(),
        witnesses: [witness],
        proveConsistency: log.proveConsistency,
      });
    expect(await ask(honest)).toMatchObject({ value: { cosigners: [{ time: now }] } });
    expect(await ask(forked)).toMatchObject({
      value: {
        cosigners: [],
        refusals: [{ refusal: { code: 'WITNESS_REFUSED', context: { status: 409 } } }],
      },
    });
    await forked.append([entry(1)]);
    expect(await ask(forked)).toMatchObject({
      value: { cosigners: [], refusals: [{ refusal: { context: { status: 422 } } }] },
    });
    expect(await ask(honest)).toMatchObject({ value: { cosigners: [{ time: now }] } });
  });
});

describe('a policy', () => {
  const [w1, w2] = [formatVkey(witnessSigner(1).key), formatVkey(witnessSigner(2).key)];
  const log = formatVkey(signer.key);
  const self = formatVkey(seedSigner('self.example', KEY_TYPE.cosignature, new Uint8Array(32).fill(7)).key);

  it.each([
    ['no quorum', `log ${log}\n`, 0],
    ['a quorum of nobody known', 'quorum w1\n', 1],
    ['two quorums', 'quorum none\nquorum none\n', 2],
    ['a threshold above its members', `witness w1 ${w1}\ngroup g 2 w1\nquorum g\n`, 2],
    ['a threshold of zero', `witness w1 ${w1}\ngroup g 0 w1\nquorum g\n`, 2],
    [
      'a member in two groups',
      `witness w1 ${w1}\nwitness w2 ${w2}\ngroup g any w1\ngroup h any w1 w2\nquorum h\n`,
      4,
    ],
    ['a witness twice under two names', `witness w1 ${w1}\nwitness w2 ${w1}\nquorum w1\n`, 2],
    ['a log key as witness', `witness w1 ${log}\nquorum w1\n`, 1],
    // DESIGN 1: the operator's own cosignature does not count.
    ['the log itself as its witness', `log ${log}\nwitness w1 ${self}\nquorum w1\n`, 2],
    ['a witness whose key is then a log', `witness w1 ${self}\nlog ${log}\nquorum w1\n`, 2],
    ['a witness key as log', `log ${w1}\nquorum none\n`, 1],
    ['a group before its members', `group g any w1\nwitness w1 ${w1}\nquorum g\n`, 1],
    ['the name none', `witness none ${w1}\nquorum none\n`, 1],
    ['a carriage return', 'quorum none\r\n', 1],
    ['an unknown keyword', 'trust me\nquorum none\n', 1],
    ['no newline at the end', 'quorum none', 1],
  ])('refuses %s and names the line', (_, text, line) => {
    expect(parsePolicy(text)).toMatchObject({ code: 'POLICY_MALFORMED', context: { line } });
  });

  it('takes names as octets: a Kelvin sign is no K', () => {
    expect(parsePolicy(`witness K ${w1}\nquorum \u212a\n`)).toMatchObject({ code: 'POLICY_MALFORMED' });
    expect(parsePolicy(`witness 镇纪委 ${w1}\n\t # 注\n\nquorum 镇纪委\n`)).toMatchObject({
      ok: true,
      value: { nodes: [{ name: '镇纪委' }] },
    });
  });

  it('believes no log under another origin, no stranger, and nested groups only when met', async () => {
    const opened = await aLog();
    await opened.append([entry(0)]);
    const note = parseNote(opened.checkpoint());
    if (!note.ok) throw new Error(note.code);
    const answers: string[] = [];
    for (const n of [1, 2])
      answers.push(formatSignatureLine(await cosign(note.value.text, witnessSigner(n), now)));
    const nested = policy(
      `log ${log}\nwitness w1 ${w1}\nwitness w2 ${w2}\ngroup a any w1\ngroup b all w2\ngroup c all a b\nquorum c\n`,
    );
    expect(verifyCheckpoint(nested, formatNote(note.value) + answers[0])).toMatchObject({
      code: 'POLICY_QUORUM_MISSING',
    });
    expect(verifyCheckpoint(nested, formatNote(note.value) + answers.join(''))).toMatchObject({
      ok: true,
      value: { size: 1 },
    });
    const stranger = formatVkey(
      seedSigner('example.com/other', KEY_TYPE.ed25519, new Uint8Array(32).fill(7)).key,
    );
    expect(verifyCheckpoint(policy(`log ${stranger}\nquorum none\n`), opened.checkpoint())).toMatchObject({
      code: 'POLICY_LOG_UNKNOWN',
    });
    const impostor = formatVkey(seedSigner(origin, KEY_TYPE.ed25519, new Uint8Array(32).fill(98)).key);
    expect(verifyCheckpoint(policy(`log ${impostor}\nquorum none\n`), opened.checkpoint())).toMatchObject({
      code: 'NOTE_UNSIGNED',
    });
  });
});

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Revocation, toHex } from '@hufu/contract';
import {
  EMPTY_ROOT,
  formatAddCheckpoint,
  formatCheckpoint,
  formatVkey,
  KEY_TYPE,
  leafHash,
  seedSigner,
  signNote,
  treeRoot,
} from '@hufu/log';
import { encodeCbor, parseSigned, signStatementSync } from '@hufu/statement';
import { aVillage, derivedId, nextRoster, testNow } from '@hufu/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningWitness, startWitness, zWitnessConfig } from './index.ts';

const village = aVillage();
const log = seedSigner('hufu.example/log', KEY_TYPE.ed25519, new Uint8Array(32).fill(7));
let dir: string;
let witness: RunningWitness;
const settings = () => ({
  name: 'archive.example/witness',
  organisation: '区档案馆',
  port: 0,
  cosignSeed: '11'.repeat(32),
  statementSecret: '22'.repeat(32),
  stateFile: join(dir, 'state.json'),
  logs: [{ origin: log.key.name, vkey: formatVkey(log.key) }],
  pins: { [village.id]: toHex(village.accepted.digest) },
});
const start = () => startWitness(zWitnessConfig.parse(settings()), () => testNow);
const post = (path: string, body: Uint8Array | string) =>
  fetch(witness.url + path, {
    method: 'POST',
    body: typeof body === 'string' ? body : Uint8Array.from(body),
  });
const checkpointOf = async (leaves: Uint8Array[]) =>
  signNote(
    formatCheckpoint({
      origin: log.key.name,
      size: leaves.length,
      root: leaves.length ? treeRoot(leaves.map(leafHash)) : EMPTY_ROOT,
      extensions: [],
    }),
    [log],
  );

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'witness-'));
  witness = await start();
});
afterEach(async () => {
  await witness.close();
  rmSync(dir, { recursive: true });
});

describe('a witness', () => {
  it('cosigns what extends its view, refuses another root for the same size, and remembers after a restart', async () => {
    const leaf = (n: number) => new Uint8Array(32).fill(n);
    const first = await checkpointOf([leaf(1)]);
    const add = (oldSize: number, note: string) =>
      post('/add-checkpoint', formatAddCheckpoint(oldSize, [], note));
    const yes = await add(0, first);
    expect(yes.status).toBe(200);
    expect(await yes.text()).toMatch(/^— archive\.example\/witness /);
    await witness.close();
    witness = await start();
    const again = await add(0, first);
    expect(again.status).toBe(409);
    expect(await again.text()).toBe('1\n');
    expect((await add(1, await checkpointOf([leaf(2)]))).status).toBe(409);
    expect((await add(1, first)).status).toBe(200);
  });

  it('takes only the pinned first roster, then its rotations, and vouches for the newest', async () => {
    const stranger = aVillage({ name: '别的村' });
    expect((await post('/roster', stranger.rosterCose)).status).toBe(409);
    expect((await post('/roster', village.rosterCose)).status).toBe(200);
    const second = nextRoster(village, (r) => ({ ...r, villageName: r.villageName }));
    expect((await post('/roster', second.cose)).status).toBe(200);
    const fork = nextRoster(village, (r) => ({ ...r, at: r.at + 5 }));
    expect((await post('/roster', fork.cose)).status).toBe(409);
    const nonce = new Uint8Array(16).fill(3);
    const word = await post(
      '/freshness',
      encodeCbor({ id: village.id, village: village.id, machine: village.machine.thumbprint, nonce }),
    );
    const signed = parseSigned(new Uint8Array(await word.arrayBuffer()));
    expect(signed.ok && signed.value.payload).toMatchObject({
      type: 'freshness',
      rosterVersion: 2,
      nonce,
      at: testNow,
    });
  });

  it('names a revoked key from then on, and refuses a revocation by a stranger', async () => {
    await post('/roster', village.rosterCose);
    const revocation = (signer: typeof village.secretary.signer) =>
      encodeCbor({
        revocation: signStatementSync(
          {
            type: 'revocation',
            v: 1,
            id: village.id,
            village: village.id,
            at: testNow,
            what: { kind: 'key', thumbprint: village.secretary.signer.thumbprint },
            reason: '手机丢失',
          },
          signer,
        ),
        authorization: null,
      });
    expect((await post('/revocation', revocation(village.machine.agent))).status).toBeGreaterThanOrEqual(400);
    expect((await post('/revocation', revocation(village.secretary.signer))).status).toBe(200);
    const word = await post(
      '/freshness',
      encodeCbor({
        id: village.id,
        village: village.id,
        machine: village.machine.thumbprint,
        nonce: new Uint8Array(16),
      }),
    );
    const signed = parseSigned(new Uint8Array(await word.arrayBuffer()));
    expect(signed.ok && signed.value.payload).toMatchObject({
      epoch: 1,
      revokedKeys: [village.secretary.signer.thumbprint],
    });
  });

  it('answers every wrong checkpoint with the status of the specification', async () => {
    const leaves = [new Uint8Array(32), new Uint8Array(32).fill(1)];
    const head = await checkpointOf(leaves);
    const text = head.slice(0, head.indexOf('\n\n') + 1);
    const stranger = seedSigner(log.key.name, KEY_TYPE.ed25519, new Uint8Array(32).fill(99));
    // The log's own key under another origin: a checkpoint of one log is none of another.
    const foreign = await signNote(text.replace(log.key.name, 'example.com/other'), [log]);
    const cases: [number, string][] = [
      [400, 'nonsense'],
      [400, formatAddCheckpoint(3, [], head)],
      [400, formatAddCheckpoint(0, [], head).replace('old 0', 'old 00')],
      [404, formatAddCheckpoint(0, [], foreign)],
      [403, formatAddCheckpoint(0, [], await signNote(text, [stranger]))],
      [403, formatAddCheckpoint(0, [], head.replace('\n2\n', '\n3\n'))],
      [409, formatAddCheckpoint(1, [], head)],
      [422, formatAddCheckpoint(0, [new Uint8Array(32)], head)],
    ];
    for (const [status, body] of cases)
      expect([status, (await post('/add-checkpoint', body)).status]).toEqual([status, status]);
    const behind = await post('/add-checkpoint', formatAddCheckpoint(1, [], head));
    expect(behind.headers.get('content-type')).toBe('text/x.tlog.size');
    expect(await behind.text()).toBe('0\n');
    expect((await post('/add-checkpoint', formatAddCheckpoint(0, [], head))).status).toBe(200);
    expect((await fetch(`${witness.url}/add-checkpoint`)).status).toBe(404);
  });

  it('never stores a smaller tree over a larger one when asked for both at once', async () => {
    const leaves = [new Uint8Array(32), new Uint8Array(32).fill(1)];
    const both = [await checkpointOf(leaves), await checkpointOf(leaves.slice(0, 1))];
    const answers = await Promise.all(
      both.map((note) => post('/add-checkpoint', formatAddCheckpoint(0, [], note))),
    );
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
    const winner = answers[0]?.status === 200 ? '2\n' : '1\n';
    const next = await post('/add-checkpoint', formatAddCheckpoint(0, [], await checkpointOf(leaves)));
    expect(await next.text()).toBe(winner);
  });

  it('goes on vouching however many revocations one person sends, and forgets none that is needed', async () => {
    await post('/roster', village.rosterCose);
    const revoke = (what: Revocation['what'], i: number, at = testNow) =>
      post(
        '/revocation',
        encodeCbor({
          revocation: signStatementSync(
            {
              type: 'revocation',
              v: 1,
              id: derivedId(`revocation ${i}`),
              village: village.id,
              at,
              what,
              reason: '遗失',
            },
            village.secretary.signer,
          ),
          authorization: null,
        }),
      );
    const old = testNow - 40 * 86_400_000;
    const authorization = (name: string) => ({
      kind: 'authorization' as const,
      authorization: derivedId(name),
    });
    await revoke(authorization('long ended'), 1, old);
    await revoke(authorization('may still be valid'), 2);
    expect((await revoke(authorization('x'), 3, testNow + 3_600_000)).status).toBe(400);
    const key = { kind: 'key' as const, thumbprint: village.secretary.signer.thumbprint };
    expect(await (await revoke(key, 4)).json()).toEqual({ epoch: 3 });
    for (let i = 5; i < 10; i++) expect(await (await revoke(key, i)).json()).toEqual({ epoch: 3 });
    // The key is withdrawn: whoever found it withdraws nothing more.
    expect((await revoke(authorization('y'), 10)).status).toBeGreaterThanOrEqual(400);
    const word = await post(
      '/freshness',
      encodeCbor({
        id: village.id,
        village: village.id,
        machine: village.machine.thumbprint,
        nonce: new Uint8Array(16),
      }),
    );
    const signed = parseSigned(new Uint8Array(await word.arrayBuffer()));
    expect(signed.ok && signed.value.payload).toMatchObject({
      epoch: 3,
      revokedKeys: [village.secretary.signer.thumbprint],
      revokedAuthorizations: [derivedId('may still be valid')],
    });
  });

  it('refuses to go back: a smaller head gets 409 with the size it holds, a longer one of another history 422', async () => {
    const leaves = [1, 2, 3].map((n) => new Uint8Array(32).fill(n));
    await post('/add-checkpoint', formatAddCheckpoint(0, [], await checkpointOf(leaves)));
    const rolledBack = await checkpointOf(leaves.slice(0, 2));
    for (const old of [0, 2]) {
      const answer = await post('/add-checkpoint', formatAddCheckpoint(old, [], rolledBack));
      expect([answer.status, await answer.text()]).toEqual([409, '3\n']);
    }
    const other = await checkpointOf(
      [...leaves.slice(0, 2), leaves[0] ?? leaves[1], leaves[2]].flatMap((l) => l ?? []),
    );
    const proof = [new Uint8Array(32), new Uint8Array(32)];
    expect((await post('/add-checkpoint', formatAddCheckpoint(3, proof, other))).status).toBe(422);
  });

  it('shows on its page and to monitors who it is and how far it has seen each log', async () => {
    await post('/roster', village.rosterCose);
    const leaves = [new Uint8Array(32), new Uint8Array(32).fill(1)];
    await post('/add-checkpoint', formatAddCheckpoint(0, [], await checkpointOf(leaves)));
    const root = toHex(treeRoot(leaves.map(leafHash)));
    const page = await (await fetch(witness.url)).text();
    for (const shown of ['区档案馆', log.key.name, root, village.roster.villageName])
      expect(page).toContain(shown);
    const view = await fetch(`${witness.url}/view`);
    expect(view.headers.get('access-control-allow-origin')).toBe('*');
    expect(await view.json()).toMatchObject({
      name: 'archive.example/witness',
      trees: [{ origin: log.key.name, size: 2, root }],
    });
  });

  it('takes a revocation from a page of another host and from its own page, which no other host can change', async () => {
    const preflight = await fetch(`${witness.url}/revocation`, {
      method: 'OPTIONS',
      headers: { origin: 'https://yongyin.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect((await post('/revocation', 'x')).headers.get('access-control-allow-origin')).toBe('*');
    expect((await post('/roster', 'x')).headers.get('access-control-allow-origin')).toBeNull();
    const page = await fetch(`${witness.url}/revoke`);
    const script = /<script>([\s\S]*)<\/script>/.exec(await page.text())?.[1] ?? '';
    const hash = createHash('sha256').update(script).digest('base64');
    expect(page.headers.get('content-security-policy')).toContain(`script-src 'sha256-${hash}'`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('lets nobody keep it busy with rosters, and goes on cosigning meanwhile', async () => {
    const statuses = new Set<number>();
    for (let i = 0; i < 301; i++) statuses.add((await post('/roster', 'x')).status);
    expect(statuses).toEqual(new Set([400, 429]));
    const head = await checkpointOf([new Uint8Array(32)]);
    expect((await post('/add-checkpoint', formatAddCheckpoint(0, [], head))).status).toBe(200);
  });

  it('signs no long text in the place of a nonce', async () => {
    await post('/roster', village.rosterCose);
    const question = { id: village.id, village: village.id, machine: village.machine.thumbprint };
    for (const length of [0, 7, 65, 5000])
      expect(
        (await post('/freshness', encodeCbor({ ...question, nonce: new Uint8Array(length) }))).status,
      ).toBe(400);
  });

  it('does not start with a log whose key it cannot read', async () => {
    await witness.close();
    const config = { ...settings(), logs: [{ origin: log.key.name, vkey: `${log.key.name}+00000000+AAAA` }] };
    await expect(startWitness(zWitnessConfig.parse(config))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
    witness = await start();
  });

  it('refuses to start on an edited state file', async () => {
    await post('/roster', village.rosterCose);
    const head = await checkpointOf([new Uint8Array(32), new Uint8Array(32).fill(1)]);
    await post('/add-checkpoint', formatAddCheckpoint(0, [], head));
    await witness.close();
    const file = join(dir, 'state.json');
    const state = readFileSync(file, 'utf8');
    for (const [from, to] of [
      ['"v":1', '"v":2'],
      ['"size":2', '"size":1'],
    ] as const) {
      expect(state).toContain(from);
      writeFileSync(file, state.replace(from, to));
      await expect(start()).rejects.toMatchObject({ code: 'WITNESS_STATE_DAMAGED' });
    }
    rmSync(file);
    witness = await start();
  });
});

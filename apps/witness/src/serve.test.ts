import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '@hufu/contract';
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
import { aVillage, nextRoster, testNow } from '@hufu/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningWitness, startWitness, zWitnessConfig } from './index.ts';

const village = aVillage();
const log = seedSigner('hufu.example/log', KEY_TYPE.ed25519, new Uint8Array(32).fill(7));
let dir: string;
let witness: RunningWitness;
const start = () =>
  startWitness(
    zWitnessConfig.parse({
      name: 'archive.example/witness',
      organisation: '区档案馆',
      port: 0,
      cosignSeed: '11'.repeat(32),
      statementSecret: '22'.repeat(32),
      stateFile: join(dir, 'state.json'),
      logs: [{ origin: log.key.name, vkey: formatVkey(log.key) }],
      pins: { [village.id]: toHex(village.accepted.digest) },
    }),
    () => testNow,
  );
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

  it('refuses to start on an edited state file', async () => {
    await post('/roster', village.rosterCose);
    await witness.close();
    const file = join(dir, 'state.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"v":1', '"v":2'));
    await expect(start()).rejects.toMatchObject({ code: 'WITNESS_STATE_DAMAGED' });
    rmSync(file);
    witness = await start();
  });
});

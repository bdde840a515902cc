import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { valueOrThrow } from '@hufu/contract';
import { parseTrustPolicy, readPack, verifyPack } from '@hufu/evidence';
import { testNow } from '@hufu/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startTestAuthority,
  type TestAuthority,
} from '../../../../packages/evidence/rig/timestamp-authority.ts';
import { type ToldRequest, tellRequest } from '../../rig/bench-history.ts';
import { BenchChain } from '../../rig/bench-machine.ts';
import { type BenchTrust, benchVillage, startBenchTrust } from '../../rig/bench-trust.ts';
import { startTestServer, type TestServer } from '../../rig/test-server.ts';

const village = benchVillage();
const day = 86_400_000;
let trust: BenchTrust;
let server: TestServer;
let authorities: TestAuthority[];
let told: ToldRequest;

beforeAll(async () => {
  trust = await startBenchTrust(village, () => testNow);
  authorities = [
    await startTestAuthority('one', { days: 30 }),
    await startTestAuthority('two', { key: 'ec:P-256', days: 60 }),
  ];
  const list = authorities.map(({ name, url, caFile }) => {
    writeFileSync(path.join(trust.dir, `${name}.pem`), readFileSync(caFile));
    return { name, url, certificates: `${name}.pem` };
  });
  const file = path.join(trust.dir, 'timestamps.json');
  writeFileSync(file, JSON.stringify(list));
  server = await startTestServer({ village, env: { ...trust.env, HUFU_TIMESTAMPS_FILE: file } });
  told = tellRequest(village, new BenchChain(village), testNow - 5 * day);
  await server.running.importHistory({ village: village.id, items: told.items, blobs: told.blobs });
}, 120_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await trust[Symbol.asyncDispose]();
  for (const a of authorities) await a[Symbol.asyncDispose]();
});

const packOf = async (request: string) => {
  const custodian = await server.as('custodian');
  const { receipt } = await custodian.evidence.getReceipt({ request });
  const reply = await fetch(`${server.url}/api/evidence/get-pack?request=${request}&receipt=${receipt}`);
  return new Uint8Array(await reply.arrayBuffer());
};
const stampPaths = (pack: Uint8Array) =>
  [...valueOrThrow(readPack(pack)).files.keys()].filter((p) => p.startsWith('log/timestamps/'));
const policy = async () => {
  const { policy: text } = JSON.parse(await (await fetch(`${server.url}/api/evidence/get-policy`)).text());
  return valueOrThrow(parseTrustPolicy(text));
};

describe('the daily stamping of checkpoints', () => {
  it('puts the stamps of every authority into packs, which verify under the published policy', async () => {
    expect(stampPaths(await packOf(told.id))).toEqual([]);
    // Signed by a clock of today: the village of the test lives in another year.
    const round = await server.running.timestamper.stampNow();
    expect(round).toMatchObject({ stamped: 2, failed: [] });
    const pack = await packOf(told.id);
    expect(stampPaths(pack)).toEqual(
      expect.arrayContaining(['log/timestamps/01-one.tsr', 'log/timestamps/01-two.tsr']),
    );
    const verdict = verifyPack(pack, await policy(), Date.now());
    expect(verdict.ok, verdict.sentence.en).toBe(true);
    expect(verdict.steps.find((s) => s.name === 'timestamps')?.detail.en).toContain('one TSA, two TSA');
  });

  it('renews the stamps whose certificate ends soon, and stamps nothing twice', async () => {
    const { stampNow } = server.running.timestamper;
    expect(await stampNow(Date.now() - 300 * day)).toEqual({ stamped: 0, renewed: 0, failed: [] });
    expect(await stampNow(Date.now())).toEqual({ stamped: 0, renewed: 2, failed: [] });
    const pack = await packOf(told.id);
    expect(stampPaths(pack)).toContain('log/timestamps/02-two.tsr');
    // Once the first certificate has ended the renewal still vouches for it.
    const verdict = verifyPack(pack, await policy(), Date.now() + 45 * day);
    expect(verdict.steps.find((s) => s.name === 'timestamps')?.detail.en).toContain('existed by');
  });

  it('goes on with the others when one authority is away, and says which', async () => {
    const [one] = authorities;
    if (!one) throw new Error('authority');
    one.answer = () => new Uint8Array(3);
    const more = tellRequest(village, new BenchChain(village), testNow - 3 * day);
    await server.running.importHistory({
      village: village.id,
      items: more.items.slice(0, 2),
      blobs: more.blobs,
    });
    expect(await server.running.timestamper.stampNow()).toMatchObject({ stamped: 1, failed: ['one'] });
    one.answer = undefined;
    expect(await server.running.timestamper.stampNow()).toMatchObject({ stamped: 1, failed: [] });
  });
});

import { valueOrThrow } from '@hufu/contract';
import { parseTrustPolicy, readPack, verifyPack, verifyProofFile } from '@hufu/evidence';
import { checkReport } from '@hufu/evidence/report';
import { testNow } from '@hufu/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ToldRequest, tellRequest } from '../../rig/bench-history.ts';
import { BenchChain } from '../../rig/bench-machine.ts';
import { type BenchTrust, benchVillage, startBenchTrust } from '../../rig/bench-trust.ts';
import { startTestServer, type TestServer } from '../../rig/test-server.ts';

const village = benchVillage();
let trust: BenchTrust;
let server: TestServer;
let told: ToldRequest;
let other: ToldRequest;

beforeAll(async () => {
  trust = await startBenchTrust(village, () => testNow);
  server = await startTestServer({ village, env: trust.env });
  const chain = new BenchChain(village);
  told = tellRequest(village, chain, testNow - 5 * 86_400_000, { refused: 1 });
  other = tellRequest(village, chain, testNow - 4 * 86_400_000);
  await server.running.importHistory({
    village: village.id,
    items: [...told.items, ...other.items],
    blobs: [...told.blobs, ...other.blobs],
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await trust[Symbol.asyncDispose]();
});

const receiptOf = async (request: string) => {
  const custodian = await server.as('custodian');
  return await custodian.evidence.getReceipt({ request });
};
const get = async (path: string) => await fetch(`${server.url}/api/evidence/${path}`);

describe('the evidence of a request', () => {
  it('gives the holder of the receipt a pack that verifies under the published policy, in amber as the witnesses share our host', async () => {
    const { receipt, url, qrSvg } = await receiptOf(told.id);
    expect(url).toContain(`/verify/#request=${told.id}&receipt=${receipt}`);
    expect(qrSvg).toContain('<svg');
    const reply = await get(`get-pack?request=${told.id}&receipt=${receipt}`);
    const bytes = new Uint8Array(await reply.arrayBuffer());
    const published: { policy: string; k: number } = JSON.parse(await (await get('get-policy')).text());
    const policy = valueOrThrow(parseTrustPolicy(published.policy));
    const verdict = verifyPack(bytes, policy, testNow);
    expect(verdict.steps.filter((s) => !s.ok)).toEqual([]);
    expect(verdict).toMatchObject({ ok: true, colour: 'amber' });
    const paths = [...valueOrThrow(readPack(bytes)).files.keys()];
    expect(paths.filter((p) => p.startsWith('pictures/'))).toHaveLength(3);
    expect(paths.filter((p) => p.startsWith('pages/'))).toHaveLength(1);
    expect(paths).toEqual(
      expect.arrayContaining(['log/checkpoint', 'report.pdf', 'rosters/0001.tlog-proof']),
    );
    expect(paths.filter((p) => p.startsWith('receipts/')).length).toBeGreaterThan(6);
    const pack = valueOrThrow(readPack(bytes));
    expect(await checkReport(verdict, pack)).toMatchObject({ ok: true, colour: 'amber' });
    const stamps = verdict.steps.find((s) => s.name === 'timestamps');
    expect(stamps?.detail.zh).toContain('没有可用的时间戳');
  });

  it('gives a proof of one statement that verifies from its own file', async () => {
    const { receipt } = await receiptOf(told.id);
    const secretary = await server.as('secretary');
    const { statements } = await secretary.sealUse.getRequest({ id: told.id });
    for (const { id } of statements) {
      const text = await (await get(`get-proof?statement=${id}&receipt=${receipt}`)).text();
      expect(verifyProofFile(text)).toMatchObject({ ok: true, colour: 'amber' });
    }
  });

  it('opens nothing for the receipt of another request, and says no more than that', async () => {
    const { receipt } = await receiptOf(other.id);
    const wrong = await get(`get-pack?request=${told.id}&receipt=${receipt}`);
    expect([wrong.status, (await wrong.json()).code]).toEqual([404, 'RECEIPT_WRONG']);
    const unknown = await get(`get-pack?request=${crypto.randomUUID()}&receipt=${receipt}`);
    expect([unknown.status, (await unknown.json()).code]).toEqual([404, 'RECEIPT_WRONG']);
    expect((await get(`get-proof?statement=${told.id}&receipt=${receipt}`)).status).toBe(404);
  });

  it('lets its pages speak to the witnesses and to no other host, so that a phone reaches them without us', async () => {
    const policy = (await fetch(`${server.url}/m/`)).headers.get('content-security-policy') ?? '';
    const allowed = /connect-src ([^;]*)/
      .exec(policy)?.[1]
      ?.split(' ')
      .filter((s) => s.startsWith('http'));
    expect(allowed?.sort()).toEqual(trust.witnesses.map((w) => new URL(w.url).origin).sort());
  });

  it('gives no receipt to somebody of another village', async () => {
    const stranger = await server.as('stranger');
    await expect(stranger.evidence.getReceipt({ request: told.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

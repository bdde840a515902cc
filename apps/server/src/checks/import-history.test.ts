import { HufuError } from '@hufu/contract';
import { testNow } from '@hufu/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tellRequest } from '../../rig/bench-history.ts';
import { BenchChain } from '../../rig/bench-machine.ts';
import { type BenchTrust, benchVillage, startBenchTrust } from '../../rig/bench-trust.ts';
import { startTestServer, type TestServer } from '../../rig/test-server.ts';

const village = benchVillage();
const day = 86_400_000;
let trust: BenchTrust;
let server: TestServer;

beforeAll(async () => {
  trust = await startBenchTrust(village, () => testNow);
  server = await startTestServer({ village, env: trust.env });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await trust[Symbol.asyncDispose]();
});

const chain = new BenchChain(village);
const blobs: { bytes: Uint8Array; mediaType: string }[] = [];
function told(at: number, options: Parameters<typeof tellRequest>[3] = {}) {
  const request = tellRequest(village, chain, at, options);
  blobs.push(...request.blobs);
  return request;
}

/** Ten in the morning of a working day. */
const morning = (daysAgo: number) => testNow - daysAgo * day;

describe('the import of a past', () => {
  it('takes the past in by the paths of the present, pictures and log included', async () => {
    const requests = Array.from({ length: 12 }, (_, i) => told(morning(70 - (i % 5)) + i * 60_000));
    const items = requests.flatMap((r) => r.items);
    const imported = await server.running.importHistory({ village: village.id, items, blobs });
    expect(imported).toEqual({ statements: items.length, pictures: 36 });
    const secretary = await server.as('secretary');
    const detail = await secretary.sealUse.getRequest({ id: requests[0]?.id ?? '' });
    expect(detail).toMatchObject({ phase: 'finished', executed: 1 });
    expect(detail.statements.every((s) => s.witnessed)).toBe(true);
    expect(detail.impressionPlan[0]).toMatchObject({ state: 'executed', after: expect.any(String) });
    expect(await server.running.importHistory({ village: village.id, items, blobs })).toMatchObject({
      statements: 0,
    });
  });

  it('finds a payment that was split at night and approved within seconds', async () => {
    const night = morning(26) + 12 * 3_600_000;
    const changes = { counterparty: '青禾工程队（虚构）', amountFen: 4_980_000 };
    const requests = [0, 1].map((i) => told(night + i * 19 * 60_000, { approvalMs: 2_000, changes }));
    await server.running.importHistory({
      village: village.id,
      items: requests.flatMap((r) => r.items),
      blobs,
    });
    const alarms = await server.running.parts.db
      .selectFrom('alarm')
      .select(['kind', 'at', 'statement'])
      .where(
        'request',
        'in',
        requests.map((r) => r.id),
      )
      .execute();
    expect(new Set(alarms.map((a) => a.kind))).toEqual(
      new Set(['counterpartySplit', 'approvedTooQuickly', 'afterHours']),
    );
    expect(alarms.every((a) => a.at < morning(25) && a.statement !== null)).toBe(true);
  });

  it('finds papers refused again and again, and a contact without authorization', async () => {
    const forced = told(morning(12), { refused: 3 });
    chain.counters = { ...chain.counters, H: chain.counters.H + 1 };
    forced.items.push(
      chain.record(morning(12) + 3_600_000 * 3, {
        type: 'reconciliation',
        day: '2026-02-18',
        counters: chain.counters,
        executedToday: 1,
        bySeal: [{ seal: village.seals.committee, executed: 1 }],
      }),
    );
    await server.running.importHistory({ village: village.id, items: forced.items, blobs });
    const alarms = await server.running.parts.db
      .selectFrom('alarm')
      .select(['kind', 'request', 'machine'])
      .execute();
    expect(alarms).toContainEqual({ kind: 'papersRefused', request: forced.id, machine: null });
    expect(alarms).toContainEqual({
      kind: 'unauthorizedContact',
      request: null,
      machine: village.machine.id,
    });
    expect(alarms.filter((a) => a.kind === 'counterMismatch')).toEqual([]);
  });

  it('refuses a past that was tampered with, and says which statement', async () => {
    const { items } = told(morning(5));
    const [first, ...rest] = items;
    if (!first) throw new Error('items');
    const altered = { ...first, cose: first.cose.map((b, i) => (i === first.cose.length - 1 ? b ^ 1 : b)) };
    const refusal = await server.running
      .importHistory({ village: village.id, items: [altered, ...rest], blobs })
      .catch((e: unknown) => e);
    expect(refusal).toBeInstanceOf(HufuError);
    expect(refusal).toMatchObject({ code: 'HISTORY_REFUSED', context: { index: 0, type: 'request' } });
  });
});

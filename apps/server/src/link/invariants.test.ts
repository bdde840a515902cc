import { randomUUID } from 'node:crypto';
import { toHex, valueOrThrow } from '@hufu/contract';
import { parseSigned, signStatementSync } from '@hufu/statement';
import { derivedBytes, testNow } from '@hufu/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  agreed,
  type BenchAgent,
  type BenchChain,
  type RecordBody,
  receivedAuthorizations,
  sha256,
} from '../../rig/bench-machine.ts';
import { benchVillage } from '../../rig/bench-trust.ts';
import { type LinkBench, openLinkBench } from '../../rig/link-bench.ts';
import { type TestServer, travelling } from '../../rig/test-server.ts';

// What a server must hold to whatever a machine says or a person asks.
const village = benchVillage();
const _dev = toHex(village.machine.thumbprint);
let bench: LinkBench;
let server: TestServer;
let agent: BenchAgent;
let chain: BenchChain;

beforeAll(async () => {
  bench = await openLinkBench(village);
  ({ server, agent, chain } = bench);
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

async function approved(matter?: { id: string; major: boolean }) {
  const { request, authorization } = await bench.approved(
    matter ? { matter: { ...matter, version: 1, name: '集体资产抵押' }, resolution: '村民代表会议决议' } : {},
  );
  return { request, id: authorization.payload.id, authorization };
}
/** Sends a record and waits until it is proved, and looked at by the alarm rules. */
async function say(body: RecordBody): Promise<void> {
  const record = chain.record(testNow, body);
  await agent.send(record);
  await agent.until(() => agent.proofs.get(record.n));
  await server.running.machineSide.watched();
}
const before = derivedBytes('frame before');
const intend = (authorization: string, attempt = 0, k = 0) =>
  say({
    type: 'intent',
    authorization,
    k,
    attempt,
    preHash: before,
    before: [before],
    verdict: agreed,
    exception: null,
    H: chain.counters.H,
  });
const outcome = (authorization: string, receipt: Uint8Array | null, attempt = 0, k = 0) =>
  say({ type: 'outcome', authorization, k, attempt, outcome: 'executed', reason: '', receipt });
/** The press controller was granted one more, and used it. */
const receipt = (authorization: string, k: number, preHash: Uint8Array, attempt = 0) => {
  chain.counters = { ...chain.counters, L: chain.counters.L + 1, D: chain.counters.D + 1 };
  return chain.receipt(authorization, k, preHash, attempt);
};
const detailOf = async (id: string) => await (await server.as('secretary')).sealUse.getRequest({ id });
const stateOf = async (id: string) => (await detailOf(id)).impressionPlan[0]?.state;
const alarms = async (kind: string) =>
  await server.running.parts.db
    .selectFrom('alarm')
    .select(['severity', 'detail'])
    .where('kind', '=', kind)
    .execute();

describe('the server', () => {
  it('I4 raises an alarm when the counters of a machine do not add up', async () => {
    const first = await approved();
    await intend(first.id);
    await outcome(first.id, receipt(first.id, 0, before));
    expect(await alarms('counterMismatch')).toEqual([]);
    const { id } = await approved();
    await intend(id);
    // Four more were granted, of which nobody knows what became.
    const honest = chain.counters;
    chain.counters = { ...honest, L: honest.L + 4 };
    await outcome(id, receipt(id, 0, before));
    chain.counters = { ...chain.counters, L: chain.counters.L - 4 };
    expect(await alarms('counterMismatch')).not.toEqual([]);
  });

  it('I1 counts one impression once, whatever further attempts a machine claims', async () => {
    const { request, id } = await approved();
    await intend(id);
    await outcome(id, receipt(id, 0, before));
    await intend(id, 1);
    await outcome(id, receipt(id, 0, before, 1), 1);
    const detail = await detailOf(request);
    expect(detail).toMatchObject({ executed: 1 });
    expect(detail.impressionPlan).toMatchObject([{ state: 'executed' }]);
  });

  it('I2 takes "executed" for unknown without a receipt of the press controller for this very attempt', async () => {
    const wrong: ((id: string) => Uint8Array | null)[] = [
      () => null,
      (id) => receipt(id, 0, before, 7),
      () => receipt(randomUUID(), 0, before),
      (id) => {
        const own = valueOrThrow(parseSigned(receipt(id, 0, before)));
        return signStatementSync(own.payload, village.machine.agent);
      },
    ];
    for (const receiptOf of wrong) {
      const { request, id } = await approved();
      await intend(id);
      await outcome(id, receiptOf(id));
      expect(await stateOf(request)).toBe('unknown');
      // I1: nothing follows an unknown one.
      await intend(id, 1);
      await outcome(id, receipt(id, 0, before, 1), 1);
      expect(await stateOf(request)).toBe('unknown');
    }
  });

  it('I5 sends no machine what lacks an approver, and nothing of another village', async () => {
    const { id, authorization } = await approved({ id: 'loan', major: true });
    const whole = await approved();
    await agent.ask('next');
    const idsSent = () =>
      receivedAuthorizations(agent).flatMap((m) => {
        const { payload } = valueOrThrow(parseSigned(m.cose));
        return payload.type === 'authorization' ? [payload.id] : [];
      });
    await agent.until(() => (idsSent().includes(whole.id) ? true : undefined));
    expect(idsSent()).not.toContain(id);
    const director = await server.as('director');
    await director.sealUse.approveRequest({
      statement: travelling(authorization.approvedBy(village.director)),
      idempotencyKey: 'second approver',
    });
    await agent.until(() => (idsSent().includes(id) ? true : undefined));
  });

  it.each([
    ['lidOpened', 'warning'],
    ['tamper', 'serious'],
    ['clockJump', 'info'],
  ] as const)('makes an alarm of %s at a machine (F91)', async (event, severity) => {
    await say({
      type: 'event',
      event,
      authorization: null,
      k: null,
      frame: null,
      verdict: null,
      detail: '现场',
    });
    expect(await alarms(event)).toEqual([
      { severity, detail: expect.objectContaining({ zh: expect.stringContaining('现场') }) },
    ]);
  });

  // The last page is sealed, so that it is seen anyway; pages are given with their copy.
  it.each<[string, [page: number, copy: number][], alarms: number]>([
    [
      'all, in order',
      [
        [0, 0],
        [1, 0],
      ],
      0,
    ],
    ['none', [], 1],
    ['one too few', [[0, 0]], 1],
    [
      'all, in another order',
      [
        [1, 0],
        [0, 0],
      ],
      1,
    ],
    [
      'one twice instead',
      [
        [0, 0],
        [0, 0],
      ],
      1,
    ],
    [
      'those of another copy',
      [
        [0, 1],
        [1, 1],
      ],
      1,
    ],
  ])('F65 holds an intent to the pages that had to be shown before: %s', async (_, shown, wanted) => {
    const raised = async () => (await alarms('pagesNotShown')).map((a) => a.severity);
    const had = (await raised()).length;
    const { authorization } = await bench.approved({
      pageCount: 3,
      everyPage: true,
      impressions: [{ seal: village.seals.committee, pages: [2], copies: 2, place: null }],
    });
    const { id } = authorization.payload;
    for (const [page, copy] of shown)
      await say({
        type: 'event',
        event: 'pageShown',
        authorization: id,
        k: null,
        frame: before,
        verdict: agreed,
        detail: '',
        shown: { page, copy },
      });
    await intend(id);
    // A further attempt at the same impression is no further alarm.
    await intend(id, 1);
    expect((await raised()).slice(had)).toEqual(Array(wanted).fill('serious'));
  });

  it('keeps the late mark of a picture in the signed record (F56), and takes none that no record named', async () => {
    const { request, id } = await approved();
    await intend(id);
    await outcome(id, receipt(id, 0, before));
    const after = sha256(new TextEncoder().encode('late'));
    await say({
      type: 'afterCheck',
      authorization: id,
      k: 0,
      attempt: 0,
      after,
      late: true,
      verdict: agreed,
    });
    const { statements } = await detailOf(request);
    const kept = statements
      .map((s) => valueOrThrow(parseSigned(new Uint8Array(Buffer.from(s.cose, 'base64url')))).payload)
      .filter((p) => p.type === 'afterCheck');
    expect(kept).toMatchObject([{ late: true }]);
    const b64 = (s: string) => Buffer.from(s).toString('base64');
    const strange = toHex(sha256(new TextEncoder().encode('made up afterwards')));
    const reply = await agent.http('POST', '/machine/uploads', {
      'tus-resumable': '1.0.0',
      'upload-length': '10',
      'upload-metadata': `sha256 ${b64(strange)},role ${b64('after')},mediatype ${b64('image/jpeg')}`,
    });
    expect(reply.status).toBe(409);
  });
});

import type { HufuError, Roster } from '@hufu/contract';
import { anAuthorization, aVillage, derivedId, type TestPerson, testNow } from '@hufu/testkit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { filed } from '../../rig/filing.ts';
import { startTestServer, type TestServer, travelling } from '../../rig/test-server.ts';
import { createWatch } from '../checks/watch.ts';

const hour = 3_600_000;
let server: TestServer;
beforeAll(async () => {
  const change = (r: Roster): Roster => ({
    ...r,
    policy: { ...r.policy, emergency: { perMonth: 2, maxValidityMs: 4 * hour } },
  });
  server = await startTestServer({ village: aVillage({ change }) });
});
afterAll(async () => await server[Symbol.asyncDispose]());

let made = 0;
async function emergency() {
  const { statement, summary } = await filed(server);
  const unsigned = anAuthorization(
    server.village,
    {
      id: derivedId(`emergency-${++made}`),
      at: testNow,
      mode: 'emergency',
      emergency: { reason: '台风救灾，书记在外' },
      validFrom: testNow,
      validTo: testNow + 2 * hour,
    },
    statement,
  );
  const sign = async (login: string, who: TestPerson) =>
    await (await server.as(login)).sealUse.approveRequest({
      statement: travelling(unsigned.approvedBy(who)),
      idempotencyKey: `emergency-${login}-${summary.id}`,
    });
  return { summary, sign };
}
const alarmsOf = async (request: string) =>
  (await (await server.as('inspector')).supervision.listAlarms({})).items.filter(
    (a) => a.request === request,
  );

it('lets a reviewer and an approver authorize over the same bytes, and shows it everywhere at once (F47)', async () => {
  const { village } = server;
  const { summary, sign } = await emergency();
  expect(await sign('reviewer', village.reviewer)).toMatchObject({ phase: 'filed', emergency: true });
  const waiting = await (await server.as('director')).sealUse.listRequests({ view: 'waiting' });
  expect(waiting.items.find((r) => r.id === summary.id)).toMatchObject({
    waitsForMe: 'approve',
    emergency: true,
  });
  expect(await sign('director', village.director)).toMatchObject({ phase: 'authorized', emergency: true });
  const register = await (await server.as('inspector')).supervision.listRegister({ limit: 50 });
  expect(register.items.find((r) => r.id === summary.id)).toMatchObject({ emergency: true });
  await vi.waitFor(
    async () => expect((await alarmsOf(summary.id)).map((a) => a.kind)).toContain('emergencyUse'),
    { timeout: 15_000, interval: 50 },
  );
});

it('raises a more serious alarm when nobody looked into it in time, and none when somebody did', async () => {
  const { village } = server;
  const [looked, forgotten] = [await emergency(), await emergency()];
  for (const { sign } of [looked, forgotten]) {
    await sign('reviewer', village.reviewer);
    await sign('director', village.director);
  }
  const published = async (request: string) =>
    (await alarmsOf(request)).find((a) => a.kind === 'emergencyUse')?.id;
  await vi.waitFor(
    async () => {
      expect(await published(looked.summary.id)).toBeDefined();
      expect(await published(forgotten.summary.id)).toBeDefined();
    },
    { timeout: 15_000, interval: 50 },
  );
  await (await server.as('inspector')).supervision.disposeAlarm({
    alarm: (await published(looked.summary.id)) ?? '',
    result: 'handled',
    note: '已核查，情况属实',
  });
  const { db, events, keys } = server.running.parts;
  await createWatch({ db, events, keys, now: () => testNow + 73 * hour }).everything();
  const kinds = async (request: string) => (await alarmsOf(request)).map((a) => a.kind);
  expect(await kinds(forgotten.summary.id)).toContain('emergencyUnreviewed');
  expect(await kinds(looked.summary.id)).not.toContain('emergencyUnreviewed');
});

it('gives a reviewer no say in an ordinary authorization', async () => {
  const { village } = server;
  const { statement, summary } = await filed(server);
  const usual = anAuthorization(village, { id: derivedId('usual') }, statement).approvedBy(village.reviewer);
  const call = (await server.as('reviewer')).sealUse.approveRequest({
    statement: travelling(usual),
    idempotencyKey: `usual-${summary.id}`,
  });
  expect(await call.catch((e: HufuError) => e.code)).toBe('SIGNER_LACKS_ROLE');
});

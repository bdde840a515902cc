import { anAuthorization } from '@hufu/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { filed } from '../testing/filing.ts';
import { startTestServer, type TestServer, travelling } from '../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => await server[Symbol.asyncDispose]());

it('files a request, has it approved, and lays out its impressions', async () => {
  const { statement, summary } = await filed(server);
  expect(summary).toMatchObject({ phase: 'filed', granted: 1, pages: 1, waitsForMe: null });
  const secretary = await server.as('secretary');
  const waiting = await secretary.sealUse.listRequests({ view: 'waiting' });
  expect(waiting.items[0]).toMatchObject({ id: summary.id, waitsForMe: 'approve' });
  const authorization = anAuthorization(server.village, {}, statement).approvedBy(server.village.secretary);
  const approved = await secretary.sealUse.approveRequest({
    statement: travelling(authorization),
    idempotencyKey: `approve-${summary.id}`,
  });
  expect(approved).toMatchObject({ phase: 'authorized', approvers: ['王书记'], waitsForMe: null });
  const detail = await secretary.sealUse.getRequest({ id: summary.id });
  expect(detail.impressionPlan).toMatchObject([{ k: 0, state: 'open', sealName: '虎符村村民委员会' }]);
  expect(detail.statements.map((s) => s.type)).toEqual(['request', 'authorization']);
});

import { type ErrorCode, type HufuError, type SealUseRequest, toBase64url, zProblem } from '@hufu/contract';
import { parseSigned, signStatementSync } from '@hufu/statement';
import { anAuthorization, aRequest, derivedId, type TestPerson, testNow } from '@hufu/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { filed, uploadedPage } from '../../rig/filing.ts';
import { startTestServer, type TestServer, travelling } from '../../rig/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => await server[Symbol.asyncDispose]());

async function codeOf(call: Promise<unknown>): Promise<ErrorCode | 'accepted'> {
  return await call.then(
    () => 'accepted' as const,
    (fault: HufuError) => fault.code,
  );
}
const matter = (id: string, name: string, major = false) => ({ id, version: 1, name, major });

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
  const stamper = await server.as('stamper');
  expect((await stamper.sealUse.listRequests({ view: 'waiting' })).items).toMatchObject([
    { waitsForMe: 'stamp' },
  ]);
});

it('numbers the requests of a village and year without gaps, failed filings between them included', async () => {
  const before = await filed(server);
  const failed = codeOf(filed(server, { matter: matter('no-such-matter', '没有的事项') }));
  expect(await failed).toBe('MATTER_UNKNOWN');
  const after = await filed(server);
  const serial = (n: string) => Number(/〔2026〕(\d+)号/.exec(n)?.[1]);
  expect(serial(after.summary.number)).toBe(serial(before.summary.number) + 1);
});

it('answers a repeated filing with the first answer, and refuses another content under the same key', async () => {
  const { document, page } = await uploadedPage(server);
  const statement = aRequest(server.village, { id: derivedId('repeated'), at: testNow, pages: [page] });
  const client = await server.as('custodian');
  const body = { statement: travelling(statement), idempotencyKey: 'repeated-key', documents: [document] };
  const [first, again] = await Promise.all([
    client.sealUse.fileRequest(body),
    client.sealUse.fileRequest(body),
  ]);
  expect(again).toEqual(first);
  expect(await codeOf(client.sealUse.fileRequest({ ...body, documents: [] }))).toBe('IDEMPOTENCY_MISMATCH');
});

it('explains a forbidden matter and says where to go instead', async () => {
  const fault = await filed(server, { purpose: '开具亲属关系证明' }).catch((e: HufuError) => e);
  expect(fault).toMatchObject({ code: 'MATTER_FORBIDDEN', context: { no: 1, name: '亲属关系证明' } });
  expect((fault as HufuError).context.goInstead).toMatch(/公证|派出所/);
});

it('wants a resolution for a major matter, and two approvers over the same bytes', async () => {
  const loan = { matter: matter('loan', '集体资产抵押', true) };
  expect(await codeOf(filed(server, loan))).toBe('RESOLUTION_MISSING');
  const { statement, summary } = await filed(server, { ...loan, resolution: '村民代表会议决议 2026-3' });
  const { village } = server;
  const unsigned = anAuthorization(village, {}, statement);
  const approve = async (login: string, who: TestPerson) =>
    await (await server.as(login)).sealUse.approveRequest({
      statement: travelling(unsigned.approvedBy(who)),
      idempotencyKey: `${login}-${summary.id}`,
    });
  expect(await approve('secretary', village.secretary)).toMatchObject({
    phase: 'filed',
    approvers: ['王书记'],
    waitsForMe: null,
  });
  expect(await approve('director', village.director)).toMatchObject({ phase: 'authorized' });
  const { authorization } = await (await server.as('director')).sealUse.getRequest({ id: summary.id });
  expect(authorization?.signers.map((s) => s.name).sort()).toEqual(['李主任', '王书记']);
});

it('waits for the supervision committee where the matter wants it', async () => {
  const { summary } = await filed(server, { matter: matter('reviewed', '临时救助申请') });
  expect(summary.phase).toBe('underReview');
  const { village } = server;
  const review = signStatementSync(
    {
      type: 'review',
      v: 1,
      id: derivedId('review'),
      village: village.id,
      at: testNow,
      request: summary.id,
      by: village.reviewer.id,
      opinion: 'noObjection',
      reason: '',
    },
    village.reviewer.signer,
  );
  const reviewer = await server.as('reviewer');
  const reviewed = await reviewer.sealUse.reviewRequest({
    statement: toBase64url(review),
    idempotencyKey: 'review-key-1',
  });
  expect(reviewed).toMatchObject({ phase: 'filed' });
});

it('I7: refuses approvers who file, stamp or apply, and custodians who approve', async () => {
  const { village } = server;
  const applicant = { person: village.secretary.id, name: village.secretary.name, phone: '' };
  const { statement, summary } = await filed(server, { applicant });
  const byApplicant = anAuthorization(village, {}, statement).approvedBy(village.secretary);
  const byCustodian = anAuthorization(village, {}, statement).approvedBy(village.custodian);
  const send = async (login: string, signed: { cose: Uint8Array }) =>
    await codeOf(
      (await server.as(login)).sealUse.approveRequest({
        statement: travelling(signed),
        idempotencyKey: `i7-${login}-${summary.id}`,
      }),
    );
  expect(await send('secretary', byApplicant)).toBe('DUTIES_NOT_SEPARATED');
  expect(await send('custodian', byCustodian)).toBe('FORBIDDEN');
  expect(await send('inspector', byApplicant)).toBe('FORBIDDEN');
  expect((await (await server.as('secretary')).sealUse.getRequest({ id: summary.id })).phase).toBe('filed');
});

it('refuses an authorization that grants more than was asked', async () => {
  const { statement, summary } = await filed(server);
  const more = statement.payload.impressions.map((i) => ({ ...i, copies: 9 }));
  const signed = anAuthorization(server.village, { impressions: more }, statement).approvedBy(
    server.village.secretary,
  );
  const secretary = await server.as('secretary');
  const call = secretary.sealUse.approveRequest({
    statement: travelling(signed),
    idempotencyKey: `more-${summary.id}`,
  });
  expect(await codeOf(call)).toBe('AUTHORIZATION_INCONSISTENT');
});

it('refuses a statement that was changed, and one that somebody else hands in', async () => {
  const { statement, summary } = await filed(server);
  const signed = anAuthorization(server.village, {}, statement).approvedBy(server.village.secretary);
  const bent = Uint8Array.from(signed.cose);
  bent[bent.length - 5] = (bent[bent.length - 5] ?? 0) ^ 1;
  const secretary = await server.as('secretary');
  expect(
    await codeOf(
      secretary.sealUse.approveRequest({
        statement: toBase64url(bent),
        idempotencyKey: `bent-${summary.id}`,
      }),
    ),
  ).toBe('SIGNATURE_INVALID');
  const director = await server.as('director');
  expect(
    await codeOf(
      director.sealUse.approveRequest({
        statement: travelling(signed),
        idempotencyKey: `other-${summary.id}`,
      }),
    ),
  ).toBe('SIGNER_UNKNOWN');
});

it('rejects with a reason', async () => {
  const { summary } = await filed(server);
  const { village } = server;
  const rejection = signStatementSync(
    {
      type: 'rejection',
      v: 1,
      id: derivedId('rejection'),
      village: village.id,
      at: testNow,
      request: summary.id,
      by: village.secretary.id,
      reason: '缺少承包方签名',
    },
    village.secretary.signer,
  );
  const secretary = await server.as('secretary');
  await secretary.sealUse.rejectRequest({
    statement: toBase64url(rejection),
    idempotencyKey: 'reject-key-1',
  });
  const detail = await secretary.sealUse.getRequest({ id: summary.id });
  expect(detail).toMatchObject({ phase: 'rejected', rejection: { by: '王书记', reason: '缺少承包方签名' } });
  expect(detail.timeline.at(-1)).toMatchObject({ kind: 'rejection', who: '王书记' });
});

it('withdraws after approval only together with the revocation, and tells of it', async () => {
  const { village } = server;
  const { statement, summary } = await filed(server);
  const authorization = anAuthorization(village, {}, statement).approvedBy(village.secretary);
  const secretary = await server.as('secretary');
  await secretary.sealUse.approveRequest({
    statement: travelling(authorization),
    idempotencyKey: `w-${summary.id}`,
  });
  const common = { v: 1 as const, village: village.id, at: testNow, reason: '材料有误' };
  const { signer, id: by } = village.custodian;
  const withdrawal = signStatementSync(
    { type: 'withdrawal', ...common, id: derivedId('withdrawal'), request: summary.id, by },
    signer,
  );
  const revocation = signStatementSync(
    {
      type: 'revocation',
      ...common,
      id: derivedId('revocation'),
      what: { kind: 'authorization', authorization: authorization.payload.id },
    },
    signer,
  );
  const told: string[] = [];
  server.running.parts.events.subscribe((e) => told.push(e.kind));
  const custodian = await server.as('custodian');
  const body = { statement: toBase64url(withdrawal), idempotencyKey: 'withdraw-1' };
  expect(await codeOf(custodian.sealUse.withdrawRequest(body))).toBe('INPUT_INVALID');
  const withdrawn = await custodian.sealUse.withdrawRequest({ ...body, revocation: toBase64url(revocation) });
  expect(withdrawn.phase).toBe('withdrawn');
  expect(told).toContain('authorizationRevoked');
});

it('reminds once in half an hour', async () => {
  const { summary } = await filed(server);
  const custodian = await server.as('custodian');
  await custodian.sealUse.remindApprover({ request: summary.id });
  expect(await codeOf(custodian.sealUse.remindApprover({ request: summary.id }))).toBe('TOO_MANY_REQUESTS');
});

it('shows nothing of a village to another one, and the whole story to the inspector above', async () => {
  const { summary } = await filed(server);
  const stranger = await server.as('stranger');
  expect(await codeOf(stranger.sealUse.getRequest({ id: summary.id }))).toBe('NOT_FOUND');
  expect((await stranger.sealUse.listRequests()).items).toEqual([]);
  const inspector = await server.as('inspector');
  expect(await inspector.sealUse.getRequest({ id: summary.id })).toMatchObject({
    id: summary.id,
    waitsForMe: null,
  });
});

it.each<[string, Partial<SealUseRequest>, ErrorCode]>([
  [
    'a page that was not uploaded',
    { pages: [{ digest: new Uint8Array(32), widthPx: 1, heightPx: 1, source: 'photo', side: 'front' }] },
    'REQUEST_INCONSISTENT',
  ],
  ['a date long ago', { at: testNow - 3 * 86_400_000 }, 'REQUEST_INCONSISTENT'],
])('refuses a request with %s', async (_, changes, code) => {
  expect(await codeOf(filed(server, changes))).toBe(code);
});

it.each([
  ['an unknown id', '/api/seal-use/get-request?id=01890000-0000-7000-8000-000000000000', 404, 'NOT_FOUND'],
  ['a wrong-type field', '/api/seal-use/get-request?id=42', 400, 'INPUT_INVALID'],
  ['a limit that is no number', '/api/seal-use/list-requests?limit=many', 400, 'INPUT_INVALID'],
  ['a foreign cursor', '/api/seal-use/list-requests?cursor=abc', 400, 'INPUT_INVALID'],
])('answers %s with a coded problem', async (_, path, status, code) => {
  const reply = await server.fetchAs('secretary', path);
  expect(reply.status).toBe(status);
  expect(reply.headers.get('content-type')).toMatch('application/problem+json');
  expect(zProblem.parse(await reply.json()).code).toBe(code);
});

it('gives every page of a list once, by its cursor', async () => {
  const secretary = await server.as('secretary');
  const all = await secretary.sealUse.listRequests({ limit: 200 });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await secretary.sealUse.listRequests({ limit: 3, ...(cursor ? { cursor } : {}) });
    seen.push(...page.items.map((r) => r.id));
    cursor = page.next ?? undefined;
  } while (cursor);
  expect(seen).toEqual(all.items.map((r) => r.id));
});

it('keeps statements as they were signed', async () => {
  const secretary = await server.as('secretary');
  const [first] = (await secretary.sealUse.listRequests({ limit: 1 })).items;
  const { requestStatement } = await secretary.sealUse.getRequest({ id: first?.id ?? '' });
  const signed = parseSigned(new Uint8Array(Buffer.from(requestStatement.cose, 'base64url')));
  expect(signed).toMatchObject({ ok: true, value: { payload: { type: 'request', id: first?.id } } });
});

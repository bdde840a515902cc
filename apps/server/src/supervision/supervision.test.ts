import { api, type HufuError, valueOrThrow } from '@hufu/contract';
import { parseSigned } from '@hufu/statement';
import { anAuthorization } from '@hufu/testkit';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { insertAlarm } from '../../rig/alarm-row.ts';
import { filed } from '../../rig/filing.ts';
import { otherVillage, startTestServer, type TestServer, travelling } from '../../rig/test-server.ts';

let server: TestServer;
let number: string;
beforeAll(async () => {
  server = await startTestServer();
  const { statement, summary } = await filed(server, { purpose: '=1+1 土地流转合同备案' });
  number = summary.number;
  const signed = anAuthorization(server.village, {}, statement).approvedBy(server.village.secretary);
  await (await server.as('secretary')).sealUse.approveRequest({
    statement: travelling(signed),
    idempotencyKey: 'approve-1',
  });
});
afterAll(async () => await server[Symbol.asyncDispose]());

it('shows the register to the inspector above and to nobody beside the village', async () => {
  const inspector = await server.as('inspector');
  const register = await inspector.supervision.listRegister({ text: '土地' });
  expect(register).toMatchObject({ total: 1, items: [{ number, phase: 'authorized' }] });
  expect(await (await server.as('stranger')).supervision.listRegister()).toMatchObject({
    total: 0,
    items: [],
  });
  expect(await inspector.supervision.listRegister({ text: '%' })).toMatchObject({ total: 0 });
});

it('exports the register with the columns of the paper one, texts as texts', async () => {
  const reply = await server.fetchAs('inspector', '/api/supervision/export-register');
  expect(reply.headers.get('content-disposition')).toMatch(/xlsx/);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(await reply.arrayBuffer());
  const [sheet] = book.worksheets;
  const values = (n: number) => Array.from({ length: 15 }, (_, i) => sheet?.getRow(n).getCell(i + 1).value);
  expect(values(1)).toEqual(
    expect.arrayContaining([
      '编号',
      '用印时间',
      '用印单位',
      '用印事项',
      '事由',
      '经办人',
      '审批人',
      '批准文号',
      '备注',
    ]),
  );
  expect(values(2)).toEqual(expect.arrayContaining([number, '=1+1 土地流转合同备案', '陈文书', '王书记']));
});

it('counts, and shows villages without a request too', async () => {
  const statistics = await (await server.as('administrator')).supervision.getStatistics();
  expect(statistics).toMatchObject({
    requests: 1,
    impressions: 0,
    rejected: 0,
    requestToStampMs: null,
    approvalMs: 0,
  });
  expect(statistics.byVillage.map((v) => [v.village.name, v.requests])).toEqual(
    expect.arrayContaining([
      ['虎符村', 1],
      ['别村', 0],
    ]),
  );
  expect(statistics.byMonth).toEqual([{ month: '2026-03', requests: 1, impressions: 0 }]);
});

it('takes one answer to an alarm, from the inspector only', async () => {
  const alarm = await insertAlarm(server);
  const body = { alarm, result: 'handled' as const, note: '已约谈' };
  await expect((await server.as('custodian')).supervision.disposeAlarm(body)).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
  const inspector = await server.as('inspector');
  // Other rules may raise alarms of their own while the test runs: it looks at its own only.
  const open = async () => {
    const { items } = await inspector.supervision.listAlarms({ open: 'yes' });
    return items.filter((a) => a.id === alarm).length;
  };
  expect(await open()).toBe(1);
  expect(await inspector.supervision.disposeAlarm(body)).toMatchObject({
    disposal: { by: '镇纪委', result: 'handled' },
  });
  await expect(inspector.supervision.disposeAlarm(body)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await open()).toBe(0);
});

it('signs findings and disposals with the service key and queues them for the log', async () => {
  const alarm = await insertAlarm(server, 'signed');
  const inspector = await server.as('inspector');
  await inspector.supervision.disposeAlarm({ alarm, result: 'real', note: '属实' });
  const said = { request: null, village: server.village.id, text: '请说明用印缘由' };
  const { id } = await inspector.supervision.addFinding(said);
  const { db, keys } = server.running.parts;
  const kept = await db
    .selectFrom('statement')
    .select('cose')
    .where('type', 'in', ['finding', 'disposal'])
    .orderBy('queue_no')
    .execute();
  const signed = kept.map((s) => valueOrThrow(parseSigned(new Uint8Array(s.cose))));
  expect(signed.map((s) => s.payload).slice(-2)).toMatchObject([
    { type: 'disposal', alarm, result: 'real', note: '属实', by: '镇纪委' },
    { type: 'finding', id, ...said, by: '镇纪委' },
  ]);
  for (const s of signed)
    expect(s.signatures.map((one) => one.thumbprint)).toEqual([keys.service.thumbprint]);
});

it('takes no finding under another village than the request it is about', async () => {
  const inspector = await server.as('inspector');
  const { id: request } = (await inspector.supervision.listRegister({ text: '土地' })).items[0] ?? { id: '' };
  const said = { request, village: otherVillage.id, text: '请说明' };
  await expect(inspector.supervision.addFinding(said)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await inspector.supervision.addFinding({ ...said, village: server.village.id });
});

it('lists machines, seals, people, matters, units and the permission table', async () => {
  const { supervision } = await server.as('inspector');
  expect((await supervision.listMachines()).items.map((m) => m.seals.length).sort()).toEqual([0, 3]);
  expect((await supervision.listSeals()).items).toHaveLength(3);
  expect((await supervision.listPeople()).items.find((p) => p.name === '王书记')).toMatchObject({ keys: 1 });
  const matters = await supervision.listMatters();
  expect(matters.negative).toHaveLength(20);
  expect((await supervision.listUnits()).items.map((u) => u.level)).toEqual(['town', 'village', 'village']);
  const { rows } = await supervision.getPermissions();
  expect(rows.find((r) => r.action === 'sealUse.approveRequest')?.roles).toEqual(['approver', 'reviewer']);
});

it('lets the township read and ask, and nothing that leads to an impression (AC-12, I7)', async () => {
  const client = await server.as('inspector');
  const body = { statement: 'AA', idempotencyKey: 'inspector-1' };
  const calls: readonly [string, () => Promise<unknown>][] = [
    ['approve', () => client.sealUse.approveRequest(body)],
    ['overrule', () => client.sealUse.overruleUnsure(body)],
    ['review', () => client.sealUse.reviewRequest(body)],
    ['custody', () => client.custody.recordCustody(body)],
    ['roster', () => client.custody.publishRoster({ statement: 'AA' })],
  ];
  for (const [name, call] of calls) {
    const code = await call().then(
      () => 'accepted',
      (fault: HufuError) => fault.code,
    );
    expect([name, code]).toEqual([name, 'FORBIDDEN']);
  }
});

it('documents every operation of the contract that it answers', async () => {
  const document = await (await fetch(`${server.url}/api/openapi.json`)).json();
  for (const area of [api.session, api.files, api.sealUse, api.supervision, api.custody])
    for (const operation of Object.values(area))
      expect(document.paths[operation.path]?.[operation.method.toLowerCase()]?.operationId).toBe(
        operation.name,
      );
});

it('tells signed-in people live what changes in their village', async () => {
  const abort = new AbortController();
  const reply = await server.fetchAs('secretary', '/api/events', { signal: abort.signal });
  const reader = reply.body?.getReader();
  const text = new TextDecoder();
  await reader?.read();
  const { summary } = await filed(server);
  let heard = '';
  while (!heard.includes(summary.id)) heard += text.decode((await reader?.read())?.value);
  expect(heard).toMatch(/"kind":"request"|"kind":"notice"/);
  abort.abort();
});

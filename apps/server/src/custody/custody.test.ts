import { type HufuError, type Revocation, type Service, toBase64url } from '@hufu/contract';
import { addSignature, generateFileSigner, importSigner, signStatementSync } from '@hufu/statement';
import { derivedId, nextRoster, testNow } from '@hufu/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer, travelling } from '../../rig/test-server.ts';

let server: TestServer;
const boundAnew = (since: number) => ({
  key: generateFileSigner('EdDSA').key,
  kind: 'file' as const,
  since,
  until: null,
  waived: '手机遗失，当面重新绑定',
});
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => await server[Symbol.asyncDispose]());

it('enters an act of custody once two people have signed the same bytes', async () => {
  const { village } = server;
  const { custodian, director } = village;
  const act = signStatementSync(
    {
      type: 'custody',
      v: 1,
      id: derivedId('custody-1'),
      village: village.id,
      at: testNow,
      seal: village.seals.committee,
      act: 'suspended',
      people: [custodian.id, director.id],
      machine: null,
      slot: null,
      H: 12,
      place: '村委会',
      until: null,
      note: '年审',
    },
    custodian.signer,
  );
  const first = await (await server.as('custodian')).custody.recordCustody({
    statement: toBase64url(act),
    idempotencyKey: 'custody-a',
  });
  expect(first.complete).toBe(false);
  const both = await addSignature(act, director.signer);
  if (!both.ok) throw new Error(both.code);
  const second = await (await server.as('director')).custody.recordCustody({
    statement: toBase64url(both.value),
    idempotencyKey: 'custody-b',
  });
  expect(second.complete).toBe(true);
  const seals = await (await server.as('inspector')).supervision.listSeals();
  expect(seals.items.find((s) => s.id === village.seals.committee)).toMatchObject({
    state: 'suspended',
    history: [{ act: 'suspended', note: '年审', people: expect.arrayContaining(['陈文书', '李主任']) }],
  });
});

it('has a seal out of its machine until it is mounted again: bringing it back is an entry, not a place (AC-10)', async () => {
  const { village } = server;
  const { custodian, director } = village;
  const hour = 3_600_000;
  let n = 0;
  const enter = async (act: 'takenOut' | 'returned' | 'mounted', until: number | null) => {
    const first = signStatementSync(
      {
        type: 'custody',
        v: 1,
        id: derivedId(`loan-${++n}`),
        village: village.id,
        at: testNow,
        seal: village.seals.party,
        act,
        people: [custodian.id, director.id],
        machine: act === 'mounted' ? village.machine.id : null,
        slot: act === 'mounted' ? 0 : null,
        H: null,
        place: '镇政府',
        until,
        note: '签合同',
      },
      custodian.signer,
    );
    const both = await addSignature(first, director.signer);
    if (!both.ok) throw new Error(both.code);
    const statement = toBase64url(both.value);
    const entered = await (await server.as('custodian')).custody.recordCustody({
      statement,
      idempotencyKey: `loan-key-${n}`,
    });
    expect(entered.complete).toBe(true);
    const seals = await (await server.as('inspector')).supervision.listSeals();
    return seals.items.find((s) => s.id === village.seals.party);
  };
  expect(await enter('takenOut', testNow + 4 * hour)).toMatchObject({ machine: null });
  expect(await enter('returned', null)).toMatchObject({ machine: null, state: 'active' });
  expect(await enter('mounted', null)).toMatchObject({
    machine: expect.objectContaining({}),
    history: [{ act: 'takenOut' }, { act: 'returned' }, { act: 'mounted' }],
  });
});

it('takes the next roster by its root signatures, and no roster that skips one', async () => {
  const { village } = server;
  const administrator = await server.as('secretary');
  const skipped = nextRoster(village, (r) => ({ ...r, version: 3 }));
  const refused = await administrator.custody
    .publishRoster({ statement: travelling(skipped) })
    .catch((e: HufuError) => e.code);
  expect(refused).toBe('ROSTER_NOT_CHAINED');
  const next = nextRoster(village, (r) => ({
    ...r,
    seals: r.seals.map((s) => ({ ...s, state: 'active' as const })),
    people: r.people.map((p) =>
      p.id === village.director.id ? { ...p, keys: [...p.keys, boundAnew(testNow)] } : p,
    ),
  }));
  expect(await administrator.custody.publishRoster({ statement: travelling(next) })).toMatchObject({
    version: 2,
  });
  const { rosters } = await administrator.custody.getRoster({ village: village.id });
  expect(rosters).toHaveLength(2);
});

it('tells who supervises of a new key that skipped the waiting period, with the reason that was signed', async () => {
  const { items } = await (await server.as('inspector')).supervision.listAlarms({ limit: 50 });
  const told = items.filter((a) => a.kind === 'keyWaived');
  expect(told).toHaveLength(1);
  expect(told[0]?.detail.zh).toContain('手机遗失，当面重新绑定');
});

it('stops a withdrawn key at once', async () => {
  const { village } = server;
  const { secretary } = village;
  const what = { kind: 'key' as const, thumbprint: secretary.signer.thumbprint };
  const revocation = signStatementSync(
    {
      type: 'revocation',
      v: 1,
      id: derivedId('revocation-key'),
      village: village.id,
      at: testNow,
      what,
      reason: '手机丢失',
    },
    secretary.signer,
  );
  const client = await server.as('secretary');
  await client.custody.revoke({ statement: toBase64url(revocation) });
  const rejection = signStatementSync(
    {
      type: 'rejection',
      v: 1,
      id: derivedId('late'),
      village: village.id,
      at: testNow,
      request: derivedId('none'),
      by: secretary.id,
      reason: '试',
    },
    secretary.signer,
  );
  const call = client.sealUse.rejectRequest({
    statement: toBase64url(rejection),
    idempotencyKey: 'late-key-1',
  });
  expect(await call.catch((e: HufuError) => e.code)).toMatch(/KEY_REVOKED|NOT_FOUND/);
});

it('takes no revocation by a withdrawn key', async () => {
  const { village } = server;
  const { director } = village;
  const revocationOf = (id: string, what: Revocation['what']) =>
    travelling(
      signStatementSync(
        {
          type: 'revocation',
          v: 1,
          id: derivedId(id),
          village: village.id,
          at: testNow,
          what,
          reason: '手机丢失',
        },
        director.signer,
      ),
    );
  const client = await server.as('director');
  const key = { kind: 'key' as const, thumbprint: director.signer.thumbprint };
  await client.custody.revoke({ statement: revocationOf('director-key', key) });
  const other = { kind: 'authorization' as const, authorization: derivedId('of the village') };
  const call = client.custody.revoke({ statement: revocationOf('by-withdrawn', other) });
  await expect(call).rejects.toMatchObject({ code: 'KEY_REVOKED' });
});

describe('a service order', () => {
  const order = (id: string, act: Service['act'], nonce = new Uint8Array(16)): Service => ({
    type: 'service',
    v: 1,
    id: derivedId(id),
    village: server.village.id,
    at: testNow,
    machine: server.village.machine.thumbprint,
    act,
    nonce,
    reason: '发现异常',
  });
  const stored = async (id: string) =>
    await server.running.parts.db
      .selectFrom('service_order')
      .select(['act', 'done_at'])
      .where('statement', '=', derivedId(id))
      .executeTakeFirst();

  it('to lock a machine takes one member of the village (F45)', async () => {
    const client = await server.as('custodian');
    const statement = travelling(
      signStatementSync(order('lock', 'lockDown'), server.village.custodian.signer),
    );
    expect(await client.custody.orderService({ statement })).toMatchObject({ complete: true });
    expect(await stored('lock')).toEqual({ act: 'lockDown', done_at: null });
  });

  it('to unlock it takes two service people, who may sign one after the other', async () => {
    const { village } = server;
    const client = await server.as('custodian');
    const opened = order('unlock', 'unlock');
    const byMember = travelling(signStatementSync(opened, village.custodian.signer));
    await expect(client.custody.orderService({ statement: byMember })).rejects.toMatchObject({
      code: expect.stringMatching(/SIGNER_UNKNOWN|QUORUM_MISSING/),
    });
    expect(await stored('unlock')).toBeUndefined();
    const [first, second] = village.service;
    const one = await client.custody.orderService({
      statement: travelling(signStatementSync(opened, first)),
    });
    expect(one.complete).toBe(false);
    expect(await stored('unlock')).toBeUndefined();
    const both = await client.custody.orderService({
      statement: travelling(signStatementSync(opened, second)),
    });
    expect(both.complete).toBe(true);
    expect(await stored('unlock')).toMatchObject({ act: 'unlock' });
  });

  it('for a machine of another village, or by a stranger, is refused', async () => {
    const client = await server.as('custodian');
    const elsewhere = { ...order('elsewhere', 'lockDown'), machine: new Uint8Array(32) };
    const statement = travelling(signStatementSync(elsewhere, server.village.custodian.signer));
    await expect(client.custody.orderService({ statement })).rejects.toMatchObject({
      code: 'MACHINE_UNKNOWN',
    });
    const strange = travelling(
      signStatementSync(order('strange', 'lockDown'), importSigner('ES256', new Uint8Array(32).fill(7))),
    );
    await expect(client.custody.orderService({ statement: strange })).rejects.toMatchObject({
      code: 'SIGNER_UNKNOWN',
    });
  });
});

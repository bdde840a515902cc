import { testNow } from '@hufu/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tellRequest } from '../../rig/bench-history.ts';
import { BenchChain } from '../../rig/bench-machine.ts';
import { type BenchTrust, benchVillage, startBenchTrust } from '../../rig/bench-trust.ts';
import { startTestServer, type TestServer } from '../../rig/test-server.ts';

const dayMs = 86_400_000;
/** Only the first machine is in service, since four days. testNow is 2026-03-02 10:00 there. */
const village = benchVillage('对账村', (r) => ({
  ...r,
  machines: r.machines.map((m, i) => ({ ...m, since: testNow - 5 * dayMs, until: i === 0 ? null : testNow })),
}));
const chain = new BenchChain(village);
let trust: BenchTrust;
let server: TestServer;
const days = ['2026-02-26', '2026-02-27', '2026-02-28', '2026-03-01'];

beforeAll(async () => {
  trust = await startBenchTrust(village, () => testNow);
  server = await startTestServer({ village, env: trust.env });
  const told = tellRequest(village, chain, testNow - 4 * dayMs);
  const reconciled = days.map((day, i) =>
    chain.record(testNow - (3 - i) * dayMs - 9 * 3_600_000, {
      type: 'reconciliation',
      day,
      counters: chain.counters,
      executedToday: i === 0 ? 1 : 0,
      bySeal: i === 0 ? [{ seal: village.seals.committee, executed: 1 }] : [],
    }),
  );
  await server.running.importHistory({
    village: village.id,
    items: [...told.items, ...reconciled],
    blobs: told.blobs,
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await trust[Symbol.asyncDispose]();
});

const raised = async () =>
  await server.running.parts.db
    .selectFrom('alarm')
    .select(['kind', 'severity', 'detail', 'machine', 'statement'])
    .where('kind', 'in', ['dayMismatch', 'reconciliationMissing'])
    .execute();
const withAlarmsForgotten = async () => {
  await server.running.parts.db.deleteFrom('alarm').execute();
};

describe('the daily reconciliation, machine by machine and seal by seal', () => {
  it('finds nothing where counter, journal, log and register agree, days without a stamp included', async () => {
    expect(await server.running.reconcileDays()).toEqual({ days: 4, raised: 0 });
  });

  it('raises a day for which the machine has said nothing, once, after it had time to come back', async () => {
    expect(await server.running.reconcileDays(testNow + dayMs)).toEqual({ days: 4, raised: 0 });
    expect(await server.running.reconcileDays(testNow + 2 * dayMs)).toEqual({ days: 5, raised: 1 });
    expect(await server.running.reconcileDays(testNow + 2 * dayMs)).toEqual({ days: 5, raised: 0 });
    const [alarm] = await raised();
    expect(alarm).toMatchObject({ kind: 'reconciliationMissing', machine: village.machine.id });
    expect(JSON.stringify(alarm?.detail)).toContain('2026-03-02');
    expect(alarm?.statement).not.toBeNull();
  });

  it('says nothing of a machine that was taken out of service', async () => {
    expect((await raised()).map((a) => a.machine)).not.toContain(village.otherMachine.id);
  });

  const undo = {
    impression:
      'update impression t set state = k.state, seal = k.seal from kept k where k."authorization" = t."authorization" and k.k = t.k',
    machine_record: 'insert into machine_record select * from kept on conflict do nothing',
    statement: 'update statement t set salt = k.salt from kept k where k.id = t.id',
  } as const;
  const outcomes = `statement in (select id from statement where type = 'outcome')`;
  it.each([
    [
      'the register shows one impression less',
      `update impression set state = 'open'`,
      'impression',
      '登记簿 0',
    ],
    [
      'the register shows it for another seal',
      `update impression set seal = '${village.seals.party}'`,
      'impression',
      '登记簿 1',
    ],
    [
      'an outcome is gone from the database',
      `delete from machine_record where ${outcomes}`,
      'machine_record',
      '日志 0',
    ],
    [
      'an outcome is not what the log holds',
      `update statement set salt = sha256('x') where type = 'outcome'`,
      'statement',
      '日志 0',
    ],
    [
      'the reconciliation itself is not what the log holds',
      `update statement set salt = sha256('x') where type = 'reconciliation'`,
      'statement',
      '不在日志里',
    ],
  ] as const)('raises it when %s', async (_name, act, table, said) => {
    const { db } = server.running.parts;
    await withAlarmsForgotten();
    await sql.raw(`create table kept as select * from ${table}`).execute(db);
    await sql.raw('alter table statement disable trigger all').execute(db);
    try {
      await sql.raw(act).execute(db);
      expect((await server.running.reconcileDays()).raised).toBeGreaterThan(0);
      const [alarm] = await raised();
      expect(alarm).toMatchObject({ kind: 'dayMismatch', severity: 'serious' });
      expect(JSON.stringify(alarm?.detail)).toContain(said);
    } finally {
      await sql.raw(undo[table]).execute(db);
      await sql.raw('drop table kept').execute(db);
      await sql.raw('alter table statement enable trigger all').execute(db);
    }
  });
});

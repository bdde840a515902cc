import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Statement } from '@hufu/contract';
import { openDatabase, startEmbeddedPostgres } from '@hufu/server/inspect';
import { signStatement } from '@hufu/statement';
import { derivedBytes, testNow } from '@hufu/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tellRequest } from '../../../../../server/rig/bench-history.ts';
import { BenchChain } from '../../../../../server/rig/bench-machine.ts';
import { type BenchTrust, benchVillage, startBenchTrust } from '../../../../../server/rig/bench-trust.ts';
import { startTestServer, type TestServer } from '../../../../../server/rig/test-server.ts';
import { raiseAlarms } from '../../../../../server/src/checks/raise-alarm.ts';
import { commit } from '../../../../../server/src/http/unit-of-work.ts';
import { checkRegister } from './check-register.ts';
import { registerTables, type TableName, unsignedColumns } from './expected.ts';

const village = benchVillage();
let trust: BenchTrust;
let server: TestServer;
let database: Awaited<ReturnType<typeof openDatabase>>;
let stop = async () => {};
let blobsDir = '';

/** A stopped server with three stampings behind it, one of which was refused a paper first. */
beforeAll(async () => {
  trust = await startBenchTrust(village, () => testNow);
  server = await startTestServer({ village, env: trust.env });
  const chain = new BenchChain(village);
  const told = [30, 20, 10].map((days) =>
    tellRequest(village, chain, testNow - days * 86_400_000, days === 20 ? { refused: 1 } : {}),
  );
  const by = [village.custodian.signer, village.stamper.signer];
  const [seal] = village.accepted.roster.seals;
  const salted = async (payload: Statement, signers: typeof by) => ({
    cose: await signStatement(payload, signers),
    salt: derivedBytes(`salt ${payload.type}`),
  });
  const common = { v: 1, village: village.id, at: testNow - 5 * 86_400_000 } as const;
  const custody = await salted(
    {
      ...common,
      type: 'custody',
      id: randomUUID(),
      seal: seal?.id ?? '',
      act: 'handedOver',
      people: [village.custodian.id, village.stamper.id],
      machine: null,
      slot: null,
      H: null,
      place: '',
      until: null,
      note: '换届移交',
    },
    by,
  );
  const thumb = village.director.signer.thumbprint;
  const revocation = await salted(
    {
      ...common,
      type: 'revocation',
      id: randomUUID(),
      what: { kind: 'key', thumbprint: thumb },
      reason: '手机丢失',
    },
    [village.director.signer],
  );
  await server.running.importHistory({
    village: village.id,
    items: [...told.flatMap((t) => t.items), custody, revocation],
    blobs: told.flatMap((t) => t.blobs),
  });
  const { parts } = server.running;
  const cause = {
    village: village.id,
    kind: 'afterHours',
    severity: 'warning',
    title: { zh: '夜间用印', en: 'at night' },
    detail: { zh: '夜间用印一次', en: 'once at night' },
    request: null,
    machine: null,
    key: 'night',
  } as const;
  await commit(parts, async (work) => await raiseAlarms(work, parts.keys.service, [cause]));
  const inspector = await server.as('inspector');
  const { items } = await inspector.supervision.listAlarms({ limit: 50 });
  const [alarm] = items;
  if (alarm)
    await inspector.supervision.disposeAlarm({ alarm: alarm.id, result: 'handled', note: '已问明。' });
  await inspector.supervision.addFinding({ village: village.id, request: null, text: '请说明。' });
  const person = await parts.db
    .selectFrom('blob_ref')
    .select('digest')
    .where('kind', '=', 'person')
    .executeTakeFirstOrThrow();
  const opened = `/api/files/get-blob?digest=${person.digest}&reason=${encodeURIComponent('核查举报')}`;
  expect((await server.fetchAs('inspector', opened)).status).toBe(200);
  await server.running.machineSide.keeper.settled();
  const { dataDir } = server.running.parts.config;
  blobsDir = join(dataDir, 'blobs');
  await server.running.close();
  const postgres = await startEmbeddedPostgres(dataDir);
  database = await openDatabase(postgres.url);
  stop = async () => {
    await database.destroy();
    await postgres.close();
  };
}, 120_000);
afterAll(async () => {
  await stop();
  await server[Symbol.asyncDispose]();
  await trust[Symbol.asyncDispose]();
});

/** Runs an act inside a transaction that is taken back, and gives the differences that the check then finds. */
async function differencesAfter(act: string): Promise<string[]> {
  const found: string[] = [];
  const undo = new Error('taken back');
  await database
    .transaction()
    .execute(async (tx) => {
      await sql.raw(`set local session_replication_role = replica`).execute(tx);
      if (act) await sql.raw(act).execute(tx);
      await checkRegister(tx, blobsDir, {
        difference: (where, problem) => found.push(`${where} ${problem}`),
        note: () => {},
        progress: () => {},
      });
      throw undo;
    })
    .catch((e: unknown) => {
      if (e !== undo) throw e;
    });
  return found;
}

/** Another value for a column of each type. */
function otherValue(column: string, type: string): string {
  const c = `"${column}"`;
  // The database itself takes no third word.
  if (column === 'mode') return `case when ${c} = 'normal' then 'emergency' else 'normal' end`;
  switch (type) {
    case 'uuid':
      return `'00000000-0000-4000-8000-00000000dead'::uuid`;
    case 'bigint':
    case 'integer':
    case 'double precision':
    case 'real':
    case 'numeric':
      return `coalesce(${c}, 0) + 7000`;
    case 'boolean':
      return `not ${c}`;
    case 'jsonb':
      return `'{"zh":"改过","en":"changed"}'::jsonb`;
    case 'bytea':
      return `${c} || '\\x00'::bytea`;
    case 'ARRAY':
      return `${c} || ${c}[1]`;
    default:
      return `coalesce(${c}, '') || 'x'`;
  }
}

describe('the register, built anew from the signed statements', () => {
  it('is what the tables of an honest server say', async () => {
    expect(await differencesAfter('')).toEqual([]);
  });

  it.each(Object.keys(registerTables) as TableName[])(
    'finds each column of %s that was changed by hand, but for those that no statement speaks of',
    async (table) => {
      const { rows: columns } = await sql<{
        name: string;
        type: string;
      }>`select column_name as name, data_type as type
        from information_schema.columns where table_schema = 'public' and table_name = ${table}`.execute(
        database,
      );
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(
        database,
      );
      expect(rows[0]?.n).toBeGreaterThan(0);
      const missed: string[] = [];
      for (const { name, type } of columns) {
        const isKey = (registerTables[table] as readonly string[]).includes(name);
        const found = await differencesAfter(
          `update "${table}" set "${name}" = ${otherValue(name, type)} where ctid = (select min(ctid) from "${table}")`,
        );
        if (!found.some((f) => f.startsWith(`${table}:`) && (isKey || f.includes(` ${name} `))))
          missed.push(name);
      }
      expect(missed.sort()).toEqual(Object.keys(unsignedColumns[table] ?? {}).sort());
    },
    120_000,
  );

  it.each([
    'request',
    'impression',
    'machine_record',
    'evidence_file',
    'finding',
    'person',
    'photo_view',
  ] as const)('finds a row of %s that was deleted, and one that was inserted', async (table) => {
    const gone = await differencesAfter(
      `delete from "${table}" where ctid = (select min(ctid) from "${table}")`,
    );
    expect(gone.join('\n')).toContain('deleted by hand');
    const [first] = registerTables[table];
    const other =
      first === 'digest' || first === 'machine' ? `'ab'` : `'00000000-0000-4000-8000-00000000beef'`;
    const added = await differencesAfter(
      `insert into "${table}" select (jsonb_populate_record(t, jsonb_build_object('${first}', ${other}, 'serial', 99))).* from "${table}" t where ctid = (select min(ctid) from "${table}")`,
    );
    expect(added.join('\n')).toContain('inserted by hand');
  });
});

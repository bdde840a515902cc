import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Statement, toHex, valueOrThrow } from '@hufu/contract';
import { openDatabase, startEmbeddedPostgres } from '@hufu/server/inspect';
import { parseSigned, signStatement } from '@hufu/statement';
import { derivedBytes, testNow } from '@hufu/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tellRequest } from '../../../../../server/rig/bench-history.ts';
import { BenchChain } from '../../../../../server/rig/bench-machine.ts';
import { type BenchTrust, benchVillage, startBenchTrust } from '../../../../../server/rig/bench-trust.ts';
import { startTestServer, type TestServer } from '../../../../../server/rig/test-server.ts';
import { raiseAlarms } from '../../../../../server/src/checks/raise-alarm.ts';
import { insertOldPaper } from '../../../../../server/src/evidence/find-paper-records.store.ts';
import { oldPaperDetails } from '../../../../../server/src/evidence/old-paper-details.ts';
import { takeInPages } from '../../../../../server/src/evidence/take-in-pages.ts';
import { insertRelease } from '../../../../../server/src/fleet/release.store.ts';
import { commit } from '../../../../../server/src/http/unit-of-work.ts';
import { recordServiceStatement } from '../../../../../server/src/statements/service-statement.ts';
import { recordStatement } from '../../../../../server/src/statements/statement.store.ts';
import { checkSignatures } from '../check-signatures.ts';
import { checkRegister } from './check-register.ts';
import { otherTables, registerTables, type TableName, unsignedColumns } from './expected.ts';

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
  await commit(parts, async (work) => {
    const marks = [0x3ff_ffff, 70_000, 70_001].map((token, i) => ({
      ...{ x: i, y: 5, token },
      ...{ isNumber: i > 0, isRare: false },
    }));
    const record = randomUUID();
    const typed = { title: '借款合同', statedDate: '2012-05-06', note: '' };
    const salt = derivedBytes('old paper');
    const digest = derivedBytes('its photo');
    const by = { account: randomUUID(), byName: '陈文书' };
    const paper = { ...typed, ...by, id: record, village: village.id, at: work.now };
    await insertOldPaper(work.tx, { ...paper, digest: toHex(digest), salt: toHex(salt) });
    const said = { v: 1, id: record, village: village.id, at: work.now, digest, by: by.byName } as const;
    const details = oldPaperDetails(salt, typed);
    await recordServiceStatement(work, parts.keys.service, { type: 'oldPaper', ...said, details });
    for (const owner of [record, told[0]?.id ?? ''])
      await takeInPages(work, parts.keys.service, { village: village.id, record: owner, pages: [{ marks }] });
  });
  await commit(parts, async (work) => {
    const [target, version, digest] = ['agent', '1.2.0', derivedBytes('a release')] as const;
    const release = {
      type: 'release',
      v: 1,
      id: randomUUID(),
      at: work.now,
      target,
      version,
      digest,
    } as const;
    const signed = valueOrThrow(parseSigned(await signStatement(release, [...village.release])));
    const statement = await recordStatement(work, signed, { village: null, signers: [] });
    await insertRelease(work.tx, {
      ...{ statement, target, version, digest: toHex(digest) },
      ...{ size_bytes: 70_000, account: randomUUID(), at: work.now },
    });
  });
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

  it('leaves out no table of the database without a word why', async () => {
    const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'kysely%'`.execute(
      database,
    );
    const named = [...Object.keys(registerTables), ...Object.keys(otherTables)];
    expect(rows.map(({ name }) => name).sort()).toEqual(named.sort());
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
    'old_paper',
    'program_release',
  ] as const)('finds a row of %s that was deleted, and one that was inserted', async (table) => {
    const gone = await differencesAfter(
      `delete from "${table}" where ctid = (select min(ctid) from "${table}")`,
    );
    expect(gone.join('\n')).toContain('deleted by hand');
    const [first] = registerTables[table];
    const unique: Partial<Record<TableName, string>> = {
      old_paper: `, 'digest', 'cd'`,
      program_release: `, 'version', '9'`,
    };
    const other =
      first === 'digest' || first === 'machine' ? `'ab'` : `'00000000-0000-4000-8000-00000000beef'`;
    const added = await differencesAfter(
      `insert into "${table}" select (jsonb_populate_record(t, jsonb_build_object('${first}', ${other}, 'serial', 99${unique[table] ?? ''}))).* from "${table}" t where ctid = (select min(ctid) from "${table}")`,
    );
    expect(added.join('\n')).toContain('inserted by hand');
  });
});

describe('the index of the look-up, held against what was signed when its pages were taken in', () => {
  const first = 'where number = 0';
  it.each([
    ['the number of a page', `update lookup_paper set number = 9 ${first}`],
    ['the page', `update lookup_paper set page = 3 ${first}`],
    ['the record', `update lookup_paper set record = '00000000-0000-4000-8000-00000000dead' ${first}`],
    ['the day it was taken in', `update lookup_paper set registered_at = 1 ${first}`],
    ['a place', `update lookup_paper set places = set_byte(places, 0, get_byte(places, 0) # 1) ${first}`],
    ['the places, made empty', `update lookup_paper set places = '' ${first}`],
    ['a page, taken out', `delete from lookup_paper ${first}`],
    [
      'a page, planted',
      `insert into lookup_paper (registered_at, number, page, record, places) select registered_at, 7, page, record, places from lookup_paper ${first}`,
    ],
    ['a bucket', 'update lookup_posting set bucket = bucket - 1 where bucket = 65535'],
    ['a segment', 'update lookup_posting set segment = 1 where bucket = 65535'],
    [
      'a bit of a posting',
      'update lookup_posting set postings = set_byte(postings, 3, get_byte(postings, 3) # 1) where bucket = 65535',
    ],
    ['postings, taken out', 'delete from lookup_posting where bucket = 65535'],
    ['postings, planted', `insert into lookup_posting values (12, 0, '\\x00000001')`],
    ['postings of no page', `insert into lookup_posting values (12, 4, '\\x00000001')`],
  ])('finds %s', async (_, act) => {
    const found = await differencesAfter(act);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((f) => f.startsWith('lookup_'))).toBe(true);
  });
});

describe('the signatures of all statements', () => {
  const problemsAfter = async (act: string) => {
    const found: string[] = [];
    const undo = new Error('taken back');
    await database
      .transaction()
      .execute(async (tx) => {
        if (act) await sql.raw(act).execute(tx);
        await checkSignatures(tx, server.running.parts.config.dataDir, {
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
  };

  it('hold on an honest server, each by the rule of its type', async () => {
    expect(await problemsAfter('')).toEqual([]);
  });

  it('are missed where somebody plants a statement that nobody entitled to it signed: a deletion to excuse what he took away', async () => {
    const forged = await signStatement(
      {
        type: 'deletion',
        v: 1,
        id: randomUUID(),
        village: village.id,
        at: testNow,
        request: null,
        digests: [derivedBytes('what accuses him')],
        rule: '到期',
      },
      // A member of the village with a key of his own: good for other things.
      [village.secretary.signer],
    );
    const row = `insert into statement select (jsonb_populate_record(s, jsonb_build_object('id', '${randomUUID()}', 'queue_no', 9999, 'leaf_index', null, 'cose', '\\x${toHex(forged)}'))).* from statement s limit 1`;
    const found = await problemsAfter(row);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('SIGNER_UNKNOWN');
  });
});

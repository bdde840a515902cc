import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, startServer } from '@hufu/server';
import { openDatabase, startEmbeddedPostgres } from '@hufu/server/inspect';
import { testNow } from '@hufu/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tellRequest } from '../../../server/rig/bench-history.ts';
import { BenchChain } from '../../../server/rig/bench-machine.ts';
import { type BenchTrust, benchVillage, startBenchTrust } from '../../../server/rig/bench-trust.ts';
import { startTestServer, type TestServer } from '../../../server/rig/test-server.ts';
import { runCommand } from '../../rig/run-command.ts';
import { backup, restore } from '../commands/backup.ts';
import { doctor } from '../commands/doctor.ts';

const village = benchVillage();
let trust: BenchTrust;
let server: TestServer;
let dataDir: string;
let scratch: string;
let settings: Record<string, string>;
let stopDatabase = async () => {};

/** A server with a past of four stampings, each with its pictures and its place in the witnessed log. */
beforeAll(async () => {
  trust = await startBenchTrust(village, () => testNow);
  server = await startTestServer({ village, env: trust.env });
  dataDir = server.running.parts.config.dataDir;
  const chain = new BenchChain(village);
  const told = [40, 30, 20, 10].map((days) => tellRequest(village, chain, testNow - days * 86_400_000));
  await server.running.importHistory({
    village: village.id,
    items: told.flatMap((t) => t.items),
    blobs: told.flatMap((t) => t.blobs),
  });
  settings = { ...trust.env, HUFU_DATA_DIR: dataDir };
  scratch = mkdtempSync(join(tmpdir(), 'hufu-operations-'));
  chmodSync(scratch, 0o755); // the database's own account must pass
}, 120_000);
afterAll(async () => {
  await stopDatabase();
  await server[Symbol.asyncDispose]();
  await trust[Symbol.asyncDispose]();
  rmSync(scratch, { recursive: true, force: true });
});

const examined = (what = 'all', env = settings) => runCommand(() => doctor(what, { json: true }, env));
const differencesOf = (out: string): { where: string; problem: string }[] => JSON.parse(out).differences;

/** Spoils one file for the length of a test. */
async function withFlippedByte<T>(file: string, act: () => Promise<T>): Promise<T> {
  const good = readFileSync(file);
  const bad = Buffer.from(good);
  bad[bad.length - 1] = (bad.at(-1) ?? 0) ^ 1;
  chmodSync(file, 0o644);
  writeFileSync(file, bad);
  try {
    return await act();
  } finally {
    writeFileSync(file, good);
  }
}

describe('pictures that were deleted on schedule', () => {
  it('are no difference to the doctor, who says under which rule and when they went', async () => {
    expect(await server.running.deleteDue(testNow + 300 * 86_400_000)).toMatchObject({ deleted: 4 });
    await server.running.machineSide.keeper.settled();
    const run = await examined();
    expect(JSON.parse(run.out)).toMatchObject({ ok: true, differences: [] });
    const words: string[] = JSON.parse(run.out).notes.map((n: { words: string }) => n.words);
    expect(words).toHaveLength(4);
    for (const said of words)
      expect(said).toMatch(/^1 张图片于 2026-12-\d\d \d\d:\d\d 按规则删除：到场人照片保存 180 天/);
    expect((await runCommand(() => doctor('evidence', {}, settings))).out).toContain(
      '按规则删除：到场人照片',
    );
  });
});

describe('while the server runs', () => {
  it('the doctor finds nothing wrong with it', async () => {
    const run = await examined();
    expect(run).toMatchObject({ code: 0 });
    expect(JSON.parse(run.out)).toMatchObject({ ok: true, differences: [] });
  });

  it('a backup is taken of it, with its keys', async () => {
    const run = await runCommand(() => backup(join(scratch, 'backup'), settings));
    expect(run, run.err).toMatchObject({ code: 0 });
    expect(existsSync(join(scratch, 'backup/log-key/log.seed'))).toBe(true);
  });
});

describe('the doctor, of a stopped server', () => {
  let database: Awaited<ReturnType<typeof openDatabase>>;
  beforeAll(async () => {
    await server.running.close();
    const postgres = await startEmbeddedPostgres(dataDir);
    settings = { ...settings, DATABASE_URL: postgres.url };
    database = await openDatabase(postgres.url);
    stopDatabase = async () => {
      await database.destroy();
      await postgres.close();
    };
  });

  it.each([
    ['a statement’s time', 'statement', 'at = at + 1', "type = 'request'", /^statement:.* at /],
    ['a statement’s salt', 'statement', "salt = sha256('other')", 'leaf_index = 3', /^statement:.*entry 3 /],
    ['a statement’s village', 'statement', 'village = null', 'leaf_index = 5', /^statement:.* village /],
    ['an impression’s state', 'impression', "state = 'open'", 'k = 0', /^impression:.* open/],
    ['a machine’s head', 'machine', "head = ''", 'true', /^machine:.* head/],
    ['an authorization’s digest', '"authorization"', "digest = 'ab'", 'true', /^authorization:.* digest/],
  ])('finds %s changed by hand', async (_what, table, change, which, wanted) => {
    // The trigger that forbids it holds off programs, not whoever owns the database.
    await sql.raw('alter table statement disable trigger all').execute(database);
    await sql.raw(`create table kept as select * from ${table}`).execute(database);
    try {
      await sql.raw(`update ${table} set ${change} where ${which}`).execute(database);
      const run = await examined();
      expect(run.code).toBe(1);
      expect(differencesOf(run.out).map((d) => `${d.where} ${d.problem}`)).toContainEqual(
        expect.stringMatching(wanted),
      );
    } finally {
      const [column = ''] = change.split(' ');
      const key = table === 'impression' ? '"authorization"' : 'id';
      await sql
        .raw(`update ${table} t set ${column} = k.${column} from kept k where k.${key} = t.${key}`)
        .execute(database);
      await sql.raw('drop table kept').execute(database);
      await sql.raw('alter table statement enable trigger all').execute(database);
    }
  });

  it('finds a flipped byte in a blob, and one that is gone', async () => {
    const [first = '', second = ''] = blobFiles();
    const bad = await withFlippedByte(first, () => examined('blobs'));
    expect(differencesOf(bad.out)).toMatchObject([{ where: first.slice(dataDir.length + 1) }]);
    const bytes = readFileSync(second);
    rmSync(second);
    const gone = await examined('blobs');
    writeFileSync(second, bytes);
    expect(gone.code).toBe(1);
    expect(differencesOf(gone.out)[0]?.where).toBe(`blob_ref:${second.slice(-64)}`);
  });

  it('finds a picture that somebody marked as deleted by hand, and one under another rule than was signed', async () => {
    const by = async (change: string, which: string) => {
      await sql.raw('create table kept as select * from sealed_blob').execute(database);
      try {
        await sql.raw(`update sealed_blob set ${change} where ${which}`).execute(database);
        const run = await examined('evidence');
        expect(run.code).toBe(1);
        return differencesOf(run.out).map((d) => `${d.where} ${d.problem}`);
      } finally {
        await sql
          .raw(
            'update sealed_blob t set deleted_at = k.deleted_at, removed_at = k.removed_at, rule = k.rule, deletion = k.deletion from kept k where k.blob = t.blob',
          )
          .execute(database);
        await sql.raw('drop table kept').execute(database);
      }
    };
    const unsigned = /^sealed_blob:[0-9a-f]{64} .*no signed deletion names it$/;
    const [one, ...others] = await by(
      "deleted_at = 1, removed_at = 1, rule = 'mine'",
      "digest = (select min(digest) from sealed_blob where class = 'paper')",
    );
    expect([one, others]).toEqual([expect.stringMatching(unsigned), []]);
    const borrowed = 'deleted_at = 1, deletion = (select min(deletion::text)::uuid from sealed_blob)';
    expect(await by(borrowed, "class = 'paper'")).toContainEqual(expect.stringMatching(unsigned));
    expect(await by("rule = 'another rule'", "class = 'person'")).toContainEqual(
      expect.stringMatching(unsigned),
    );
  });

  it('finds a flipped byte in a tile of the log', async () => {
    const { logSize: size } = JSON.parse(readFileSync(join(scratch, 'backup/backup.json'), 'utf8'));
    const tile = join(dataDir, `log/tile/entries/000.p/${size}`);
    const run = await withFlippedByte(tile, () => examined('log'));
    expect(run.code).toBe(1);
    expect(differencesOf(run.out).map((d) => d.where)).toContain(`log/tile/entries/000.p/${size}`);
  });

  it('finds nothing once all is as it was', async () => {
    expect(await examined()).toMatchObject({ code: 0 });
  });

  it.each([
    ['a folder that is not there', { HUFU_DATA_DIR: '/nonexistent/hufu' }, 'all'],
    ['a folder without a database', { HUFU_DATA_DIR: tmpdir() }, 'all'],
    ['a part that there is not', undefined, 'paper'],
  ])('refuses %s', async (_name, env, what) => {
    const run = await examined(what, env ?? settings);
    expect(run.code).toBe(3);
    expect(run.err).toMatch(/SERVER_DATA_MISSING|OPTION_INVALID/);
  });

  function blobFiles(): string[] {
    const files = readdirSync(join(dataDir, 'blobs'), { recursive: true, withFileTypes: true });
    return files.filter((f) => /^[0-9a-f]{64}$/.test(f.name)).map((f) => join(f.parentPath, f.name));
  }
});

describe('a restore', () => {
  const target = () => ({ ...trust.env, HUFU_DATA_DIR: join(scratch, 'restored') });

  it('refuses a backup in which one byte differs, and writes nothing', async () => {
    const run = await withFlippedByte(join(scratch, 'backup/database/statement.ndjson'), () =>
      runCommand(() => restore(join(scratch, 'backup'), target())),
    );
    expect(run.code).toBe(3);
    expect(run.err).toContain('BACKUP_INVALID');
    expect(existsSync(join(scratch, 'restored'))).toBe(false);
  });

  it('refuses a folder that is no backup, and a data folder that is not empty', async () => {
    const noBackup = await runCommand(() => restore(dataDir, target()));
    expect(noBackup).toMatchObject({ code: 3, err: expect.stringContaining('BACKUP_INVALID') });
    const full = await runCommand(() =>
      restore(join(scratch, 'backup'), { ...trust.env, HUFU_DATA_DIR: dataDir }),
    );
    expect(full).toMatchObject({ code: 3, err: expect.stringContaining('TARGET_NOT_EMPTY') });
    const again = await runCommand(() => backup(join(scratch, 'backup'), settings));
    expect(again).toMatchObject({ code: 3, err: expect.stringContaining('TARGET_NOT_EMPTY') });
  });

  it('brings back a server in which the doctor finds nothing, and which starts and goes on', async () => {
    const run = await runCommand(() => restore(join(scratch, 'backup'), target()));
    expect(run, run.err).toMatchObject({ code: 0 });
    expect(await examined('all', target())).toMatchObject({ code: 0 });
    const ports = { HUFU_HTTP_PORT: '0', HUFU_MACHINE_PORT: '0', HUFU_MQTT_PORT: '0' };
    await using restored = await startServer(loadConfig({ ...target(), ...ports }), { now: () => testNow });
    const before = restored.machineSide.keeper.size;
    const next = tellRequest(village, new BenchChain(village), testNow - 5 * 86_400_000);
    const imported = await restored.importHistory({
      village: village.id,
      items: next.items.slice(0, 2),
      blobs: next.blobs,
    });
    expect(imported.statements).toBe(2);
    expect(restored.machineSide.keeper.size).toBe(before + 2);
  });
});

import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

const dataDir = mkdtempSync(path.join(tmpdir(), 'hufu-test-durable-'));
chmodSync(dataDir, 0o755);
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const unit = {
  id: '01890000-0000-7000-8000-000000000001',
  parent: null,
  level: 'district' as const,
  name: '区',
  path: ['01890000-0000-7000-8000-000000000001'],
};

it('I6: what was committed is there after the database was killed, and a stale start does not stand in the way', async () => {
  const first = await startEmbeddedPostgres(dataDir);
  const db = await openDatabase(first.url);
  await db.insertInto('unit').values(unit).execute();
  const pidFile = path.join(first.folder, 'postmaster.pid');
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGKILL');
  await db.destroy().catch(() => undefined);
  await using again = await startEmbeddedPostgres(dataDir);
  const reopened = await openDatabase(again.url);
  expect(await reopened.selectFrom('unit').select('name').execute()).toEqual([{ name: '区' }]);
  await reopened.destroy();
});

it('stops the database that a killed server left running, and takes its place', async () => {
  const left = await startEmbeddedPostgres(dataDir);
  await using next = await startEmbeddedPostgres(dataDir);
  expect(next.url).not.toBe(left.url);
  const db = await openDatabase(next.url);
  expect(await db.selectFrom('unit').select('name').execute()).toHaveLength(1);
  await db.destroy();
});

it('refuses a database whose commits are not forced to disk', async () => {
  await using postgres = await startEmbeddedPostgres(dataDir);
  const db = await openDatabase(postgres.url);
  await sql`alter system set fsync = off`.execute(db);
  await sql`select pg_reload_conf()`.execute(db);
  await expect
    .poll(
      async () =>
        await openDatabase(postgres.url).then(
          () => 'opened',
          (fault) => fault.code,
        ),
      { timeout: 10_000 },
    )
    .toBe('DATABASE_UNSAFE');
  await sql`alter system reset fsync`.execute(db);
  await db.destroy();
});

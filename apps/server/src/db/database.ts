import { HufuError } from '@hufu/contract';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { z } from 'zod';
import { migrations } from './migrations/all.ts';
import type { Db, Tables } from './tables.ts';

/** int8 and numeric come as numbers: our instants and counts stay far below 2^53. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC) return Number;
    return pg.types.getTypeParser(oid, format ?? 'text');
  },
};

/**
 * Opens the database, refuses one that could lose what was committed, and brings its tables up to date; a restore
 * brings them to `upTo`, where its backup was made.
 */
export async function openDatabase(url: string, options: { readonly upTo?: string } = {}): Promise<Db> {
  // synchronous_commit is pinned for our own sessions whatever the database's default says (I6).
  const pool = new pg.Pool({ connectionString: url, max: 20, types, options: '-c synchronous_commit=on' });
  pool.on('error', () => undefined); // an idle connection broke; the next query reports it
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await refuseUnsafe(db);
    await migrate(db, options.upTo);
    return db;
  } catch (cause) {
    await db.destroy();
    if (cause instanceof HufuError) throw cause;
    throw new HufuError('DATABASE_UNREACHABLE', {
      cause,
      context: { problem: cause instanceof Error ? cause.message : String(cause) },
    });
  }
}

/**
 * Connections for an import, whose statements do not wait for the disk one by one. The caller commits synchronously
 * after the last of them, which makes all of them durable, before it says that the import is done.
 */
export function openImportDatabase(url: string): Db {
  const pool = new pg.Pool({ connectionString: url, max: 2, types, options: '-c synchronous_commit=off' });
  pool.on('error', () => undefined); // as above
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/** Opens the database to look at it only: nothing is migrated, and PostgreSQL itself refuses every write. */
export function openDatabaseToRead(url: string): Db {
  const readOnly = '-c default_transaction_read_only=on';
  const pool = new pg.Pool({ connectionString: url, max: 2, types, options: readOnly });
  pool.on('error', () => undefined); // as above
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

const zSettings = z.array(z.object({ name: z.string(), setting: z.string() }));

async function refuseUnsafe(db: Db): Promise<void> {
  const { rows } = await sql`select name, setting from pg_settings
    where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'server_version_num')`.execute(db);
  for (const { name, setting } of zSettings.parse(rows)) {
    const isUnsafe = name === 'server_version_num' ? Number(setting) < 150_000 : setting === 'off';
    if (isUnsafe) throw new HufuError('DATABASE_UNSAFE', { context: { setting: name, value: setting } });
  }
}

/** kysely holds an advisory lock while it migrates, so that two servers starting at once do not race. */
async function migrate(db: Db, upTo?: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = upTo === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(upTo);
  if (error) throw error;
}

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, openDatabase, startEmbeddedPostgres } from '@hufu/server/inspect';
import { sql } from 'kysely';
import { z } from 'zod';

/** An empty index in a PostgreSQL of its own, thrown away at the end. */
export async function openLookupIndex(): Promise<AsyncDisposable & { readonly db: Db }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hufu-bench-lookup-'));
  chmodSync(dataDir, 0o755); // the database's own account must pass
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const postgres = stack.use(await startEmbeddedPostgres(dataDir));
  const db = await openDatabase(postgres.url);
  stack.defer(async () => await db.destroy());
  const closing = stack.move();
  return { db, [Symbol.asyncDispose]: async () => await closing.disposeAsync() };
}

const zSizes = z.object({ papers: z.coerce.number(), rows: z.coerce.number(), postings: z.coerce.number() });

/** Bytes of tables and indexes for each paper, after the vacuum that runs by itself in production. */
export async function bytesOfIndex(db: Db): Promise<{ total: number; rows: number; postings: number }> {
  await sql`vacuum (full, analyze) lookup_posting`.execute(db);
  await sql`vacuum (full, analyze) lookup_paper`.execute(db);
  const { rows } = await sql`select (select count(*) from lookup_paper) as papers,
    pg_total_relation_size('lookup_paper') as rows, pg_total_relation_size('lookup_posting') as postings`.execute(
    db,
  );
  const size = zSizes.parse(rows[0]);
  const each = (bytes: number) => Math.round((bytes / Math.max(1, size.papers)) * 10) / 10;
  return {
    total: each(size.rows + size.postings),
    rows: each(size.rows),
    postings: each(size.postings),
  };
}

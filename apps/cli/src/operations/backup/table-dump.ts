import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { HufuError } from '@hufu/contract';
import { createFileDurablyFrom } from '@hufu/durable';
import type { Db, Tx } from '@hufu/server/inspect';
import { sql } from 'kysely';

/*
 * One file for each table, one JSON object for each row, as PostgreSQL itself writes and reads them. The job queue's own
 * schema is left out: the server makes it anew.
 */

const ownTables = sql`select tablename as name from pg_tables where schemaname = 'public'
  and tablename not in ('kysely_migration', 'kysely_migration_lock') order by tablename`;
const batch = 500;

/** Names of the tables, in order of the alphabet. */
export async function listTables(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`${ownTables}`.execute(db);
  return rows.map((r) => r.name);
}

/** Migrations that the database has, in their order. */
export async function listMigrations(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map((r) => r.name);
}

/** Writes a table into `<folder>/<table>.ndjson`; says how many rows it has. */
export async function dumpTable(tx: Tx, table: string, folder: string): Promise<number> {
  let rows = 0;
  await sql`declare dump cursor for select row_to_json(t)::text as line from ${sql.table(table)} t`.execute(
    tx,
  );
  await createFileDurablyFrom(
    folder,
    async (write) => {
      for (;;) {
        const piece = await sql<{ line: string }>`fetch ${sql.lit(batch)} from dump`.execute(tx);
        if (piece.rows.length === 0) break;
        rows += piece.rows.length;
        await write(Buffer.from(piece.rows.map((r) => `${r.line}\n`).join('')));
      }
      return join(folder, `${table}.ndjson`);
    },
    { mode: 0o600 },
  );
  await sql`close dump`.execute(tx);
  return rows;
}

/** Reads every table of a dump into an empty database of the same migrations, in one transaction. */
export async function loadTables(
  db: Db,
  tables: Readonly<Record<string, number>>,
  folder: string,
  progress: (done: number, total: number) => void,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const order = await parentsFirst(tx, Object.keys(tables));
    for (const [i, { table, isOwnParent }] of order.entries()) {
      // Rows of a table that points to itself come in one statement: PostgreSQL looks at its keys at the end of each.
      const rows = await loadTable(tx, table, folder, isOwnParent ? Number.POSITIVE_INFINITY : batch);
      if (rows !== tables[table])
        throw new HufuError('BACKUP_INVALID', {
          context: { path: `${table}.ndjson`, problem: `${rows} ≠ ${tables[table]}` },
        });
      progress(i + 1, order.length);
    }
    await setSequences(tx);
  });
}

async function loadTable(tx: Tx, table: string, folder: string, atOnce: number): Promise<number> {
  let rows = 0;
  let waiting: string[] = [];
  const insert = async () => {
    if (waiting.length === 0) return;
    rows += waiting.length;
    const json = `[${waiting.join(',')}]`;
    waiting = [];
    await sql`insert into ${sql.table(table)}
      select * from json_populate_recordset(null::${sql.table(table)}, ${json}::json)`.execute(tx);
  };
  for await (const line of createInterface({ input: createReadStream(join(folder, `${table}.ndjson`)) })) {
    waiting.push(line);
    if (waiting.length >= atOnce) await insert();
  }
  await insert();
  return rows;
}

/** Tables in an order in which every foreign key finds its row. */
async function parentsFirst(
  tx: Tx,
  tables: readonly string[],
): Promise<{ table: string; isOwnParent: boolean }[]> {
  const { rows } = await sql<{ child: string; parent: string }>`select c.relname as child, p.relname as parent
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
    where k.contype = 'f' and k.connamespace = 'public'::regnamespace`.execute(tx);
  const order: { table: string; isOwnParent: boolean }[] = [];
  const waiting = new Set(tables);
  while (waiting.size > 0) {
    const [next] = [...waiting].filter(
      (t) => !rows.some((k) => k.child === t && k.parent !== t && waiting.has(k.parent)),
    );
    if (next === undefined) throw new RangeError(`tables refer to each other: ${[...waiting].join(', ')}`);
    waiting.delete(next);
    order.push({ table: next, isOwnParent: rows.some((k) => k.child === next && k.parent === next) });
  }
  return order;
}

/** Counters of serial columns go on behind the rows that are there. */
async function setSequences(tx: Tx): Promise<void> {
  const { rows } = await sql<{ table: string; column: string; sequence: string }>`
    select table_name as table, column_name as column,
      pg_get_serial_sequence(quote_ident(table_name), column_name) as sequence
    from information_schema.columns where table_schema = 'public' and column_default like 'nextval(%'`.execute(
    tx,
  );
  for (const { table, column, sequence } of rows)
    await sql`select setval(${sequence}::regclass, coalesce(max(${sql.ref(column)}), 1), max(${sql.ref(column)}) is not null)
      from ${sql.table(table)}`.execute(tx);
}

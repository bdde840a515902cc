import { statSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@hufu/contract';
import { sealedOverheadBytes, type Tx } from '@hufu/server/inspect';
import { parseSigned } from '@hufu/statement';
import { sql } from 'kysely';
import type { CheckTalk } from '../difference.ts';
import { checkLookup } from './check-lookup.ts';
import {
  type Expected,
  emptyRegister,
  keyOf,
  type Row,
  Rule,
  registerTables,
  rowsOf,
  type TableName,
} from './expected.ts';
import { fold } from './fold.ts';
import type { FoldScene } from './scene.ts';

const pageSize = 500;

/**
 * Builds the register anew from the signed statements, which the check of the log holds against its leaves, and compares
 * every row and column with what the tables say: what somebody changed, deleted or inserted by hand is found and named.
 */
export async function checkRegister(tx: Tx, blobsDir: string, talk: CheckTalk): Promise<void> {
  const scene = await openScene(tx, blobsDir);
  const total = Number(
    (await sql<{ n: number }>`select count(*) as n from statement`.execute(tx)).rows[0]?.n,
  );
  let done = 0;
  for (let after = -1; ; ) {
    const rows = await tx
      .selectFrom('statement')
      .select(['id', 'cose', 'salt', 'received_at', 'queue_no'])
      .where('queue_no', '>', after)
      .orderBy('queue_no')
      .limit(pageSize)
      .execute();
    for (const row of rows) {
      const signed = parseSigned(new Uint8Array(row.cose));
      if (signed.ok)
        fold(scene, signed.value, {
          id: row.id,
          salt: toHex(new Uint8Array(row.salt)),
          receivedAt: row.received_at,
        });
    }
    done += rows.length;
    talk.progress(done, total);
    const last = rows.at(-1);
    if (!last) break;
    after = last.queue_no;
  }
  for (const table of Object.keys(registerTables) as TableName[]) await compareTable(tx, scene, table, talk);
  await checkLookup(tx, scene, talk);
}

async function openScene(tx: Tx, blobsDir: string): Promise<FoldScene> {
  const matters = await sql<{ key: string }>`select id || '/' || version as key from matter
    where (facts->>'review')::boolean is true`.execute(tx);
  const units = await tx.selectFrom('unit').select(['id', 'name']).execute();
  const arrived = await sql<{ digest: string; blob: string | null }>`select r.digest, s.blob from
    (select digest from blob_ref union select digest from sealed_blob) r
    left join lateral (select blob from sealed_blob where digest = r.digest and deleted_at is null limit 1) s on true`.execute(
    tx,
  );
  const blobs = new Map(arrived.rows.map((a) => [a.digest, a.blob]));
  return {
    register: emptyRegister(),
    rosters: new Map(),
    machines: new Map(),
    lookup: new Map(),
    forgotten: new Set(),
    reviewed: new Set(matters.rows.map((m) => m.key)),
    unitNames: new Map(units.map((u) => [u.id, u.name])),
    arrived: new Set(blobs.keys()),
    sizeOf: (digest) => {
      const sealed = blobs.get(digest);
      const name = sealed ?? digest;
      const file = join(blobsDir, name.slice(0, 2), name.slice(2, 4), name);
      const size = statSync(file, { throwIfNoEntry: false })?.size;
      return size === undefined || !sealed ? size : size - sealedOverheadBytes;
    },
  };
}

async function compareTable(tx: Tx, scene: FoldScene, table: TableName, talk: CheckTalk): Promise<void> {
  const expected = rowsOf(scene.register, table);
  const seen = new Set<string>();
  // An authorization that waits for signatures is no statement yet.
  const which =
    table === 'authorization'
      ? sql`where t.complete or exists (select 1 from statement s where s.id = t.id)`
      : sql``;
  const { rows } = await sql<{
    row: Row;
  }>`select to_jsonb(t) as row from ${sql.table(table)} t ${which}`.execute(tx);
  for (const { row } of rows) {
    const key = keyOf(...registerTables[table].map((column) => row[column]));
    const where = `${table}:${key}`;
    const wanted = expected.get(key);
    if (!wanted || seen.has(key)) {
      talk.difference(
        where,
        '没有签过的声明支持这一行，像是手工加的 / no signed statement gives this row: inserted by hand',
      );
      continue;
    }
    seen.add(key);
    for (const [column, value] of Object.entries(wanted))
      if (!fits(value, row[column], row))
        talk.difference(
          where,
          `${column} 是 ${short(row[column])}，按签过的声明应是 ${short(value)} / ${column} is not what was signed`,
        );
  }
  for (const key of expected.keys())
    if (!seen.has(key))
      talk.difference(
        `${table}:${key}`,
        '签过的声明有这一行，表里没有，像是手工删的 / the row is missing: deleted by hand',
      );
}

function fits(wanted: Expected, held: unknown, row: Row): boolean {
  if (wanted instanceof Rule) return wanted.holds(held, row);
  return canonical(wanted ?? null) === canonical(held ?? null);
}

/** JSON with its keys in order: PostgreSQL keeps those of jsonb in an order of its own. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`)
      .join()}}`;
  return JSON.stringify(value);
}

function short(value: unknown): string {
  const text = value instanceof Rule ? value.words : (canonical(value ?? null) ?? '');
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

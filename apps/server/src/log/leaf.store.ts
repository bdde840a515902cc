import { sql } from 'kysely';
import type { Db, Tx } from '../db/tables.ts';

/** A statement as the log needs it. */
export interface LeafRow {
  readonly id: string;
  readonly index: number;
  readonly cose: Uint8Array;
  readonly salt: Uint8Array;
}

/** How many statements have their place in the log. */
export async function countPlaced(db: Db): Promise<number> {
  const row = await db
    .selectFrom('statement')
    .select((e) => e.fn.max('leaf_index').as('last'))
    .executeTakeFirstOrThrow();
  return row.last === null ? 0 : row.last + 1;
}

/** Gives the statements that wait, in the order of the queue, the next places of the log; says how many there are. */
export async function placeWaiting(tx: Tx, next: number, limit: number): Promise<number> {
  const { rows } = await sql`update statement s set leaf_index = w.place from (
      select id, ${next}::bigint + row_number() over (order by queue_no) - 1 as place
      from (select id, queue_no from statement where leaf_index is null order by queue_no limit ${limit}) q
    ) w where s.id = w.id returning s.id`.execute(tx);
  return rows.length;
}

/** Placed statements from an index on, in order. */
export async function listPlaced(db: Db, from: number, limit: number): Promise<LeafRow[]> {
  const rows = await db
    .selectFrom('statement')
    .select(['id', 'leaf_index', 'cose', 'salt'])
    .where('leaf_index', '>=', from)
    .orderBy('leaf_index')
    .limit(limit)
    .execute();
  return rows.map((r) => ({
    id: r.id,
    index: r.leaf_index ?? -1,
    cose: new Uint8Array(r.cose),
    salt: new Uint8Array(r.salt),
  }));
}

/** Whether statements wait for a place. */
export async function hasWaiting(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('statement')
    .select('id')
    .where('leaf_index', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Keeps a checkpoint that its witnesses cosigned, and marks what it covers. */
export async function insertCosigned(tx: Tx, size: number, note: string, at: number): Promise<void> {
  await tx
    .insertInto('checkpoint')
    .values({ size, note, cosigned_at: at })
    .onConflict((c) => c.column('size').doUpdateSet({ note, cosigned_at: at }))
    .execute();
  await tx
    .updateTable('statement')
    .set({ witnessed_size: size })
    .where('leaf_index', '<', size)
    .where('witnessed_size', 'is', null)
    .execute();
}

/** Size of the newest cosigned checkpoint. */
export async function findWitnessedSize(db: Db): Promise<number> {
  const row = await db
    .selectFrom('checkpoint')
    .select((e) => e.fn.max('size').as('size'))
    .where('cosigned_at', 'is not', null)
    .executeTakeFirst();
  return row?.size ?? 0;
}

/** Where a statement stands, with what its proof needs. */
export async function findLeaf(db: Db, statement: string) {
  const row = await db
    .selectFrom('statement')
    .select(['leaf_index', 'witnessed_size', 'cose', 'salt', 'village', 'type', 'request'])
    .where('id', '=', statement)
    .executeTakeFirst();
  return (
    row && {
      index: row.leaf_index,
      isWitnessed: row.witnessed_size !== null,
      cose: new Uint8Array(row.cose),
      salt: new Uint8Array(row.salt),
      village: row.village,
      type: row.type,
      request: row.request,
    }
  );
}

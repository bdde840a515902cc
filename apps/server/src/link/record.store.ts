import { sql } from 'kysely';
import type { Db, Tx } from '../db/tables.ts';

/** The last record of a machine's chain. */
export async function findHead(db: Db, dev: string): Promise<{ n: number; hash: string } | undefined> {
  return await db
    .selectFrom('machine_record')
    .select(['n', 'hash'])
    .where('machine', '=', dev)
    .orderBy('n', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Hash of a record that is held. */
export async function findRecordHash(db: Db, dev: string, n: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('machine_record')
    .select('hash')
    .where('machine', '=', dev)
    .where('n', '=', n)
    .executeTakeFirst();
  return row?.hash;
}

/** Adds a record at the end of a machine's chain. */
export async function insertRecord(
  tx: Tx,
  r: { machine: string; n: number; boot: number; hash: string; statement: string },
): Promise<void> {
  await tx.insertInto('machine_record').values(r).execute();
  await tx.updateTable('machine').set({ head: r.hash }).where('thumbprint', '=', r.machine).execute();
}

/** Records with their place in the log, those that are witnessed only: by number, or from a number on. */
export async function listProvable(
  db: Db,
  dev: string,
  which: { readonly above: number } | { readonly numbers: readonly number[] },
  limit: number,
): Promise<{ n: number; leafIndex: number }[]> {
  let query = db
    .selectFrom('machine_record')
    .innerJoin('statement', 'statement.id', 'machine_record.statement')
    .select(['machine_record.n', 'statement.leaf_index'])
    .where('machine_record.machine', '=', dev)
    .where('statement.witnessed_size', 'is not', null);
  if ('above' in which) query = query.where('machine_record.n', '>', which.above);
  else if (which.numbers.length === 0) return [];
  else query = query.where('machine_record.n', 'in', [...which.numbers]);
  const rows = await query.orderBy('machine_record.n').limit(limit).execute();
  return rows.map((r) => ({ n: r.n, leafIndex: r.leaf_index ?? -1 }));
}

/** Remembers up to which record proofs were sent. */
export async function setAcked(db: Db, dev: string, n: number): Promise<void> {
  await db
    .updateTable('machine')
    .set((e) => ({ acked_n: sql<number>`greatest(${e.ref('acked_n')}, ${n})` }))
    .where('thumbprint', '=', dev)
    .execute();
}

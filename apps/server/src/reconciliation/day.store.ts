import { sql } from 'kysely';
import type { Db } from '../db/tables.ts';

/** A machine that is to be reconciled. */
export interface DailyMachine {
  readonly id: string;
  readonly name: string;
  readonly village: string;
  readonly thumbprint: string;
}

/** Every machine that the server knows. */
export async function listDailyMachines(db: Db): Promise<DailyMachine[]> {
  return await db
    .selectFrom('machine')
    .select(['id', 'name', 'village', 'thumbprint'])
    .orderBy('id')
    .execute();
}

/** A machine's statement with where it stands in the log. */
export interface DayStatement {
  readonly id: string;
  readonly type: string;
  readonly cose: Uint8Array;
  readonly salt: Uint8Array;
  readonly leafIndex: number | null;
}

/** The outcomes of a machine between two times, and its reconciliations from then on, which come after their day. */
export async function listDayStatements(db: Db, machine: string, from: number, to: number) {
  const { rows } = await sql<{
    id: string;
    type: string;
    cose: Buffer;
    salt: Buffer;
    leaf_index: number | null;
  }>`select s.id, s.type, s.cose, s.salt, s.leaf_index from statement s join machine_record r on r.statement = s.id
    where r.machine = ${machine} and ((s.type = 'outcome' and s.at >= ${from} and s.at < ${to})
      or (s.type = 'reconciliation' and s.at >= ${from}))
    order by r.n`.execute(db);
  return rows.map(
    (r): DayStatement => ({
      id: r.id,
      type: r.type,
      cose: new Uint8Array(r.cose),
      salt: new Uint8Array(r.salt),
      leafIndex: r.leaf_index === null ? null : Number(r.leaf_index),
    }),
  );
}

/** Impressions that the register shows for a machine between two times, by seal. */
export async function countShown(db: Db, machine: string, from: number, to: number) {
  const rows = await db
    .selectFrom('impression')
    .select(['seal', (e) => e.fn.countAll<number>().as('n')])
    .where('machine', '=', machine)
    .where('state', 'in', ['executed', 'badStamp'])
    .where('at', '>=', from)
    .where('at', '<', to)
    .groupBy('seal')
    .execute();
  return new Map(rows.map((r) => [r.seal, Number(r.n)]));
}

/** The signed bytes of an authorization. */
export async function findAuthorizationCose(db: Db, id: string): Promise<Uint8Array | undefined> {
  const row = await db.selectFrom('statement').select('cose').where('id', '=', id).executeTakeFirst();
  return row && new Uint8Array(row.cose);
}

import type { Db } from '../db/tables.ts';

/** The name of a person of any roster, present or past. */
export async function findPersonName(db: Db, id: string): Promise<string> {
  const row = await db.selectFrom('person').select('name').where('id', '=', id).executeTakeFirst();
  return row?.name ?? '';
}

/** How people were appointed, by person. */
export async function listAppointments(db: Db, villages: readonly string[]) {
  if (villages.length === 0) return new Map<string, string>();
  const rows = await db
    .selectFrom('person')
    .select(['id', 'appointed_by'])
    .where('village', 'in', villages)
    .execute();
  return new Map(rows.map((r) => [r.id, r.appointed_by]));
}

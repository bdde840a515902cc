import type { Db } from '../db/tables.ts';

/** Ids of the documents a request was filed with. */
export async function listDocumentIds(db: Db, request: string): Promise<string[]> {
  const rows = await db
    .selectFrom('document')
    .select('id')
    .where('request', '=', request)
    .orderBy('created_at')
    .execute();
  return rows.map((r) => r.id);
}

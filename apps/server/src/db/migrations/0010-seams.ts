import { type Kysely, sql } from 'kysely';

/** Seals across the seam (F5) are counted apart: an impression knows the pages whose sheets it joins. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table impression add column seam jsonb').execute(db);
}

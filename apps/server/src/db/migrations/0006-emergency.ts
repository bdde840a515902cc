import { type Kysely, sql } from 'kysely';

/** Emergency use (F47): lists and alarms have to know an emergency without reading every signed statement. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `alter table "authorization" add column mode text not null default 'normal' check (mode in ('normal', 'emergency'))`,
    )
    .execute(db);
}

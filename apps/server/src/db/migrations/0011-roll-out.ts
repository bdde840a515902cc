import { type Kysely, sql } from 'kysely';

/** Which machine asked for a release, and what it told last of a release of its program: the next wave opens by it, or none does. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      "create table release_trial (machine text not null, version text not null, state text not null check (state in ('asked', 'staged', 'committed', 'rolledBack')), at bigint not null, primary key (machine, version))",
    )
    .execute(db);
}

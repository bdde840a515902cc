import { type Kysely, sql } from 'kysely';

/**
 * Photographs of people that only their holders open: a look at one has no account. Old papers commit to what was typed
 * of them; pages of the look-up name the statement that took them in.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements.split(/;\n\n/)) await sql.raw(statement).execute(db);
}

const statements = `
alter table photo_view alter column account drop not null;

alter table old_paper add column salt text not null default ''`;

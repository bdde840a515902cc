import { type Kysely, sql } from 'kysely';

/** RFC 3161 time stamps over cosigned checkpoints: the note that was stamped stands beside its tokens, layer by layer. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements.split(/;\n\n/)) await sql.raw(statement).execute(db);
}

const statements = `
create table checkpoint_stamp (size bigint not null, note text not null, layer integer not null, authority text not null, token bytea not null, at bigint not null, ends_at bigint not null, primary key (size, layer, authority));

create index checkpoint_stamp_by_end on checkpoint_stamp (ends_at)`;

import { type Kysely, sql } from 'kysely';

/** Machines that ask for their place, and releases of their program. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements.split(/;\n\n/)) await sql.raw(statement).execute(db);
}

const statements = `
create table machine_claim (id text primary key, serial text not null, machine text not null, claim jsonb not null, at bigint not null, state text not null check (state in ('waiting', 'admitted', 'closed')), wrong_codes int not null default 0, admission jsonb, decided_by uuid, decided_at bigint);

create table program_release (statement uuid primary key references statement, target text not null, version text not null, digest text not null, size_bytes bigint not null, account uuid not null, at bigint not null, unique (target, version))`;

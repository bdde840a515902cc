import { type Kysely, sql } from 'kysely';

/** Orders of lock-down and service for machines, kept until the machine reports them done. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements.split(/;\n\n/)) await sql.raw(statement).execute(db);
}

const statements = `
create table service_order (statement uuid primary key, machine text not null, act text not null, at bigint not null, done_at bigint);

create index service_order_waiting on service_order (machine) where done_at is null;

alter table machine add column service_nonce text`;

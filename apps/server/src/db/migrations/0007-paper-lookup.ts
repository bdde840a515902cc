import { type Kysely, sql } from 'kysely';

/** Any-paper look-up: features of stamped pages, the inverted index over them, and old papers registered later. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements.split(/;\n\n/)) await sql.raw(statement).execute(db);
}

/*
 * Rows are kept small: columns in the order of their alignment, the village and the digests stay where they are.
 * `record` is a request or an old paper. Postings are appended to; a segment is 65,536 papers.
 */
const statements = `
create table lookup_paper (registered_at bigint not null, number integer primary key, page smallint not null, record uuid not null, places bytea not null);

create index lookup_paper_record on lookup_paper using hash (record);

create table lookup_posting (bucket integer not null, segment integer not null, postings bytea not null, primary key (bucket, segment));

alter table lookup_posting alter column postings set storage external;

create table old_paper (id uuid primary key, village uuid not null references unit, title text not null, stated_date text not null, note text not null, digest text not null, registered_at bigint not null, registered_by uuid not null, by_name text not null, unique (village, digest))`;

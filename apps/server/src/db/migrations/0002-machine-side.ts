import { type Kysely, sql } from 'kysely';

/** What the log, the machine link, uploads and checks keep beside the foundation. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements.split(/;\n\n/)) await sql.raw(statement).execute(db);
}

/*
 * Pictures are named in records before they are uploaded: the `_named` columns hold what a record said, the plain
 * ones what can be looked at.
 */
const statements = `
alter table impression add column before_named text, add column after_named text, add column person_named text;

create index impression_named on impression (before_named, after_named, person_named);

alter table paper_trial add column frame_named text;

create index paper_trial_frame on paper_trial (frame_named);

alter table machine add column forked_at bigint, add column gap_since bigint;

create table sealed_photo (digest text primary key, blob text not null, at bigint not null);

create index statement_witnessed on statement (witnessed_size, leaf_index);

create index statement_type_at on statement (type, village, at);

create index machine_record_statement on machine_record (statement);

create index evidence_file_digest on evidence_file (digest)`;

import { type Kysely, sql } from 'kysely';

/** Pages and pictures encrypted by village, retention class and month; what was deleted on schedule leaves its row. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements.split(/;\n\n/)) await sql.raw(statement).execute(db);
}

const statements = `
create table sealed_blob (digest text not null, village uuid not null, class text not null, blob text not null unique, key text not null, at bigint not null, deleted_at bigint, rule text, deletion uuid, removed_at bigint, primary key (digest, village, class));

create index sealed_blob_due on sealed_blob (class, at) where deleted_at is null;

create index sealed_blob_unremoved on sealed_blob (deleted_at) where deleted_at is not null and removed_at is null;

create index sealed_blob_key on sealed_blob (key) where removed_at is null;

create table picture_key (id text primary key, village uuid, class text not null, until bigint not null, destroyed_at bigint);

insert into sealed_blob (digest, village, class, blob, key, at) select distinct on (p.blob) p.digest, b.village, 'person', p.blob, 'person-photos', p.at from sealed_photo p join blob_ref b on b.digest = p.digest and b.kind = 'person' order by p.blob, b.village;

insert into picture_key (id, village, class, until) select 'person-photos', null, 'person', 0 where exists (select 1 from sealed_blob);

drop table sealed_photo;

alter table photo_view add column statement uuid`;

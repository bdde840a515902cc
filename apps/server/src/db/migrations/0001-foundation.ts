import { type Kysely, sql } from 'kysely';

/** Tables of the foundation. Only ever added to by later migrations. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of ddl.split(/;\n\n/)) if (statement.trim()) await sql.raw(statement).execute(db);
}

const ddl = `
create table unit (id uuid primary key, parent uuid references unit, level text not null, name text not null, province text not null default '', path uuid[] not null);

create index unit_path on unit using gin (path);

create table account (id uuid primary key, person uuid, login text not null unique, name text not null, unit uuid not null references unit, password_hash text not null, demo boolean not null);

create index account_person on account (person);

create table account_role (account uuid not null references account, role text not null, primary key (account, role));

create table session (token_hash text primary key, account uuid not null references account, created_at bigint not null, expires_at bigint not null);

create index session_expiry on session (expires_at);

create table passkey (credential_id text primary key, account uuid not null references account, thumbprint text not null, public_key bytea not null, counter bigint not null, created_at bigint not null);

create table proposed_key (thumbprint text primary key, account uuid not null references account, kind text not null, key bytea not null, proposed_at bigint not null);

create table ticket (id text primary key, purpose text not null, challenge text not null, account uuid, expires_at bigint not null);

create table roster (village uuid not null references unit, version int not null, digest text not null unique, cose bytea not null, statement uuid not null, primary key (village, version));

create table person (id uuid primary key, village uuid not null references unit, name text not null, roles jsonb not null, appointed_by text not null, since bigint not null, until bigint);

create table seal (id uuid primary key, village uuid not null references unit, name text not null, kind text not null, seal_code13 text not null, specimen text not null, diameter_mm double precision not null, custodian uuid not null, machine uuid, slot int not null, state text not null);

create table matter (id text not null, version int not null, facts jsonb not null, valid_from bigint not null, valid_to bigint, primary key (id, version));

create table document (id uuid primary key, account uuid not null references account, village uuid not null references unit, request uuid, name text not null, media_type text not null, size_bytes bigint not null, digest text not null, state text not null, done int not null, total int not null, problem jsonb, created_at bigint not null);

create index document_request on document (request);

create table document_page (document uuid not null references document, n int not null, digest text not null, width_px int not null, height_px int not null, source text not null, side text not null, size_bytes bigint not null, warnings jsonb not null, primary key (document, n));

create index document_page_digest on document_page (digest);

create table blob_ref (digest text not null, village uuid not null references unit, kind text not null, request uuid, media_type text not null, at bigint not null, primary key (digest, village, kind));

create table request (id uuid primary key, village uuid not null references unit, year int not null, serial int not null, number text not null, phase text not null, matter_id text not null, matter_version int not null, matter_name text not null, major boolean not null, purpose text not null, applicant_name text not null, applicant_person uuid, filer uuid not null, stamper uuid not null, filed_at bigint not null, decided_at bigint, finished_at bigint, valid_to bigint, granted int not null, executed int not null, pages int not null, counterparty text not null, amount_fen bigint, resolution text not null, replaces uuid, replaced_by uuid, approvers jsonb not null, approvers_needed int not null, seals uuid[] not null, review text not null, rejection jsonb, statement uuid not null, digest text not null, unique (village, year, serial));

create index request_list on request (filed_at desc, id desc);

create index request_village on request (village, filed_at desc, id desc);

create index request_phase on request (village, phase);

create table statement (id uuid primary key, type text not null, village uuid, request uuid, digest text not null, cose bytea not null, salt bytea not null, at bigint not null, received_at bigint not null, signers jsonb not null, queue_no bigserial unique, leaf_index bigint unique, witnessed_size bigint);

create index statement_request on statement (request, queue_no);

create index statement_digest on statement (digest);

create index statement_unsequenced on statement (queue_no) where leaf_index is null;

create function statement_is_append_only() returns trigger language plpgsql as $$ begin
  if tg_op = 'DELETE' then raise exception 'statements are never deleted'; end if;
  if (new.id, new.type, new.digest, new.cose, new.salt, new.at, new.queue_no) is distinct from (old.id, old.type, old.digest, old.cose, old.salt, old.at, old.queue_no) or (old.leaf_index is not null and new.leaf_index is distinct from old.leaf_index) then raise exception 'statements are never changed'; end if;
  return new; end $$;

create trigger statement_append_only before update or delete on statement for each row execute function statement_is_append_only();

create table "authorization" (id uuid primary key, request uuid not null references request, village uuid not null references unit, digest text not null, cose bytea not null, salt bytea not null, at bigint not null, valid_from bigint not null, valid_to bigint not null, complete boolean not null, approvers jsonb not null, revoked_at bigint);

create index authorization_request on "authorization" (request);

create table impression ("authorization" uuid not null references "authorization", k int not null, request uuid not null references request, item int not null, copy int not null, page int not null, seal uuid not null, place jsonb, state text not null, attempt int not null, at bigint, machine uuid, before text, after text, person text, before_verdict jsonb, after_verdict jsonb, server_verdict jsonb, primary key ("authorization", k));

create index impression_request on impression (request, k);

create index impression_seal on impression (seal, state);

create table machine (id uuid primary key, village uuid not null references unit, name text not null, thumbprint text not null unique, agent_key bytea not null, state text not null, last_seen_at bigint, counters jsonb, outbox_depth int not null, ink double precision, kiosk_url text, acked_n bigint not null, head text);

create table machine_record (machine text not null, n bigint not null, boot bigint not null, hash text not null, statement uuid not null references statement, primary key (machine, n));

create table evidence_file (digest text not null, machine text not null, "authorization" uuid, k int, role text not null, media_type text not null, size_bytes bigint not null, named_at bigint not null, uploaded_at bigint, primary key (digest, machine, role));

create index evidence_file_authorization on evidence_file ("authorization", k);

create table paper_trial (id uuid primary key, at bigint not null, request uuid not null, "authorization" uuid not null, machine text not null, k int not null, page int not null, frame text, verdict jsonb not null, exception_for jsonb, exception_cose bytea);

create index paper_trial_request on paper_trial (request, at);

create table alarm (id uuid primary key, at bigint not null, village uuid not null references unit, kind text not null, severity text not null, title jsonb not null, detail jsonb not null, request uuid, machine uuid, once_key text unique, statement uuid);

create index alarm_list on alarm (at desc, id desc);

create index alarm_request on alarm (request);

create table disposal (alarm uuid primary key references alarm, at bigint not null, account uuid not null, by_name text not null, result text not null, note text not null);

create table finding (id uuid primary key, at bigint not null, village uuid not null references unit, request uuid, account uuid not null, by_name text not null, text text not null);

create index finding_request on finding (request);

create table notice (id uuid primary key, account uuid not null references account, at bigint not null, title jsonb not null, request uuid, read_at bigint);

create index notice_account on notice (account, at desc);

create table reading (request uuid not null, account uuid not null, digest text not null, shown_ms bigint not null, at bigint not null);

create index reading_request on reading (request);

create table reminder (request uuid not null, account uuid not null, at bigint not null);

create index reminder_request on reminder (request, at desc);

create table custody_act (statement uuid primary key references statement, seal uuid not null, village uuid not null, at bigint not null, act text not null, people jsonb not null, note text not null);

create table custody_draft (id uuid primary key, village uuid not null, digest text not null, cose bytea not null, at bigint not null);

create index custody_act_seal on custody_act (seal, at);

create table revoked (village uuid not null, kind text not null, what text not null, statement uuid not null references statement, at bigint not null, primary key (village, kind, what));

create table photo_view (digest text not null, account uuid not null, reason text not null, at bigint not null);

create table idempotency (account uuid not null, key text not null, operation text not null, body_hash text not null, reply jsonb not null, at bigint not null, primary key (account, key));

create table checkpoint (size bigint primary key, note text not null, cosigned_at bigint)`;

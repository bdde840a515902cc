import type { Tables } from '@hufu/server/inspect';

/** A value that a column must have, or a rule where more than one is right. */
export type Expected = unknown | Rule;

/** A rule for a column, with its words. */
export class Rule {
  readonly holds: (value: unknown, row: Row) => boolean;
  readonly words: string;
  constructor(holds: (value: unknown, row: Row) => boolean, words: string) {
    this.holds = holds;
    this.words = words;
  }
}

/** A row as PostgreSQL writes it in JSON. */
export type Row = Readonly<Record<string, unknown>>;

/** The register as the signed statements give it: tables, rows by key, columns. */
export interface ExpectedRegister {
  readonly tables: Map<TableName, Map<string, Record<string, Expected>>>;
}

/** The tables of the register, with the columns that name a row. */
export const registerTables = {
  request: ['id'],
  authorization: ['id'],
  impression: ['authorization', 'k'],
  machine_record: ['machine', 'n'],
  evidence_file: ['digest', 'machine', 'role'],
  roster: ['village', 'version'],
  person: ['id'],
  seal: ['id'],
  machine: ['id'],
  custody_act: ['statement'],
  revoked: ['village', 'kind', 'what'],
  alarm: ['id'],
  disposal: ['alarm'],
  finding: ['id'],
  photo_view: ['statement'],
  old_paper: ['id'],
  program_release: ['statement'],
} as const;
/** A table of the register. */
export type TableName = keyof typeof registerTables;

/**
 * Columns that no statement speaks of, each with the reason: what a person changes there by hand is not found by this
 * check, and nothing else than a view depends on it.
 */
export const unsignedColumns: Readonly<Partial<Record<TableName, Readonly<Record<string, string>>>>> = {
  impression: { server_verdict: 'the server’s own comparison; computed again by `hufu compare`' },
  evidence_file: { uploaded_at: 'when the server received a picture; whether it did is checked' },
  machine: {
    state: 'present state',
    last_seen_at: 'present state',
    counters: 'present state',
    outbox_depth: 'present state',
    ink: 'present state',
    kiosk_url: 'present state',
    acked_n: 'present state',
    forked_at: 'present state',
    gap_since: 'present state',
    service_nonce: 'present state',
    head: 'checked by the chain of records',
  },
  alarm: { title: 'a wording', request: 'a link of the screen', machine: 'a link of the screen' },
  disposal: { account: 'the account; the name is signed' },
  finding: { account: 'the account; the name is signed' },
  photo_view: { account: 'the account; the name is signed' },
  old_paper: { registered_by: 'the account; the name is signed' },
  program_release: {
    account: 'the account that handed it in; the quorum is signed',
    size_bytes: 'the size of the archive; its digest is signed',
  },
};

const signIn = 'who may sign in; what was signed is held against the rosters';
const present = 'present state and drafts; nothing was signed of it yet';

/**
 * Every other table of the server: which check looks at it instead, or why its rows are no evidence. A new table has to be
 * named here or be built anew from statements.
 */
export const otherTables: Readonly<Record<Exclude<keyof Tables, TableName>, string>> = {
  statement: 'the check of the log: against its signed bytes and its leaf',
  checkpoint: 'the check of the log: against the root; `cosigned_at` is when this server learned of it',
  checkpoint_stamp: 'tokens of timestamps; each pack carries and verifies its own',
  lookup_paper: 'the check of the look-up, against what was signed when a page was taken in',
  lookup_posting: 'the check of the look-up',
  blob_ref: 'the check of the blobs: files by digest; whose they are is in the statements that name them',
  sealed_blob: 'how pictures lie encrypted; deletions are held against signed statements',
  picture_key:
    'keys of pictures and until when they are kept; a deletion counts by its signed statement alone',
  document: 'a file by its digest; the signed request names it',
  document_page: 'pages by digest; the signed request names them',
  matter: 'law as data; the signed request names matter and version',
  unit: 'names and the tree of villages; numbers of requests are held against them',
  account: signIn,
  account_role: signIn,
  session: signIn,
  passkey: signIn,
  proposed_key: signIn,
  ticket: signIn,
  paper_trial: present,
  notice: present,
  reading: present,
  reminder: present,
  custody_draft: present,
  service_order: present,
  idempotency: present,
  machine_claim: present,
  release_trial: present,
};

/** A register without rows. */
export function emptyRegister(): ExpectedRegister {
  const names = Object.keys(registerTables) as TableName[];
  return { tables: new Map(names.map((name) => [name, new Map()])) };
}

/** The rows of a table. */
export function rowsOf(register: ExpectedRegister, table: TableName): Map<string, Record<string, Expected>> {
  const rows = register.tables.get(table);
  if (!rows) throw new RangeError(table);
  return rows;
}

/** The key of a row. */
export const keyOf = (...parts: readonly unknown[]): string => parts.join('/');

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

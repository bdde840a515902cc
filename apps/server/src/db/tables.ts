import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';
import type { Json, Later } from './columns.ts';
import type { MachineClaimTable, ProgramReleaseTable, ReleaseTrialTable } from './fleet-tables.ts';
import type { LookupPaperTable, LookupPostingTable, OldPaperTable } from './lookup-tables.ts';
import type {
  AlarmTable,
  CheckpointStampTable,
  CheckpointTable,
  CustodyActTable,
  CustodyDraftTable,
  DisposalTable,
  EvidenceFileTable,
  FindingTable,
  IdempotencyTable,
  MachineRecordTable,
  MachineTable,
  NoticeTable,
  PaperTrialTable,
  PhotoViewTable,
  PictureKeyTable,
  ReadingTable,
  ReminderTable,
  RevokedTable,
  SealedBlobTable,
  ServiceOrderTable,
} from './machine-tables.ts';

/*
 * Instants are milliseconds since 1970 in bigint columns; digests and thumbprints are lower-case hex;
 * signed bytes are bytea. Rows of `statement` are never changed apart from where they stand in the log.
 */

interface UnitTable {
  id: string;
  parent: string | null;
  level: 'district' | 'town' | 'village';
  name: string;
  /** Short name of the province, on the topmost unit; empty below. */
  province: Generated<string>;
  /** Ids from the root down to this unit: the scope check is `:unit = any(path)`. */
  path: string[];
}
interface AccountTable {
  id: string;
  person: string | null;
  login: string;
  name: string;
  unit: string;
  password_hash: string;
  demo: boolean;
}
interface AccountRoleTable {
  account: string;
  role: string;
}
interface SessionTable {
  /** SHA-256 of the token: a stolen table opens no session. */
  token_hash: string;
  account: string;
  created_at: number;
  expires_at: number;
}
interface PasskeyTable {
  credential_id: string;
  account: string;
  thumbprint: string;
  /** The credential's COSE_Key as the authenticator gave it. */
  public_key: Buffer;
  counter: number;
  created_at: number;
}
interface ProposedKeyTable {
  thumbprint: string;
  account: string;
  kind: string;
  key: Buffer;
  proposed_at: number;
}
interface TicketTable {
  id: string;
  purpose: 'logIn' | 'register';
  challenge: string;
  account: string | null;
  expires_at: number;
}
interface RosterTable {
  village: string;
  version: number;
  digest: string;
  cose: Buffer;
  statement: string;
}
/** People as the rosters named them, past ones too; owned by the roster import. */
interface PersonTable {
  id: string;
  village: string;
  name: string;
  roles: Json;
  appointed_by: string;
  since: number;
  until: number | null;
}
/** Seals of the present roster; owned by the roster import. */
interface SealTable {
  id: string;
  village: string;
  name: string;
  kind: string;
  seal_code13: string;
  specimen: string;
  diameter_mm: number;
  custodian: string;
  machine: string | null;
  slot: number;
  state: 'active' | 'suspended' | 'retired';
}
interface MatterTable {
  id: string;
  version: number;
  /** MatterView. */
  facts: Json;
  valid_from: number;
  valid_to: number | null;
}
interface DocumentTable {
  id: string;
  account: string;
  village: string;
  request: string | null;
  name: string;
  media_type: string;
  size_bytes: number;
  digest: string;
  state: 'queued' | 'rendering' | 'ready' | 'failed';
  done: number;
  total: number;
  /** ProblemView. */
  problem: ColumnType<unknown, string | null, string | null>;
  created_at: number;
}
interface DocumentPageTable {
  document: string;
  n: number;
  digest: string;
  width_px: number;
  height_px: number;
  source: 'document' | 'photo';
  side: 'front' | 'back';
  size_bytes: number;
  /** string[] of codes. */
  warnings: Json;
}
/** Which villages may see a blob, and as what. */
interface BlobRefTable {
  digest: string;
  village: string;
  kind: 'upload' | 'page' | 'specimen' | 'before' | 'after' | 'person' | 'reference' | 'other';
  request: string | null;
  media_type: string;
  at: number;
}
interface RequestTable {
  id: string;
  village: string;
  year: number;
  serial: number;
  number: string;
  phase: string;
  matter_id: string;
  matter_version: number;
  matter_name: string;
  major: boolean;
  purpose: string;
  applicant_name: string;
  applicant_person: string | null;
  filer: string;
  stamper: string;
  filed_at: number;
  decided_at: number | null;
  finished_at: number | null;
  valid_to: number | null;
  granted: number;
  executed: number;
  pages: number;
  counterparty: string;
  amount_fen: number | null;
  resolution: string;
  replaces: string | null;
  replaced_by: string | null;
  /** Names of those who approved. */
  approvers: Json;
  /** Approvers wanted, fixed when filed. */
  approvers_needed: number;
  /** Ids of the seals wanted. */
  seals: string[];
  /** Whether the matter wants a review of the supervision committee, and whether it is there. */
  review: 'none' | 'wanted' | 'noObjection' | 'objection';
  /** `{by, at, reason}` once rejected. */
  rejection: ColumnType<unknown, string | null, string | null>;
  /** Statement id and digest of the signed request. */
  statement: string;
  digest: string;
}
interface StatementTable {
  id: string;
  type: string;
  village: string | null;
  request: string | null;
  digest: string;
  cose: Buffer;
  salt: Buffer;
  at: number;
  received_at: number;
  /** `[{name, keyKind}]`, as verified when it came in. */
  signers: Json;
  /** Order of the log: owned by the sequencer. */
  queue_no: Generated<number>;
  leaf_index: ColumnType<number | null, number | null | undefined, number | null>;
  witnessed_size: ColumnType<number | null, number | null | undefined, number | null>;
}
interface AuthorizationTable {
  id: string;
  request: string;
  village: string;
  digest: string;
  /** With the signatures so far. The statement row is written when it is complete. */
  cose: Buffer;
  salt: Buffer;
  at: number;
  valid_from: number;
  valid_to: number;
  mode: 'normal' | 'emergency';
  complete: boolean;
  /** `[{id, name, keyKind}]`. */
  approvers: Json;
  revoked_at: number | null;
}
interface ImpressionTable {
  authorization: string;
  k: number;
  request: string;
  item: number;
  copy: number;
  page: number;
  seal: string;
  place: ColumnType<unknown, string | null, string | null>;
  state: 'open' | 'inProgress' | 'executed' | 'unknown' | 'voided' | 'badStamp';
  attempt: number;
  at: number | null;
  machine: string | null;
  before: string | null;
  after: string | null;
  person: string | null;
  before_verdict: ColumnType<unknown, string | null, string | null>;
  after_verdict: ColumnType<unknown, string | null, string | null>;
  server_verdict: ColumnType<unknown, string | null, string | null>;
  /** Pages whose sheets a seal across the seam joins; null for an impression on one page. */
  seam: ColumnType<unknown, string | null, string | null>;
  /** What the records named; the plain columns follow once it is uploaded. */
  before_named: Later<string>;
  after_named: Later<string>;
  person_named: Later<string>;
}

/** Every table of the server. */
export interface Tables {
  unit: UnitTable;
  account: AccountTable;
  account_role: AccountRoleTable;
  session: SessionTable;
  passkey: PasskeyTable;
  proposed_key: ProposedKeyTable;
  ticket: TicketTable;
  roster: RosterTable;
  person: PersonTable;
  seal: SealTable;
  matter: MatterTable;
  document: DocumentTable;
  document_page: DocumentPageTable;
  blob_ref: BlobRefTable;
  request: RequestTable;
  statement: StatementTable;
  authorization: AuthorizationTable;
  impression: ImpressionTable;
  machine: MachineTable;
  machine_record: MachineRecordTable;
  evidence_file: EvidenceFileTable;
  paper_trial: PaperTrialTable;
  alarm: AlarmTable;
  disposal: DisposalTable;
  finding: FindingTable;
  notice: NoticeTable;
  reading: ReadingTable;
  reminder: ReminderTable;
  custody_act: CustodyActTable;
  custody_draft: CustodyDraftTable;
  service_order: ServiceOrderTable;
  revoked: RevokedTable;
  photo_view: PhotoViewTable;
  idempotency: IdempotencyTable;
  checkpoint: CheckpointTable;
  checkpoint_stamp: CheckpointStampTable;
  picture_key: PictureKeyTable;
  sealed_blob: SealedBlobTable;
  lookup_paper: LookupPaperTable;
  lookup_posting: LookupPostingTable;
  old_paper: OldPaperTable;
  machine_claim: MachineClaimTable;
  program_release: ProgramReleaseTable;
  release_trial: ReleaseTrialTable;
}

/** The database, or a transaction of it. */
export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;

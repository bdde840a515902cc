import type { ColumnType } from 'kysely';
import type { Json, Later } from './columns.ts';

// Rows that come from machines, and what is watched over and told because of them.

export interface MachineTable {
  id: string;
  village: string;
  name: string;
  /** Hex thumbprint of the press controller's key. */
  thumbprint: string;
  agent_key: Buffer;
  state: 'online' | 'offline' | 'lockedDown' | 'quarantined';
  last_seen_at: number | null;
  counters: ColumnType<unknown, string | null, string | null>;
  outbox_depth: number;
  ink: number | null;
  kiosk_url: string | null;
  /** Every record up to this n is held and proved. */
  acked_n: number;
  /** Hash of the newest record of the chain. */
  head: string | null;
  /** Since when two versions of one record are known: only a service act of the village ends it. */
  forked_at: Later<number>;
  /** Since when a record is missing though a later one is here. */
  gap_since: Later<number>;
  /** Hex of the nonce that a service order must bind, as a record of the machine last named it. */
  service_nonce: Later<string>;
}
export interface ServiceOrderTable {
  statement: string;
  /** Hex thumbprint of the machine. */
  machine: string;
  act: string;
  at: number;
  done_at: Later<number>;
}
export interface MachineRecordTable {
  machine: string;
  n: number;
  boot: number;
  hash: string;
  statement: string;
}
export interface EvidenceFileTable {
  digest: string;
  machine: string;
  authorization: string | null;
  k: number | null;
  role: 'before' | 'after' | 'person' | 'reference';
  media_type: string;
  size_bytes: number;
  named_at: number;
  uploaded_at: number | null;
}
export interface PaperTrialTable {
  id: string;
  at: number;
  request: string;
  authorization: string;
  machine: string;
  k: number;
  page: number;
  frame: string | null;
  verdict: Json;
  /** What an exception must bind: `{machine, nonce, frames}` as in PaperTrialView; null when gone. */
  exception_for: ColumnType<unknown, string | null, string | null>;
  /** The exception with the signatures so far, while its quorum is not complete. */
  exception_cose: ColumnType<Buffer | null, Buffer | null | undefined, Buffer | null>;
  frame_named: Later<string>;
}
export interface AlarmTable {
  id: string;
  at: number;
  village: string;
  kind: string;
  severity: 'info' | 'warning' | 'serious';
  title: Json;
  detail: Json;
  request: string | null;
  machine: string | null;
  /** Raised once for one key. */
  once_key: string | null;
  statement: string | null;
}
export interface DisposalTable {
  alarm: string;
  at: number;
  account: string;
  by_name: string;
  result: 'false' | 'real' | 'handled';
  note: string;
}
export interface FindingTable {
  id: string;
  at: number;
  village: string;
  request: string | null;
  account: string;
  by_name: string;
  text: string;
}
export interface NoticeTable {
  id: string;
  account: string;
  at: number;
  title: Json;
  request: string | null;
  read_at: number | null;
}
export interface ReadingTable {
  request: string;
  account: string;
  digest: string;
  shown_ms: number;
  at: number;
}
export interface ReminderTable {
  request: string;
  account: string;
  at: number;
}
export interface CustodyActTable {
  statement: string;
  seal: string;
  village: string;
  at: number;
  act: string;
  /** Names. */
  people: Json;
  note: string;
}
/** Acts of custody that wait for further signatures. */
export interface CustodyDraftTable {
  id: string;
  village: string;
  digest: string;
  cose: Buffer;
  at: number;
}
export interface RevokedTable {
  village: string;
  kind: 'key' | 'authorization';
  /** Hex thumbprint, or id of the authorization. */
  what: string;
  statement: string;
  at: number;
}
export interface PhotoViewTable {
  digest: string;
  /** None where holders opened it by their own signatures. */
  account: string | null;
  reason: string;
  at: number;
  /** The `opening` statement. */
  statement: string | null;
}
export interface IdempotencyTable {
  account: string;
  key: string;
  operation: string;
  body_hash: string;
  reply: Json;
  at: number;
}
/** Pictures as they lie encrypted; one that was deleted on schedule leaves its row. */
export interface SealedBlobTable {
  /** Of the plain picture. */
  digest: string;
  village: string;
  class: 'person' | 'paper' | 'material';
  /** Name of the encrypted file. */
  blob: string;
  key: string;
  at: number;
  deleted_at: number | null;
  rule: string | null;
  /** The `deletion` statement. */
  deletion: string | null;
  /** When the file was gone as well. */
  removed_at: number | null;
}
/** Keys of pictures; the keys themselves are files. */
export interface PictureKeyTable {
  id: string;
  village: string | null;
  class: 'person' | 'paper' | 'material';
  /** Nothing is sealed with it from then on. */
  until: number;
  destroyed_at: number | null;
}
/** Time stamps over a checkpoint; rows are only ever added. */
export interface CheckpointStampTable {
  size: number;
  /** The signed note that was stamped. */
  note: string;
  layer: number;
  authority: string;
  token: Buffer;
  /** Time of the stamp, and when its certificate ends. */
  at: number;
  ends_at: number;
}
export interface CheckpointTable {
  size: number;
  note: string;
  cosigned_at: number | null;
}

import type { ColumnType, Generated } from 'kysely';
import type { Json, Later } from './columns.ts';

/** Claims of machines that ask for their place. */
export interface MachineClaimTable {
  /** Hex digest of the claim. */
  id: string;
  serial: string;
  /** Hex thumbprint of its press key. */
  machine: string;
  claim: Json;
  at: number;
  state: 'waiting' | 'admitted' | 'closed';
  wrong_codes: Generated<number>;
  admission: ColumnType<unknown, string | null | undefined, string | null>;
  /** Account. */
  decided_by: Later<string>;
  decided_at: Later<number>;
}
/** Releases whose archive lies in the folder `releases`; rows are only ever added. */
export interface ProgramReleaseTable {
  statement: string;
  target: string;
  version: string;
  /** Hex digest of the archive, and its name. */
  digest: string;
  size_bytes: number;
  account: string;
  at: number;
}
/** What a machine told last of a release of its program. */
export interface ReleaseTrialTable {
  /** Hex thumbprint of its press key. */
  machine: string;
  version: string;
  state: 'asked' | 'staged' | 'committed' | 'rolledBack';
  /** When this server learned of it. */
  at: number;
}

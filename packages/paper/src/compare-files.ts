import type { PlaceMm, Verdict, ZoneMm } from './verdict.ts';
import { openPaperPool } from './worker/pool.ts';

/** Everything the command line has: bytes of files. */
export interface CompareFilesInput {
  readonly approvedBytes: Uint8Array;
  readonly approvedName?: string;
  /** The sheet before the press. */
  readonly photoBytes: Uint8Array;
  /** The sheet after the press; with it the comparison is the one after. */
  readonly afterBytes?: Uint8Array;
  readonly specimenBytes?: Uint8Array;
  /** Counted from 1. */
  readonly page?: number;
  readonly zones?: readonly ZoneMm[];
  readonly place?: PlaceMm;
}

/** Compares files once, in a worker of its own. */
export async function compareFiles(input: CompareFilesInput): Promise<Verdict> {
  await using pool = openPaperPool({ size: 1 });
  const approved = {
    bytes: input.approvedBytes,
    ...(input.approvedName === undefined ? {} : { name: input.approvedName }),
    page: input.page ?? 1,
  };
  const zones = input.zones ?? [];
  const before = await pool.before({ approved, photo: input.photoBytes, zones });
  // The sheet is judged from its last picture; one that was wrong from the start stays wrong.
  if (!input.afterBytes || before.verdict === 'mismatch') return before;
  // Awaited here: the pool closes when this function returns.
  return await pool.after({
    approved,
    before: input.photoBytes,
    photo: input.afterBytes,
    zones,
    ...(input.specimenBytes ? { specimen: input.specimenBytes } : {}),
    ...(input.place ? { place: input.place } : {}),
  });
}

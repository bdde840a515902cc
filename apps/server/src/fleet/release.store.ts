import type { Db, Tx } from '../db/tables.ts';

/** Keeps that a release was published. */
export async function insertRelease(
  tx: Tx,
  release: {
    statement: string;
    target: string;
    version: string;
    digest: string;
    size_bytes: number;
    account: string;
    at: number;
  },
): Promise<void> {
  await tx.insertInto('program_release').values(release).execute();
}

/** Hex digest of the archive of a release that was published before. */
export async function findReleaseDigest(
  db: Db,
  target: string,
  version: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('program_release')
    .select('digest')
    .where('target', '=', target)
    .where('version', '=', version)
    .executeTakeFirst();
  return row?.digest;
}

/** Witnessed releases of the agent's program, with what a machine needs of each. */
export async function listWitnessedReleases(db: Db) {
  return await db
    .selectFrom('program_release as r')
    .innerJoin('statement as s', 's.id', 'r.statement')
    .select(['r.version', 'r.digest', 'r.size_bytes', 's.cose', 's.salt', 's.leaf_index'])
    .where('r.target', '=', 'agent')
    .where('s.witnessed_size', 'is not', null)
    .orderBy('r.at', 'desc')
    .limit(100)
    .execute();
}

/** A release of the web pages as it is kept. */
export interface WebRelease {
  readonly statement: string;
  readonly version: string;
  readonly digest: string;
  readonly cose: Uint8Array;
}

/** Releases of the web pages, newest first. */
export async function listWebReleases(db: Db): Promise<WebRelease[]> {
  return await db
    .selectFrom('program_release as r')
    .innerJoin('statement as s', 's.id', 'r.statement')
    .select(['r.statement', 'r.version', 'r.digest', 's.cose'])
    .where('r.target', '=', 'web')
    .orderBy('r.at', 'desc')
    .limit(100)
    .execute();
}

/** Villages that have a roster, and so a release quorum. */
export async function listVillagesWithRoster(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('roster').select('village').distinct().execute();
  return rows.map((r) => r.village);
}

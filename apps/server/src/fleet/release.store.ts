import type { Db, Tx } from '../db/tables.ts';
import type { ReleaseTrial } from './roll-out.ts';

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

/** Notes what a machine told of a release; what it told last counts. */
export async function setReleaseTrial(tx: Tx, trial: ReleaseTrial & { version: string }): Promise<void> {
  const { machine, version, state, at } = trial;
  await tx
    .insertInto('release_trial')
    .values({ machine, version, state, at })
    .onConflict((c) => c.columns(['machine', 'version']).doUpdateSet({ state, at }))
    .execute();
}

/** Notes that a machine asks for a release; what it has told of it stays. */
export async function noteAsked(
  db: Db,
  asked: { machine: string; version: string; at: number },
): Promise<void> {
  await db
    .insertInto('release_trial')
    .values({ ...asked, state: 'asked' })
    .onConflict((c) => c.doNothing())
    .execute();
}

/** Machines that want a release, and what they told of it. */
export async function listReleaseTrials(db: Db, version: string): Promise<ReleaseTrial[]> {
  return await db
    .selectFrom('release_trial')
    .select(['machine', 'state', 'at'])
    .where('version', '=', version)
    .execute();
}

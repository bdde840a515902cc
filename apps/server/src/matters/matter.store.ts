import { type MatterView, zMatterView } from '@hufu/contract';
import type { Db } from '../db/tables.ts';

/** Matters in force at a time, in their newest version. */
export async function listMatters(db: Db, now: number): Promise<MatterView[]> {
  const rows = await db
    .selectFrom('matter')
    .distinctOn('id')
    .select('facts')
    .where('valid_from', '<=', now)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>', now)]))
    .orderBy('id')
    .orderBy('version', 'desc')
    .execute();
  return rows.map((r) => zMatterView.parse(r.facts));
}

/** A matter in one version, in force or not. */
export async function findMatter(db: Db, id: string, version: number): Promise<MatterView | undefined> {
  const row = await db
    .selectFrom('matter')
    .select('facts')
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return row && zMatterView.parse(row.facts);
}

/** Adds a version of a matter; versions are never changed. */
export async function insertMatter(db: Db, matter: MatterView): Promise<void> {
  await db
    .insertInto('matter')
    .values({
      id: matter.id,
      version: matter.version,
      facts: JSON.stringify(matter),
      valid_from: matter.validFrom,
      valid_to: matter.validTo,
    })
    .onConflict((c) => c.columns(['id', 'version']).doNothing())
    .execute();
}

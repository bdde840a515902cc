import { type MatterView, zMatterView } from '@hufu/contract';
import { type Matter, mattersAt, national } from '@hufu/domain';
import { z } from 'zod';
import type { Db } from '../db/tables.ts';

/** A matter as it is kept: what people see, and where it holds. */
const zMatter = zMatterView.extend({ scope: z.string().default(national) });

/** Every version of every matter, for the rules. */
export async function listAllMatters(db: Db): Promise<Matter[]> {
  const rows = await db.selectFrom('matter').select('facts').orderBy('id').orderBy('version').execute();
  return rows.map((r) => zMatter.parse(r.facts));
}

/** Matters in force at a time in a province, one version of each. */
export async function listMatters(db: Db, province: string, now: number): Promise<MatterView[]> {
  return mattersAt(await listAllMatters(db), province, now).map((m) => zMatterView.parse(m));
}

/** A matter in one version, in force or not. */
export async function findMatter(db: Db, id: string, version: number): Promise<Matter | undefined> {
  const row = await db
    .selectFrom('matter')
    .select('facts')
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return row && zMatter.parse(row.facts);
}

/** Adds a version of a matter; versions are never changed. */
export async function insertMatter(db: Db, matter: MatterView & { readonly scope?: string }): Promise<void> {
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

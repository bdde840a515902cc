import type { VerdictSummary } from '@hufu/contract';
import { sql } from 'kysely';
import type { Db } from '../db/tables.ts';

/** An executed impression since a time whose pictures are both here and that the server has not compared. */
export async function findUncompared(db: Db, since: number) {
  return await db
    .selectFrom('impression')
    .innerJoin('authorization', 'authorization.id', 'impression.authorization')
    .leftJoin('seal', 'seal.id', 'impression.seal')
    .select([
      'impression.authorization',
      'impression.k',
      'impression.copy',
      'impression.page',
      'impression.request',
      'impression.machine',
      'impression.before',
      'impression.after',
      'impression.before_verdict as beforeVerdict',
      'impression.after_verdict as afterVerdict',
      'authorization.village',
      'authorization.cose',
      'seal.specimen',
    ])
    .where('impression.state', '=', 'executed')
    .where('impression.at', '>', since)
    .where('impression.before', 'is not', null)
    .where('impression.after', 'is not', null)
    .where('impression.server_verdict', 'is', null)
    .orderBy('impression.at')
    .limit(1)
    .executeTakeFirst();
}
/** Such an impression. */
export type Uncompared = NonNullable<Awaited<ReturnType<typeof findUncompared>>>;

/** Keeps what the server itself finds on the pictures. */
export async function setServerVerdict(
  db: Db,
  i: Pick<Uncompared, 'authorization' | 'k'>,
  verdict: VerdictSummary,
) {
  await db
    .updateTable('impression')
    .set({ server_verdict: JSON.stringify(verdict) })
    .where('authorization', '=', i.authorization)
    .where('k', '=', i.k)
    .where(sql<boolean>`server_verdict is null`)
    .execute();
}

/** Digests of the specimens of a village's seals that are out of use. */
export async function findRetiredSpecimens(db: Db, village: string): Promise<string[]> {
  const rows = await db
    .selectFrom('seal')
    .select('specimen')
    .where('village', '=', village)
    .where('state', '=', 'retired')
    .orderBy('id')
    .execute();
  return rows.map((r) => r.specimen);
}

import type { Db, Tx } from '../db/tables.ts';

/** Notes under which name the sealed photo lies. */
export async function insertSealedPhoto(
  tx: Tx,
  p: { digest: string; blob: string; at: number },
): Promise<void> {
  await tx
    .insertInto('sealed_photo')
    .values(p)
    .onConflict((c) => c.column('digest').doNothing())
    .execute();
}

/** The name of the sealed blob of a photo. */
export async function findSealedPhoto(db: Db, digest: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('sealed_photo')
    .select('blob')
    .where('digest', '=', digest)
    .executeTakeFirst();
  return row?.blob;
}

import type { KeptTimestamp } from '@hufu/evidence';
import type { Db } from '../db/tables.ts';

/** The newest checkpoint that witnesses cosigned. */
export async function findNewestCosigned(db: Db): Promise<{ size: number; note: string } | undefined> {
  return await db
    .selectFrom('checkpoint')
    .select(['size', 'note'])
    .where('cosigned_at', 'is not', null)
    .orderBy('size', 'desc')
    .executeTakeFirst();
}

/** The earliest stamped checkpoint of at least this size. */
export async function findStampedCheckpoint(
  db: Db,
  size: number,
): Promise<{ size: number; note: string } | undefined> {
  return await db
    .selectFrom('checkpoint_stamp')
    .select(['size', 'note'])
    .where('size', '>=', size)
    .where('layer', '=', 1)
    .orderBy('size')
    .executeTakeFirst();
}

/** The note that was stamped for a size. */
export async function findStampedNote(db: Db, size: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('checkpoint_stamp')
    .select('note')
    .where('size', '=', size)
    .executeTakeFirst();
  return row?.note;
}

/** Every stamp of a checkpoint. */
export async function listStamps(db: Db, size: number): Promise<KeptTimestamp[]> {
  const rows = await db
    .selectFrom('checkpoint_stamp')
    .select(['layer', 'authority', 'token'])
    .where('size', '=', size)
    .orderBy('layer')
    .orderBy('authority')
    .execute();
  return rows.map((r) => ({ layer: r.layer, authority: r.authority, token: new Uint8Array(r.token) }));
}

/** Checkpoints whose newest layer ends before an instant. */
export async function listEnding(db: Db, before: number) {
  return await db
    .selectFrom('checkpoint_stamp')
    .select(['size', 'note', (e) => e.fn.max('layer').as('layer')])
    .groupBy(['size', 'note'])
    .having((e) =>
      e(
        e
          .selectFrom('checkpoint_stamp as newest')
          .select((s) => s.fn.max('newest.ends_at').as('ends'))
          .whereRef('newest.size', '=', 'checkpoint_stamp.size')
          .where('newest.layer', '=', (s) =>
            s
              .selectFrom('checkpoint_stamp as top')
              .select((t) => t.fn.max('top.layer').as('layer'))
              .whereRef('top.size', '=', 'checkpoint_stamp.size'),
          ),
        '<',
        before,
      ),
    )
    .orderBy('size')
    .execute();
}

/** Keeps a stamp; the first one for its place stays. */
export async function insertStamp(
  db: Db,
  of: { size: number; note: string; at: number; endsAt: number } & KeptTimestamp,
): Promise<void> {
  const { size, note, layer, authority, token, at, endsAt } = of;
  await db
    .insertInto('checkpoint_stamp')
    .values({ size, note, layer, authority, token: Buffer.from(token), at, ends_at: endsAt })
    .onConflict((c) => c.columns(['size', 'layer', 'authority']).doNothing())
    .execute();
}

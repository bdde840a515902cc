import { sql } from 'kysely';
import type { Db, Tx } from '../db/tables.ts';
import type { RetentionClass } from './retention-class.ts';

/** A picture as it lies encrypted on one shelf: a village's retention class. */
export interface SealedBlob {
  readonly digest: string;
  readonly village: string;
  readonly class: RetentionClass;
  /** Name of the encrypted file. */
  readonly blob: string;
  readonly key: string;
  readonly at: number;
}

/** The picture on that shelf, deleted or not. */
export async function findSealed(db: Db, of: Pick<SealedBlob, 'digest' | 'village' | 'class'>) {
  return await db
    .selectFrom('sealed_blob')
    .selectAll()
    .where('digest', '=', of.digest)
    .where('village', '=', of.village)
    .where('class', '=', of.class)
    .executeTakeFirst();
}

/** Every shelf a picture stands or stood on, with the rule by which it was deleted. */
export async function listSealed(db: Db, digest: string) {
  return await db
    .selectFrom('sealed_blob')
    .selectAll()
    .where('digest', '=', digest)
    .orderBy('deleted_at', (o) => o.desc().nullsFirst())
    .execute();
}

/** Adds a picture; false when the shelf had it meanwhile. */
export async function insertSealed(db: Db, sealed: SealedBlob): Promise<boolean> {
  const done = await db
    .insertInto('sealed_blob')
    .values({ ...sealed, deleted_at: null, rule: null, deletion: null, removed_at: null })
    .onConflict((c) => c.columns(['digest', 'village', 'class']).doNothing())
    .executeTakeFirst();
  return done.numInsertedOrUpdatedRows === 1n;
}

/** Puts a picture on its shelf again: under the key of a later month, or after it had been deleted. */
export async function replaceSealed(db: Db, sealed: SealedBlob, was: { readonly blob: string }) {
  const done = await db
    .updateTable('sealed_blob')
    .set({
      blob: sealed.blob,
      key: sealed.key,
      at: sealed.at,
      deleted_at: null,
      rule: null,
      deletion: null,
      removed_at: null,
    })
    .where('digest', '=', sealed.digest)
    .where('village', '=', sealed.village)
    .where('class', '=', sealed.class)
    .where('blob', '=', was.blob)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

/** Notes a key, from when on nothing new is sealed with it. */
export async function insertPictureKey(
  db: Db,
  key: { id: string; village: string; class: RetentionClass; until: number },
): Promise<void> {
  await db
    .insertInto('picture_key')
    .values({ ...key, destroyed_at: null })
    .onConflict((c) => c.column('id').doUpdateSet({ destroyed_at: null }))
    .execute();
}

/** A picture whose time is over. */
export interface DuePicture {
  readonly digest: string;
  readonly village: string;
  readonly request: string | null;
}

/**
 * Pictures of a class that came before a time. What belongs to a request with a serious alarm that nobody has answered
 * stays: an open case is a purpose of its own.
 */
export async function listDue(db: Db, c: RetentionClass, before: number, limit: number) {
  const { rows } = await sql<DuePicture>`select * from (
      select s.digest, s.village, s.at, coalesce(
        (select min(b.request::text) from blob_ref b where b.digest = s.digest and b.village = s.village),
        (select min(d.request::text) from document_page p join document d on d.id = p.document
          where p.digest = s.digest and d.village = s.village),
        (select min(d.request::text) from document d where d.digest = s.digest and d.village = s.village)) as request
      from sealed_blob s where s.class = ${c} and s.deleted_at is null and s.at <= ${before}
    ) due where not exists (select 1 from alarm a where a.request = due.request::uuid and a.severity = 'serious'
      and not exists (select 1 from disposal d where d.alarm = a.id))
    order by village, request, at limit ${limit}`.execute(db);
  return rows;
}

/** Marks pictures as deleted; says which of them were (one that was used again meanwhile is not). */
export async function markDeleted(
  tx: Tx,
  due: readonly DuePicture[],
  as: { class: RetentionClass; before: number; at: number; rule: string; deletion: string },
): Promise<string[]> {
  const [first] = due;
  if (!first) return [];
  const rows = await tx
    .updateTable('sealed_blob')
    .set({ deleted_at: as.at, rule: as.rule, deletion: as.deletion })
    .where('village', '=', first.village)
    .where('class', '=', as.class)
    .where(
      'digest',
      'in',
      due.map((d) => d.digest),
    )
    .where('deleted_at', 'is', null)
    .where('at', '<=', as.before)
    .returning('digest')
    .execute();
  return rows.map((r) => r.digest);
}

/** Encrypted files of deleted pictures that have not been removed yet. */
export async function listUnremoved(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('sealed_blob')
    .select('blob')
    .where('deleted_at', 'is not', null)
    .where('removed_at', 'is', null)
    .limit(limit)
    .execute();
  return rows.map((r) => r.blob);
}

/** Notes that a file is gone. */
export async function markRemoved(db: Db, blob: string, at: number): Promise<void> {
  await db
    .updateTable('sealed_blob')
    .set({ removed_at: at })
    .where('blob', '=', blob)
    .where('deleted_at', 'is not', null)
    .execute();
}

/** Keys of a class that nothing was sealed with since a time, and that open nothing that is still kept. */
export async function listSpentKeys(db: Db, c: RetentionClass, before: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select k.id from picture_key k
    where k.class = ${c} and k.destroyed_at is null and k.until <= ${before}
      and not exists (select 1 from sealed_blob s where s.key = k.id and s.removed_at is null)
    order by k.id`.execute(db);
  return rows.map((r) => r.id);
}

/** Notes that a key is gone. */
export async function markDestroyed(db: Db, id: string, at: number): Promise<void> {
  await db.updateTable('picture_key').set({ destroyed_at: at }).where('id', '=', id).execute();
}

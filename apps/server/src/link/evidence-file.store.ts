import { sql } from 'kysely';
import type { Db, Tx } from '../db/tables.ts';

/** What a picture shows. */
export type EvidenceRole = 'before' | 'after' | 'person' | 'reference';

/** A picture that a machine's record names. */
export interface NamedPicture {
  readonly digest: string;
  readonly machine: string;
  readonly authorization: string | null;
  readonly k: number | null;
  readonly role: EvidenceRole;
  readonly mediaType?: string;
  readonly sizeBytes?: number;
  readonly at: number;
}

/** Notes that a record names a picture: from now on the machine may upload it. */
export async function namePicture(tx: Tx, p: NamedPicture): Promise<void> {
  await tx
    .insertInto('evidence_file')
    .values({
      digest: p.digest,
      machine: p.machine,
      authorization: p.authorization,
      k: p.k,
      role: p.role,
      media_type: p.mediaType ?? 'image/jpeg',
      size_bytes: p.sizeBytes ?? 0,
      named_at: p.at,
      uploaded_at: null,
    })
    .onConflict((c) =>
      c.columns(['digest', 'machine', 'role']).doUpdateSet((e) => ({
        k: e.fn.coalesce('evidence_file.k', 'excluded.k'),
        size_bytes: sql<number>`greatest(evidence_file.size_bytes, excluded.size_bytes)`,
      })),
    )
    .execute();
}

/** How a machine's records name a digest. */
export async function listNamed(db: Db, machine: string, digest: string) {
  return await db
    .selectFrom('evidence_file')
    .leftJoin('authorization', 'authorization.id', 'evidence_file.authorization')
    .leftJoin('request', 'request.id', 'authorization.request')
    .select([
      'evidence_file.role',
      'evidence_file.k',
      'evidence_file.authorization',
      'evidence_file.media_type as mediaType',
      'evidence_file.uploaded_at as uploadedAt',
      'evidence_file.named_at as namedAt',
      'evidence_file.size_bytes as sizeBytes',
      'authorization.request',
      'request.phase',
    ])
    .where('evidence_file.machine', '=', machine)
    .where('evidence_file.digest', '=', digest)
    .execute();
}

/** Marks a picture as here, and shows it wherever records named it; false when nothing shows it. */
export async function setUploaded(
  tx: Tx,
  machine: string,
  digest: string,
  sizeBytes: number,
  at: number,
): Promise<boolean> {
  await tx
    .updateTable('evidence_file')
    .set({ uploaded_at: at, size_bytes: sizeBytes })
    .where('machine', '=', machine)
    .where('digest', '=', digest)
    .where('uploaded_at', 'is', null)
    .execute();
  return await reveal(tx, digest);
}

/** Copies a named digest into the columns that are shown, now that the picture is here. */
async function reveal(tx: Tx, digest: string): Promise<boolean> {
  let shown = 0n;
  for (const slot of ['before', 'after', 'person'] as const) {
    const { numUpdatedRows } = await tx
      .updateTable('impression')
      .set({ [slot]: digest })
      .where(`${slot}_named`, '=', digest)
      .executeTakeFirst();
    shown += numUpdatedRows;
  }
  const trial = await tx
    .updateTable('paper_trial')
    .set({ frame: digest })
    .where('frame_named', '=', digest)
    .executeTakeFirst();
  return shown + trial.numUpdatedRows > 0n;
}

/** Shows the pictures of an authorization that arrived before the record that names them. */
export async function revealArrived(tx: Tx, authorization: string): Promise<void> {
  for (const slot of ['before', 'after', 'person'] as const)
    await sql`update impression i set ${sql.ref(slot)} = ${sql.ref(`${slot}_named`)}
      where i."authorization" = ${authorization} and ${sql.ref(`i.${slot}`)} is distinct from ${sql.ref(`i.${slot}_named`)}
        and exists (select 1 from evidence_file f where f.digest = ${sql.ref(`i.${slot}_named`)} and f.uploaded_at is not null)`.execute(
      tx,
    );
  await sql`update paper_trial t set frame = frame_named where t."authorization" = ${authorization} and t.frame is null
    and exists (select 1 from evidence_file f where f.digest = t.frame_named and f.uploaded_at is not null)`.execute(
    tx,
  );
}

/** Pictures that records of a village's machines name and that are not here. */
export async function listAwaited(db: Db, village: string) {
  return await db
    .selectFrom('evidence_file')
    .innerJoin('machine', 'machine.thumbprint', 'evidence_file.machine')
    .select(['evidence_file.digest', 'evidence_file.machine', 'evidence_file.named_at as namedAt'])
    .distinctOn(['evidence_file.digest', 'evidence_file.machine'])
    .where('machine.village', '=', village)
    .where('evidence_file.uploaded_at', 'is', null)
    .execute();
}

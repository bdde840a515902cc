import { type DocumentView, type PageRef, type ProblemView, toHex, zProblemView } from '@hufu/contract';
import { z } from 'zod';
import type { Db, Tx } from '../db/tables.ts';
import { within } from '../people/unit.store.ts';
import type { PictureKind } from '../retention/retention-class.ts';
import type { RenderedPage } from './page-renderer.ts';

const zWarnings = z.array(z.string());

/** An upload as it arrived. */
export interface NewDocument {
  readonly id: string;
  readonly account: string;
  readonly village: string;
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly digest: string;
  readonly at: number;
  /** `ready` for an upload of the past, whose pages come with it. */
  readonly state?: 'queued' | 'ready';
}

/** Adds an upload that waits to be rendered. */
export async function insertDocument(tx: Tx, d: NewDocument): Promise<void> {
  await tx
    .insertInto('document')
    .values({
      id: d.id,
      account: d.account,
      village: d.village,
      request: null,
      name: d.name,
      media_type: d.mediaType,
      size_bytes: d.sizeBytes,
      digest: d.digest,
      state: d.state ?? 'queued',
      done: 0,
      total: 0,
      problem: null,
      created_at: d.at,
    })
    .execute();
  await insertBlobRef(tx, {
    digest: d.digest,
    village: d.village,
    kind: 'upload',
    mediaType: d.mediaType,
    at: d.at,
  });
}

/** Says that a village may see a blob, and as what. */
export async function insertBlobRef(
  db: Db,
  r: {
    digest: string;
    village: string;
    kind: PictureKind;
    mediaType: string;
    at: number;
    request?: string;
  },
): Promise<void> {
  await db
    .insertInto('blob_ref')
    .values({
      digest: r.digest,
      village: r.village,
      kind: r.kind,
      request: r.request ?? null,
      media_type: r.mediaType,
      at: r.at,
    })
    .onConflict((c) => c.columns(['digest', 'village', 'kind']).doNothing())
    .execute();
}

/** A document with its pages. */
export async function findDocument(db: Db, id: string) {
  const row = await db.selectFrom('document').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const pages = await db
    .selectFrom('document_page')
    .selectAll()
    .where('document', '=', id)
    .orderBy('n')
    .execute();
  const view: DocumentView = {
    id: row.id,
    name: row.name,
    mediaType: row.media_type,
    sizeBytes: row.size_bytes,
    state: row.state,
    progress: { done: row.done, total: row.total },
    problem: row.problem === null ? null : zProblemView.parse(row.problem),
    pages: pages.map((p) => ({
      digest: p.digest,
      widthPx: p.width_px,
      heightPx: p.height_px,
      source: p.source,
      side: p.side,
      sizeBytes: p.size_bytes,
      warnings: zWarnings.parse(p.warnings),
    })),
  };
  return { view, account: row.account, village: row.village, digest: row.digest, request: row.request };
}

/** Notes that rendering goes on, and how far it is; false when the document is finished, which nothing undoes. */
export async function setRendering(
  db: Db,
  id: string,
  progress: { readonly done: number; readonly total: number },
): Promise<boolean> {
  return await changeUnfinished(db, id, { state: 'rendering', ...progress });
}

/** Notes why a document cannot be rendered; false when it is finished already. */
export async function setFailed(db: Db, id: string, problem: ProblemView): Promise<boolean> {
  return await changeUnfinished(db, id, { state: 'failed', problem: JSON.stringify(problem) });
}

/** Makes a document ready together with all its pages; false when it is finished already. */
export async function finishDocument(
  tx: Tx,
  document: { id: string; village: string },
  pages: readonly (RenderedPage & { digest: string; n: number; total: number })[],
  at: number,
): Promise<boolean> {
  if (!(await changeUnfinished(tx, document.id, { state: 'ready' }))) return false;
  await tx.deleteFrom('document_page').where('document', '=', document.id).execute();
  for (const page of pages) await insertPage(tx, document, { ...page, at });
  return true;
}

async function changeUnfinished(
  db: Db,
  id: string,
  change: { state: 'rendering' | 'ready' | 'failed'; done?: number; total?: number; problem?: string },
): Promise<boolean> {
  const done = await db
    .updateTable('document')
    .set(change)
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'rendering'])
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

/** Adds a page whose bytes are already stored. */
export async function insertPage(
  tx: Tx,
  document: { id: string; village: string },
  page: RenderedPage & { digest: string; n: number; total: number; at: number },
): Promise<void> {
  await tx
    .insertInto('document_page')
    .values({
      document: document.id,
      n: page.n,
      digest: page.digest,
      width_px: page.widthPx,
      height_px: page.heightPx,
      source: page.source,
      side: 'front',
      size_bytes: page.bytes.length,
      warnings: JSON.stringify(page.warnings),
    })
    .execute();
  await tx
    .updateTable('document')
    .set({ done: page.n + 1, total: page.total })
    .where('id', '=', document.id)
    .execute();
  await insertBlobRef(tx, {
    digest: page.digest,
    village: document.village,
    kind: 'page',
    mediaType: page.mediaType,
    at: page.at,
  });
}

/** What is known of a blob in the villages a unit may see. */
export async function listBlobRefs(db: Db, digest: string, unit: string) {
  return await db
    .selectFrom('blob_ref')
    .innerJoin('unit', 'unit.id', 'blob_ref.village')
    .select(['blob_ref.kind', 'blob_ref.media_type', 'blob_ref.request', 'blob_ref.village'])
    .where('blob_ref.digest', '=', digest)
    .where(within(unit))
    .execute();
}

/** What is known of a photograph of a person in its own village. */
export async function findPersonRef(db: Db, village: string, digest: string) {
  return await db
    .selectFrom('blob_ref')
    .select(['request', 'media_type as mediaType'])
    .where('village', '=', village)
    .where('digest', '=', digest)
    .where('kind', '=', 'person')
    .executeTakeFirst();
}

/** Notes who opened the photo of a person, and why; holders of a sealed one sign themselves and have no account. */
export async function insertPhotoView(
  db: Db,
  v: { digest: string; account: string | null; reason: string; at: number; statement: string },
): Promise<void> {
  await db.insertInto('photo_view').values(v).execute();
}

/** Ties documents to the request that was filed with them, and notes which pages are back sides. */
export async function assignDocuments(
  tx: Tx,
  request: string,
  documents: readonly string[],
  pages: readonly PageRef[],
): Promise<void> {
  if (documents.length === 0) return;
  await tx.updateTable('document').set({ request }).where('id', 'in', documents).execute();
  for (const page of pages)
    if (page.side === 'back')
      await tx
        .updateTable('document_page')
        .set({ side: 'back' })
        .where('document', 'in', documents)
        .where('digest', '=', toHex(page.digest))
        .execute();
}

/** Sizes and warnings of the pages of a request's documents, by digest. */
export async function listPageFacts(db: Db, request: string) {
  const rows = await db
    .selectFrom('document_page')
    .innerJoin('document', 'document.id', 'document_page.document')
    .select(['document_page.digest', 'document_page.size_bytes', 'document_page.warnings'])
    .where('document.request', '=', request)
    .execute();
  return new Map(
    rows.map((r) => [r.digest, { sizeBytes: r.size_bytes, warnings: zWarnings.parse(r.warnings) }]),
  );
}

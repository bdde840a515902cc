import { HufuError } from '@hufu/contract';
import { z } from 'zod';
import type { ServerParts } from '../http/parts.ts';
import { problemView } from '../http/problem.ts';
import { commit } from '../http/unit-of-work.ts';
import { findDocument, finishDocument, setFailed, setRendering } from './document.store.ts';
import type { RenderedPage } from './page-renderer.ts';
import { docxType } from './sniff.ts';
import { wordToPdf } from './word-to-pdf.ts';

/** Queue of documents to be rendered. */
export const renderQueue = 'render-document';
const zJob = z.object({ document: z.uuid() });

/** Turns uploads into pages, one at a time; what fails is written on the document and disturbs nothing else. */
export async function startRendering(parts: ServerParts): Promise<void> {
  await parts.jobs.work(renderQueue, async (data) => await renderDocument(parts, zJob.parse(data).document));
}

/**
 * Renders one document. The pages and the word `ready` are committed together, and a job that is delivered twice
 * takes neither back.
 */
export async function renderDocument(parts: ServerParts, id: string): Promise<void> {
  const document = await findDocument(parts.db, id);
  if (!document || !(await setRendering(parts.db, id, { done: 0, total: 0 }))) return;
  const { village } = document;
  const tellState = (state: string) =>
    parts.events.publish({ kind: 'documentChanged', document: id, state, village, at: parts.now() });
  try {
    const uploaded = await parts.blobs.get(document.digest);
    const isWord = document.view.mediaType === docxType;
    const bytes = isWord ? await wordToPdf(uploaded, parts.config.soffice) : uploaded;
    const name = isWord ? `${document.view.name}.pdf` : document.view.name;
    const pages: StoredPage[] = [];
    for await (const page of parts.renderer.render({ bytes, name })) {
      // 1 bytes on disk  2 rows   (crash between: a blob nobody names, rendered again)
      const shelf = { village, kind: 'page', at: parts.now() } as const;
      pages.push({ ...page, digest: await parts.blobs.put(page.bytes, shelf) });
      if (!(await setRendering(parts.db, id, { done: pages.length, total: page.total }))) return;
      tellState('rendering');
    }
    await commit(parts, async ({ tx, now, tell }) => {
      if (await finishDocument(tx, { id, village }, pages, now))
        tell({ kind: 'documentChanged', document: id, state: 'ready', village, at: now });
    });
  } catch (fault) {
    // The disk or the database failed: the queue tries again. The file itself failed: it is said once.
    if (!(fault instanceof HufuError) || fault.code.startsWith('DURABLE_')) throw fault;
    parts.log.info({ code: fault.code, document: id }, 'document was not rendered');
    if (await setFailed(parts.db, id, problemView(fault.code, fault.context))) tellState('failed');
  }
}

type StoredPage = RenderedPage & { readonly n: number; readonly total: number; readonly digest: string };

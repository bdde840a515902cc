import { HufuError } from '@hufu/contract';
import { z } from 'zod';
import type { ServerParts } from '../http/parts.ts';
import { problemView } from '../http/problem.ts';
import { commit } from '../http/unit-of-work.ts';
import { clearPages, findDocument, insertPage, setDocumentState } from './document.store.ts';
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

async function renderDocument(parts: ServerParts, id: string): Promise<void> {
  const document = await findDocument(parts.db, id);
  if (!document || document.view.state === 'ready' || document.view.state === 'failed') return;
  const { village } = document;
  const tellState = (state: string) =>
    parts.events.publish({ kind: 'documentChanged', document: id, state, village, at: parts.now() });
  try {
    await commit(parts, async ({ tx }) => await clearPages(tx, id));
    const uploaded = await parts.blobs.get(document.digest);
    const isWord = document.view.mediaType === docxType;
    const bytes = isWord ? await wordToPdf(uploaded, parts.config.soffice) : uploaded;
    const name = isWord ? `${document.view.name}.pdf` : document.view.name;
    for await (const page of parts.renderer.render({ bytes, name })) {
      await storePage(parts, { id, village }, page);
      tellState('rendering');
    }
    await setDocumentState(parts.db, id, 'ready');
    tellState('ready');
  } catch (fault) {
    // The disk or the database failed: the queue tries again. The file itself failed: it is said once.
    if (!(fault instanceof HufuError) || fault.code.startsWith('DURABLE_')) throw fault;
    parts.log.info({ code: fault.code, document: id }, 'document was not rendered');
    await setDocumentState(parts.db, id, 'failed', problemView(fault.code, fault.context));
    tellState('failed');
  }
}

async function storePage(
  parts: ServerParts,
  document: { id: string; village: string },
  page: RenderedPage & { readonly n: number; readonly total: number },
): Promise<void> {
  // 1 bytes on disk  2 row   (crash between: a blob nobody names, rendered again)
  const digest = await parts.blobs.put(page.bytes);
  await commit(parts, async ({ tx, now }) => await insertPage(tx, document, { ...page, digest, at: now }));
}

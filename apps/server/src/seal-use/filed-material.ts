import { HufuError, type PageView } from '@hufu/contract';
import type { Tx } from '../db/tables.ts';
import { findDocument } from '../files/document.store.ts';
import { listDocumentIds } from './material.store.ts';

/** Pages of the material that a request hands in: one's own uploads, ready, not used before; or what the replaced request had. */
export async function filedMaterial(
  tx: Tx,
  account: string,
  documents: readonly string[],
  replaces: string | null,
): Promise<PageView[]> {
  const pages: PageView[] = [];
  for (const id of documents) {
    const document = await findDocument(tx, id);
    if (!document || document.account !== account)
      throw new HufuError('NOT_FOUND', { context: { kind: '材料 / document', id } });
    if (document.view.state !== 'ready')
      throw new HufuError('DOCUMENT_NOT_READY', { context: { name: document.view.name } });
    if (document.request !== null)
      throw new HufuError('CONFLICT', {
        context: { what: document.view.name, state: '已用于另一申请 / in another request' },
      });
    pages.push(...document.view.pages);
  }
  for (const id of replaces ? await listDocumentIds(tx, replaces) : []) {
    const document = await findDocument(tx, id);
    pages.push(...(document?.view.pages ?? []));
  }
  return pages;
}

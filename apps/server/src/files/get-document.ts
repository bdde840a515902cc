import { api, HufuError } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { canSeeVillage } from '../people/unit.store.ts';
import { findDocument } from './document.store.ts';

/** GET /api/files/get-document */
export const getDocument = answer(api.files.getDocument, async ({ parts, caller, query }) => {
  const document = await findDocument(parts.db, query.id);
  // Material that is in no request yet is its uploader's alone.
  const isSeen =
    document &&
    (document.account === caller.account ||
      (document.request !== null && (await canSeeVillage(parts.db, caller.unit.id, document.village))));
  if (!isSeen) throw new HufuError('NOT_FOUND', { context: { kind: '材料 / document', id: query.id } });
  return document.view;
});

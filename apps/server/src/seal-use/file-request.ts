import { api, HufuError, type SealUseRequest, valueOrThrow } from '@hufu/contract';
import { approversLeft, decide, noSealUse, replay } from '@hufu/domain';
import type { SignedStatement } from '@hufu/statement';
import { assignDocuments } from '../files/document.store.ts';
import { answer } from '../http/handler.ts';
import { commitOnce, onceFor, type Work } from '../http/unit-of-work.ts';
import { listAllMatters } from '../matters/matter.store.ts';
import { noticeToPerson, noticeToRole } from '../notify/notice.store.ts';
import { findProvince } from '../people/unit.store.ts';
import {
  type Deliverer,
  readStatement,
  requireSignedBy,
  signersOf,
  verifyOwnStatement,
} from '../statements/read-statement.ts';
import { recordStatement } from '../statements/statement.store.ts';
import { checkMaterial } from './check-material.ts';
import { filedMaterial } from './filed-material.ts';
import { getSummary } from './get-summary.ts';
import { insertRequest, setReplacedBy } from './request.store.ts';
import { lockSealUse } from './seal-use.store.ts';

/** POST /api/seal-use/file-request */
export const fileRequest = answer(api.sealUse.fileRequest, async ({ parts, caller, body }) => {
  const signed = readStatement(body.statement, 'request');
  return await commitOnce(parts, onceFor(caller, api.sealUse.fileRequest, body), async (work) => {
    const request = await applySealUseRequest(work, caller, signed, {
      account: caller.account,
      documents: body.documents,
    });
    return await getSummary(work.tx, caller, request);
  });
});

/** The uploads that are handed in with a request. */
export interface Material {
  readonly account: string;
  readonly documents: readonly string[];
}

/** Takes in the statement; answers with the id of its request. */
export async function applySealUseRequest(
  work: Work,
  from: Deliverer,
  signed: SignedStatement<SealUseRequest>,
  material: Material,
): Promise<string> {
  const { tx, now } = work;
  const request = signed.payload;
  const { village } = request;
  const verified = await verifyOwnStatement(tx, from, signed, now);
  requireSignedBy(verified, request.filer);
  const { roster } = verified.village;
  const pages = await filedMaterial(tx, material.account, material.documents, request.replaces);
  valueOrThrow(checkMaterial(request, pages));
  const facts = { roster, catalogue: await listAllMatters(tx), province: await findProvince(tx, village) };
  const events = valueOrThrow(decide(noSealUse, { kind: 'file', request }, facts, now));
  const state = replay(events);
  if (state.phase !== 'filed' && state.phase !== 'underReview') throw new HufuError('INTERNAL');
  if (request.replaces) await replaceRequest(work, request.replaces, request);
  await recordStatement(work, signed, { village, request: request.id, signers: signersOf(verified.signers) });
  const { filed, phase } = state;
  const number = await insertRequest(tx, filed, { phase, digest: signed.digest });
  await assignDocuments(tx, request.id, material.documents, request.pages);
  const title = {
    zh: `请${phase === 'filed' ? '审批' : '复核'}：${request.matter.name}（${number}）`,
    en: `Please ${phase === 'filed' ? 'decide' : 'review'}: ${request.matter.name} (${number})`,
  };
  if (phase === 'underReview') await noticeToRole(work, 'reviewer', { village, request: request.id, title });
  else
    for (const person of approversLeft(request, roster, now))
      await noticeToPerson(work, person, { village, request: request.id, title });
  work.tell({ kind: 'requestChanged', request: request.id, phase, village, at: now });
  return request.id;
}

/** A fresh request stands for one whose paper was spoilt; only one may. */
async function replaceRequest(work: Work, id: string, by: SealUseRequest): Promise<void> {
  const replaced = await lockSealUse(work.tx, id, by.village);
  if (replaced.replacedBy)
    throw new HufuError('CONFLICT', {
      context: { what: replaced.number, state: '已重新申请 / filed afresh' },
    });
  await setReplacedBy(work.tx, id, by.id);
}

import { api, HufuError, planImpressions, type SealUseRequest, valueOrThrow } from '@hufu/contract';
import type { SignedStatement } from '@hufu/statement';
import { assignDocuments } from '../files/document.store.ts';
import { answer } from '../http/handler.ts';
import { commitOnce, onceFor, type Work } from '../http/unit-of-work.ts';
import { findMatter } from '../matters/matter.store.ts';
import { noticeToPerson, noticeToRole } from '../notify/notice.store.ts';
import { requirePermission } from '../people/permission.ts';
import {
  type Deliverer,
  readStatement,
  requireSignedBy,
  signersOf,
  verifyOwnStatement,
} from '../statements/read-statement.ts';
import { recordStatement } from '../statements/statement.store.ts';
import { checkFiling, possibleApprovers } from './check-filing.ts';
import { filedMaterial } from './filed-material.ts';
import { getSummary } from './get-summary.ts';
import { insertRequest, lockRequest, setReplacedBy } from './request.store.ts';

/** POST /api/seal-use/file-request */
export const fileRequest = answer(api.sealUse.fileRequest, async ({ parts, caller, body }) => {
  requirePermission(caller, 'fileRequest');
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
  const verified = await verifyOwnStatement(tx, from, signed, now);
  requireSignedBy(verified, request.filer);
  const { roster } = verified.village;
  const matter = await findMatter(tx, request.matter.id, request.matter.version);
  const pages = await filedMaterial(tx, material.account, material.documents, request.replaces);
  const { approversNeeded } = valueOrThrow(checkFiling(request, { roster, matter, now, pages }));
  if (!matter) throw new HufuError('MATTER_CHANGED', { context: { ...request.matter } });
  if (request.replaces) {
    const replaced = await lockRequest(tx, request.replaces, request.village);
    if (replaced.replacedBy)
      throw new HufuError('CONFLICT', { context: { what: replaced.number, state: replaced.phase } });
    await setReplacedBy(tx, replaced.id, request.id);
  }
  const granted = planImpressions(request.impressions).length;
  const about = { digest: signed.digest, granted, approversNeeded, matter, filedAt: now };
  const signers = signersOf(verified.signers);
  await recordStatement(work, signed, { village: request.village, request: request.id, signers });
  const number = await insertRequest(tx, request, about);
  await assignDocuments(tx, request.id, material.documents, request.pages);
  const title = {
    zh: `请审批：${request.matter.name}（${number}）`,
    en: `Please decide: ${request.matter.name} (${number})`,
  };
  const notice = { village: request.village, request: request.id, title };
  if (matter.review) await noticeToRole(work, 'reviewer', notice);
  for (const person of possibleApprovers(request, roster, now)) await noticeToPerson(work, person, notice);
  work.tell({
    kind: 'requestChanged',
    request: request.id,
    phase: 'filed',
    village: request.village,
    at: now,
  });
  return request.id;
}

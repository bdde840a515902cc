import { api, type Review } from '@hufu/contract';
import type { SignedStatement } from '@hufu/statement';
import { answer } from '../http/handler.ts';
import { commitOnce, onceFor, type Work } from '../http/unit-of-work.ts';
import { noticeToRole } from '../notify/notice.store.ts';
import {
  type Deliverer,
  readStatement,
  requireSignedBy,
  signersOf,
  verifyOwnStatement,
} from '../statements/read-statement.ts';
import { recordStatement } from '../statements/statement.store.ts';
import { decideHeld } from './decide-held.ts';
import { getSummary } from './get-summary.ts';
import { setPhase } from './request.store.ts';
import { lockSealUse } from './seal-use.store.ts';

/** POST /api/seal-use/review-request: an opinion for the approver to see; it opens and closes nothing. */
export const reviewRequest = answer(api.sealUse.reviewRequest, async ({ parts, caller, body }) => {
  const signed = readStatement(body.statement, 'review');
  return await commitOnce(parts, onceFor(caller, api.sealUse.reviewRequest, body), async (work) => {
    const request = await applyReview(work, caller, signed);
    return await getSummary(work.tx, caller, request);
  });
});

/** Takes in the statement; answers with the id of its request. */
export async function applyReview(
  work: Work,
  from: Deliverer,
  signed: SignedStatement<Review>,
): Promise<string> {
  const { tx, now } = work;
  const { by, opinion, village } = signed.payload;
  const request = await lockSealUse(tx, signed.payload.request, from.unit.id);
  const verified = await verifyOwnStatement(tx, from, signed, now, 'reviewer');
  requireSignedBy(verified, by);
  const { phase } = decideHeld(request, { kind: 'review', by, opinion }, verified.village, now);
  await recordStatement(work, signed, {
    village,
    request: request.id,
    signers: signersOf(verified.signers),
  });
  await setPhase(tx, request.id, phase, { review: opinion });
  const title =
    opinion === 'noObjection'
      ? {
          zh: `监督委员会无异议：${request.number}`,
          en: `No objection by the committee: ${request.number}`,
        }
      : { zh: `监督委员会有异议：${request.number}`, en: `The committee objects: ${request.number}` };
  await noticeToRole(work, 'approver', { village, request: request.id, title });
  work.tell({ kind: 'requestChanged', request: request.id, phase, village, at: now });
  return request.id;
}

import { api, HufuError } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { commitOnce } from '../http/unit-of-work.ts';
import { noticeToRole } from '../notify/notice.store.ts';
import { requirePermission } from '../people/permission.ts';
import {
  readStatement,
  requireSignedBy,
  signersOf,
  verifyOwnStatement,
} from '../statements/read-statement.ts';
import { recordStatement } from '../statements/statement.store.ts';
import { requirePhase, undecided } from './decidable.ts';
import { getSummary } from './get-summary.ts';
import { lockRequest, setPhase } from './request.store.ts';

/** POST /api/seal-use/review-request: an opinion for the approver to see; it opens and closes nothing. */
export const reviewRequest = answer(api.sealUse.reviewRequest, async ({ parts, caller, body }) => {
  requirePermission(caller, 'reviewRequest');
  const signed = readStatement(body.statement, 'review');
  const call = {
    account: caller.account,
    operation: api.sealUse.reviewRequest.name,
    key: body.idempotencyKey,
    body,
  };
  return await commitOnce(parts, call, async (work) => {
    const { tx, now } = work;
    const { by, opinion, village } = signed.payload;
    const request = await lockRequest(tx, signed.payload.request, caller.unit.id);
    requirePhase(request, ...undecided);
    const verified = await verifyOwnStatement(tx, caller, signed, now, 'reviewer');
    requireSignedBy(verified, by);
    if ([request.filer, request.stamper].includes(by))
      throw new HufuError('DUTIES_NOT_SEPARATED', {
        context: { person: caller.name, role: '填报人或盖章人 / filer or stamper' },
      });
    await recordStatement(work, signed, {
      village,
      request: request.id,
      signers: signersOf(verified.signers),
    });
    await setPhase(tx, request.id, 'underReview', { review: opinion });
    const title =
      opinion === 'noObjection'
        ? {
            zh: `监督委员会无异议：${request.number}`,
            en: `No objection by the committee: ${request.number}`,
          }
        : { zh: `监督委员会有异议：${request.number}`, en: `The committee objects: ${request.number}` };
    await noticeToRole(work, 'approver', { village, request: request.id, title });
    work.tell({ kind: 'requestChanged', request: request.id, phase: 'underReview', village, at: now });
    return await getSummary(tx, caller, request.id);
  });
});

import { api } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { commitOnce } from '../http/unit-of-work.ts';
import { requirePermission } from '../people/permission.ts';
import {
  readStatement,
  requireSignedBy,
  signersOf,
  verifyOwnStatement,
} from '../statements/read-statement.ts';
import { recordStatement } from '../statements/statement.store.ts';
import { requirePhase, undecided } from './decidable.ts';
import { tellEnded } from './decision-notices.ts';
import { getSummary } from './get-summary.ts';
import { lockRequest, setPhase } from './request.store.ts';

/** POST /api/seal-use/reject-request (AC-9: always with a reason) */
export const rejectRequest = answer(api.sealUse.rejectRequest, async ({ parts, caller, body }) => {
  requirePermission(caller, 'rejectRequest');
  const signed = readStatement(body.statement, 'rejection');
  const call = {
    account: caller.account,
    operation: api.sealUse.rejectRequest.name,
    key: body.idempotencyKey,
    body,
  };
  return await commitOnce(parts, call, async (work) => {
    const { tx, now } = work;
    const { reason, by, at, village } = signed.payload;
    const request = await lockRequest(tx, signed.payload.request, caller.unit.id);
    requirePhase(request, ...undecided);
    const verified = await verifyOwnStatement(tx, caller, signed, now, 'approver');
    requireSignedBy(verified, by);
    await recordStatement(work, signed, {
      village,
      request: request.id,
      signers: signersOf(verified.signers),
    });
    const rejection = { by: caller.name, at, reason };
    await setPhase(tx, request.id, 'rejected', { decidedAt: now, finishedAt: now, rejection });
    await tellEnded(work, request, '未同意用印', 'Not approved');
    work.tell({ kind: 'requestChanged', request: request.id, phase: 'rejected', village, at: now });
    return await getSummary(tx, caller, request.id);
  });
});

import { api, type Rejection } from '@hufu/contract';
import type { SignedStatement } from '@hufu/statement';
import { answer } from '../http/handler.ts';
import { commitOnce, onceFor, type Work } from '../http/unit-of-work.ts';
import {
  type Deliverer,
  readStatement,
  requireSignedBy,
  signersOf,
  verifyOwnStatement,
} from '../statements/read-statement.ts';
import { recordStatement } from '../statements/statement.store.ts';
import { decideHeld } from './decide-held.ts';
import { tellEnded } from './decision-notices.ts';
import { getSummary } from './get-summary.ts';
import { setPhase } from './request.store.ts';
import { lockSealUse } from './seal-use.store.ts';

/** POST /api/seal-use/reject-request (AC-9: always with a reason) */
export const rejectRequest = answer(api.sealUse.rejectRequest, async ({ parts, caller, body }) => {
  const signed = readStatement(body.statement, 'rejection');
  return await commitOnce(parts, onceFor(caller, api.sealUse.rejectRequest, body), async (work) => {
    const request = await applyRejection(work, caller, signed);
    return await getSummary(work.tx, caller, request);
  });
});

/** Takes in the statement; answers with the id of its request. */
export async function applyRejection(
  work: Work,
  from: Deliverer,
  signed: SignedStatement<Rejection>,
): Promise<string> {
  const { tx, now } = work;
  const { reason, by, at, village } = signed.payload;
  const request = await lockSealUse(tx, signed.payload.request, from.unit.id);
  const verified = await verifyOwnStatement(tx, from, signed, now, 'approver');
  const person = requireSignedBy(verified, by);
  const { phase } = decideHeld(request, { kind: 'reject', by, reason }, verified.village, now);
  await recordStatement(work, signed, {
    village,
    request: request.id,
    signers: signersOf(verified.signers),
  });
  const rejection = { by: person.name, at, reason };
  await setPhase(tx, request.id, phase, { decidedAt: now, finishedAt: now, rejection });
  await tellEnded(work, request, '未同意用印', 'Not approved');
  work.tell({ kind: 'requestChanged', request: request.id, phase, village, at: now });
  return request.id;
}

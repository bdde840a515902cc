import { api, HufuError, type VoidImpression } from '@hufu/contract';
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
import { findAuthorization, setBadStamp } from './authorization.store.ts';
import { decideHeld } from './decide-held.ts';
import { getSummary } from './get-summary.ts';
import { setPhase } from './request.store.ts';
import { lockSealUse } from './seal-use.store.ts';

/** POST /api/seal-use/void-impression: the spoilt paper is kept and void; a fresh request may replace it. */
export const voidImpression = answer(api.sealUse.voidImpression, async ({ parts, caller, body }) => {
  const signed = readStatement(body.statement, 'void');
  return await commitOnce(parts, onceFor(caller, api.sealUse.voidImpression, body), async (work) => {
    const request = await applyVoidImpression(work, caller, signed);
    return await getSummary(work.tx, caller, request);
  });
});

/** Takes in the statement; answers with the id of its request. */
export async function applyVoidImpression(
  work: Work,
  from: Deliverer,
  signed: SignedStatement<VoidImpression>,
): Promise<string> {
  const { tx, now } = work;
  const { by, village, authorization, k } = signed.payload;
  const stored = await findAuthorization(tx, authorization);
  if (stored?.village !== from.unit.id)
    throw new HufuError('NOT_FOUND', { context: { kind: '授权 / authorization', id: authorization } });
  const request = await lockSealUse(tx, stored.request, from.unit.id);
  const verified = await verifyOwnStatement(tx, from, signed, now);
  requireSignedBy(verified, by);
  const { phase } = decideHeld(request, { kind: 'voidImpression', k, by }, verified.village, now);
  await recordStatement(work, signed, {
    village,
    request: request.id,
    signers: signersOf(verified.signers),
  });
  await setBadStamp(tx, authorization, k);
  await setPhase(tx, request.id, phase, phase === 'void' ? { finishedAt: now } : {});
  work.tell({ kind: 'requestChanged', request: request.id, phase, village, at: now });
  return request.id;
}

import { api, HufuError } from '@hufu/contract';
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
import { findAuthorization, listImpressions, lockImpression, setBadStamp } from './authorization.store.ts';
import { getSummary } from './get-summary.ts';
import { lockRequest, setPhase } from './request.store.ts';

/** POST /api/seal-use/void-impression: the spoilt paper is kept and void; a fresh request may replace it. */
export const voidImpression = answer(api.sealUse.voidImpression, async ({ parts, caller, body }) => {
  requirePermission(caller, 'voidImpression');
  const signed = readStatement(body.statement, 'void');
  const call = {
    account: caller.account,
    operation: api.sealUse.voidImpression.name,
    key: body.idempotencyKey,
    body,
  };
  return await commitOnce(parts, call, async (work) => {
    const { tx, now } = work;
    const { by, village, authorization, k } = signed.payload;
    const stored = await findAuthorization(tx, authorization);
    if (stored?.village !== caller.unit.id)
      throw new HufuError('NOT_FOUND', { context: { kind: '授权 / authorization', id: authorization } });
    const request = await lockRequest(tx, stored.request, caller.unit.id);
    const verified = await verifyOwnStatement(tx, caller, signed, now);
    requireSignedBy(verified, by);
    const impression = await lockImpression(tx, authorization, k);
    if (impression?.state !== 'executed')
      throw new HufuError('CONFLICT', {
        context: { what: `${request.number} #${k + 1}`, state: impression?.state ?? '—' },
      });
    await recordStatement(work, signed, {
      village,
      request: request.id,
      signers: signersOf(verified.signers),
    });
    await setBadStamp(tx, authorization, k);
    const left = (await listImpressions(tx, request.id)).filter(
      (i) => i.state !== 'badStamp' && i.state !== 'voided',
    );
    const phase = left.length === 0 ? 'void' : request.phase;
    await setPhase(tx, request.id, phase, phase === 'void' ? { finishedAt: now } : {});
    work.tell({ kind: 'requestChanged', request: request.id, phase, village, at: now });
    return await getSummary(tx, caller, request.id);
  });
});

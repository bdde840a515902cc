import { type Authorization, api, HufuError, valueOrThrow } from '@hufu/contract';
import { expectType, parseSigned, verifyRevocation } from '@hufu/statement';
import type { Caller } from '../http/caller.ts';
import { answer } from '../http/handler.ts';
import { commitOnce, type Work } from '../http/unit-of-work.ts';
import { requirePermission } from '../people/permission.ts';
import {
  readStatement,
  requireSignedBy,
  signersOf,
  verifyOwnStatement,
} from '../statements/read-statement.ts';
import { recordStatement } from '../statements/statement.store.ts';
import { findAuthorizationOf, insertRevoked, setAuthorizationRevoked } from './authorization.store.ts';
import { requirePhase } from './decidable.ts';
import { tellEnded } from './decision-notices.ts';
import { getSummary } from './get-summary.ts';
import { lockRequest, setPhase } from './request.store.ts';

/** POST /api/seal-use/withdraw-request: after approval it carries the revocation that the machine must hear. */
export const withdrawRequest = answer(api.sealUse.withdrawRequest, async ({ parts, caller, body }) => {
  requirePermission(caller, 'withdrawRequest');
  const signed = readStatement(body.statement, 'withdrawal');
  const call = {
    account: caller.account,
    operation: api.sealUse.withdrawRequest.name,
    key: body.idempotencyKey,
    body,
  };
  return await commitOnce(parts, call, async (work) => {
    const { tx, now } = work;
    const { by, village } = signed.payload;
    const request = await lockRequest(tx, signed.payload.request, caller.unit.id);
    requirePhase(request, 'filed', 'underReview', 'authorized', 'stamping');
    const verified = await verifyOwnStatement(tx, caller, signed, now);
    requireSignedBy(verified, by);
    if (by !== request.filer)
      throw new HufuError('SIGNER_LACKS_ROLE', { context: { person: caller.name, role: '填报人 / filer' } });
    await recordStatement(work, signed, {
      village,
      request: request.id,
      signers: signersOf(verified.signers),
    });
    if (request.phase === 'authorized' || request.phase === 'stamping')
      await revokeAuthorizationOf(work, caller, request.id, body.revocation);
    await setPhase(tx, request.id, 'withdrawn', { finishedAt: now });
    await tellEnded(work, request, '申请已撤回', 'Withdrawn');
    work.tell({ kind: 'requestChanged', request: request.id, phase: 'withdrawn', village, at: now });
    return await getSummary(tx, caller, request.id);
  });
});

async function revokeAuthorizationOf(
  work: Work,
  caller: Caller,
  request: string,
  text: string | undefined,
): Promise<void> {
  const { tx, now } = work;
  const stored = await findAuthorizationOf(tx, request);
  if (!stored) throw new HufuError('NOT_FOUND', { context: { kind: '授权 / authorization', id: request } });
  if (text === undefined)
    throw new HufuError('INPUT_INVALID', {
      context: {
        field: 'revocation',
        problem: '已批准的申请撤回时要一并作废授权 / the authorization must be revoked too',
      },
    });
  const revocation = readStatement(text, 'revocation');
  const verified = await verifyOwnStatement(tx, caller, revocation, now);
  const authorization: Authorization = valueOrThrow(
    expectType(valueOrThrow(parseSigned(stored.cose)), 'authorization'),
  ).payload;
  const { what, village } = valueOrThrow(
    verifyRevocation(revocation, verified.village.roster, authorization),
  );
  if (what.kind !== 'authorization' || what.authorization !== stored.id)
    throw new HufuError('INPUT_INVALID', {
      context: { field: 'revocation', problem: '作废的不是这份授权 / it revokes something else' },
    });
  const statement = await recordStatement(work, revocation, {
    village,
    request,
    signers: signersOf(verified.signers),
  });
  await insertRevoked(tx, { village, kind: 'authorization', what: stored.id, statement, at: now });
  await setAuthorizationRevoked(tx, stored.id, now);
  work.tell({ kind: 'authorizationRevoked', authorization: stored.id, request, statement, village, at: now });
}

import { type Authorization, api, HufuError, valueOrThrow, type Withdrawal } from '@hufu/contract';
import { expectType, parseSigned, type SignedStatement, verifyRevocation } from '@hufu/statement';
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
import { findAuthorizationOf, insertRevoked, setAuthorizationRevoked } from './authorization.store.ts';
import { decideHeld } from './decide-held.ts';
import { tellEnded } from './decision-notices.ts';
import { getSummary } from './get-summary.ts';
import { setPhase } from './request.store.ts';
import { lockSealUse } from './seal-use.store.ts';

/** POST /api/seal-use/withdraw-request: after approval it carries the revocation that the machine must hear. */
export const withdrawRequest = answer(api.sealUse.withdrawRequest, async ({ parts, caller, body }) => {
  const signed = readStatement(body.statement, 'withdrawal');
  return await commitOnce(parts, onceFor(caller, api.sealUse.withdrawRequest, body), async (work) => {
    const request = await applyWithdrawal(work, caller, signed, body.revocation);
    return await getSummary(work.tx, caller, request);
  });
});

/** Takes in the statement; answers with the id of its request. */
export async function applyWithdrawal(
  work: Work,
  from: Deliverer,
  signed: SignedStatement<Withdrawal>,
  revocation?: string,
): Promise<string> {
  const { tx, now } = work;
  const { by, reason, village } = signed.payload;
  const request = await lockSealUse(tx, signed.payload.request, from.unit.id);
  const verified = await verifyOwnStatement(tx, from, signed, now);
  requireSignedBy(verified, by);
  const { phase } = decideHeld(request, { kind: 'withdraw', by, reason }, verified.village, now);
  await recordStatement(work, signed, {
    village,
    request: request.id,
    signers: signersOf(verified.signers),
  });
  // In a village's past the revocation follows as a statement of its own.
  if (!from.isImport && (request.phase === 'authorized' || request.phase === 'stamping'))
    await revokeAuthorizationOf(work, from, request.id, revocation);
  await setPhase(tx, request.id, phase, { finishedAt: now });
  await tellEnded(work, request, '申请已撤回', 'Withdrawn');
  work.tell({ kind: 'requestChanged', request: request.id, phase, village, at: now });
  return request.id;
}

async function revokeAuthorizationOf(
  work: Work,
  from: Deliverer,
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
  const verified = await verifyOwnStatement(tx, from, revocation, now);
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

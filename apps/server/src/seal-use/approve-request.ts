import { randomBytes } from 'node:crypto';
import {
  type Authorization,
  api,
  fromBase64url,
  HufuError,
  planImpressions,
  sameBytes,
  toHex,
  valueOrThrow,
} from '@hufu/contract';
import {
  expectType,
  mergeSignatures,
  parseSigned,
  type SignedStatement,
  verifyApproval,
} from '@hufu/statement';
import { answer } from '../http/handler.ts';
import { commitOnce, onceFor, type Work } from '../http/unit-of-work.ts';
import { requirePermission } from '../people/permission.ts';
import {
  type Deliverer,
  readStatement,
  signersOf,
  type VerifiedStatement,
  verifyOwnStatement,
} from '../statements/read-statement.ts';
import { findStatement, recordStatement } from '../statements/statement.store.ts';
import {
  deletePartialAuthorization,
  findAuthorizationOf,
  insertImpressions,
  upsertAuthorization,
} from './authorization.store.ts';
import { requirePhase, undecided } from './decidable.ts';
import { tellApproved, tellFurtherApprover } from './decision-notices.ts';
import { getSummary } from './get-summary.ts';
import { type HeldRequest, lockRequest, setPhase } from './request.store.ts';
import { hasSameTerms } from './same-terms.ts';

/** POST /api/seal-use/approve-request */
export const approveRequest = answer(api.sealUse.approveRequest, async ({ parts, caller, body }) => {
  requirePermission(caller, 'approveRequest');
  const given = readStatement(body.statement, 'authorization');
  return await commitOnce(parts, onceFor(caller, api.sealUse.approveRequest, body), async (work) => {
    const request = await applyAuthorization(work, caller, given);
    return await getSummary(work.tx, caller, request);
  });
});

/** Takes in the statement; answers with the id of its request. */
export async function applyAuthorization(
  work: Work,
  from: Deliverer,
  given: SignedStatement<Authorization>,
): Promise<string> {
  const request = await lockRequest(work.tx, given.payload.request, from.unit.id);
  requirePhase(request, ...undecided);
  await verifyOwnStatement(work.tx, from, given, work.now, 'approver');
  await requireSameTerms(work, given, request);
  const { signed, salt } = await joinEarlier(work, given);
  const verified = await verifyOwnStatement(work.tx, from, signed, work.now, 'approver');
  const isComplete = requireApproval(signed, verified, request, work.now);
  const approvers = verified.signers.map((s) => ({
    id: s.person.id,
    name: s.person.name,
    keyKind: s.kind,
  }));
  await upsertAuthorization(work.tx, signed, { salt, isComplete, approvers });
  if (isComplete) await complete(work, signed, salt, verified, request);
  else await waitForFurther(work, request, approvers);
  return request.id;
}

async function requireSameTerms(
  work: Work,
  given: SignedStatement<Authorization>,
  request: HeldRequest,
): Promise<void> {
  const filed = await findStatement(work.tx, request.statement);
  const asked =
    filed && valueOrThrow(expectType(valueOrThrow(parseSigned(fromBase64url(filed.cose))), 'request'));
  if (!asked || !sameBytes(asked.digest, given.payload.requestDigest))
    throw new HufuError('AUTHORIZATION_INCONSISTENT', {
      context: { problem: '不是这份申请的摘要 / digest of another request' },
    });
  valueOrThrow(hasSameTerms(given.payload, asked.payload));
}

/** The signatures that are there already and the new one, over the very same bytes. */
async function joinEarlier(work: Work, given: SignedStatement<Authorization>) {
  const earlier = await findAuthorizationOf(work.tx, given.payload.request);
  if (!earlier) return { signed: given, salt: new Uint8Array(randomBytes(32)) };
  if (earlier.digest !== toHex(given.digest)) {
    if (earlier.validTo > work.now)
      throw new HufuError('CONFLICT', {
        context: {
          what: '授权 / authorization',
          state: '另一位已签，请在同一份上签名 / sign the one that is there',
        },
      });
    await deletePartialAuthorization(work.tx, earlier.id);
    return { signed: given, salt: new Uint8Array(randomBytes(32)) };
  }
  const merged = valueOrThrow(mergeSignatures(earlier.cose, given.cose));
  return {
    signed: valueOrThrow(expectType(valueOrThrow(parseSigned(merged)), 'authorization')),
    salt: earlier.salt,
  };
}

/** Refuses what can never become an approval (I7, seals, times); false while further approvers are wanted. */
function requireApproval(
  signed: SignedStatement,
  verified: VerifiedStatement,
  request: HeldRequest,
  now: number,
): boolean {
  const { village, revokedKeys, signers } = verified;
  const approval = verifyApproval(signed, village.roster, { now, revokedKeys });
  if (!approval.ok && approval.code !== 'QUORUM_MISSING') valueOrThrow(approval);
  const { payload } = signed;
  if (payload.type === 'authorization' && payload.validTo <= now)
    throw new HufuError('AUTHORIZATION_EXPIRED', {
      context: { validTo: new Date(payload.validTo).toISOString() },
    });
  return approval.ok && signers.length >= request.approversNeeded;
}

async function complete(
  work: Work,
  signed: SignedStatement<Authorization>,
  salt: Uint8Array,
  verified: VerifiedStatement,
  request: HeldRequest,
): Promise<void> {
  const { id, village, validTo, impressions } = signed.payload;
  const signers = signersOf(verified.signers);
  await recordStatement(work, signed, { village, request: request.id, signers, salt });
  await insertImpressions(work.tx, signed.payload, planImpressions(impressions));
  const approvers = verified.signers.map((s) => s.person.name);
  await setPhase(work.tx, request.id, 'authorized', { decidedAt: work.now, validTo, approvers });
  await tellApproved(work, request);
  work.tell({ kind: 'authorizationComplete', authorization: id, request: request.id, village, at: work.now });
  work.tell({ kind: 'requestChanged', request: request.id, phase: 'authorized', village, at: work.now });
}

async function waitForFurther(
  work: Work,
  request: HeldRequest,
  approvers: readonly { id: string; name: string }[],
) {
  await setPhase(work.tx, request.id, 'underReview', { approvers: approvers.map((a) => a.name) });
  await tellFurtherApprover(
    work,
    request,
    approvers.map((a) => a.id),
  );
  work.tell({
    kind: 'requestChanged',
    request: request.id,
    phase: 'underReview',
    village: request.village,
    at: work.now,
  });
}

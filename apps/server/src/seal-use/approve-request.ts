import { randomBytes } from 'node:crypto';
import {
  type Authorization,
  api,
  fromHex,
  HufuError,
  planImpressions,
  toHex,
  valueOrThrow,
} from '@hufu/contract';
import { grantOf, matchAuthorization } from '@hufu/domain';
import {
  authorizingRoles,
  expectType,
  mergeSignatures,
  parseSigned,
  type SignedStatement,
  verifyApproval,
} from '@hufu/statement';
import { answer } from '../http/handler.ts';
import { commitOnce, onceFor, type Work } from '../http/unit-of-work.ts';
import {
  type Deliverer,
  readStatement,
  signersOf,
  type VerifiedStatement,
  verifyOwnStatement,
} from '../statements/read-statement.ts';
import { recordStatement } from '../statements/statement.store.ts';
import { deletePartialAuthorization, insertImpressions, upsertAuthorization } from './authorization.store.ts';
import { decideHeld } from './decide-held.ts';
import { tellApproved, tellFurtherApprover } from './decision-notices.ts';
import { getSummary } from './get-summary.ts';
import { setPhase } from './request.store.ts';
import { type HeldSealUse, lockSealUse } from './seal-use.store.ts';

/** POST /api/seal-use/approve-request */
export const approveRequest = answer(api.sealUse.approveRequest, async ({ parts, caller, body }) => {
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
  const held = await lockSealUse(work.tx, given.payload.request, from.unit.id);
  const roles = authorizingRoles(given.payload.mode);
  await verifyOwnStatement(work.tx, from, given, work.now, roles);
  valueOrThrow(matchAuthorization(held.request, fromHex(held.digest), given.payload));
  const { signed, salt } = await joinEarlier(work, held, given);
  const verified = await verifyOwnStatement(work.tx, from, signed, work.now, roles);
  requireApprovable(signed, verified, work.now);
  const by = verified.signers.map((s) => s.person.id);
  const command = { kind: 'approve', by, grant: grantOf(signed.payload, signed.digest) } as const;
  const { phase } = decideHeld(held, command, verified.village, work.now);
  const isComplete = phase === 'authorized';
  const approvers = verified.signers.map((s) => ({ id: s.person.id, name: s.person.name, keyKind: s.kind }));
  await upsertAuthorization(work.tx, signed, { salt, isComplete, approvers });
  await setPhase(work.tx, held.id, phase, {
    approvers: approvers.map((a) => a.name),
    ...(isComplete ? { decidedAt: work.now, validTo: signed.payload.validTo } : {}),
  });
  if (isComplete) await complete(work, signed, salt, verified, held);
  else await tellFurtherApprover(work, held, by);
  work.tell({ kind: 'requestChanged', request: held.id, phase, village: held.village, at: work.now });
  return held.id;
}

/** The signatures that are there already and the new one, over the very same bytes. */
async function joinEarlier(work: Work, held: HeldSealUse, given: SignedStatement<Authorization>) {
  const fresh = { signed: given, salt: new Uint8Array(work.history?.salt ?? randomBytes(32)) };
  const earlier = held.authorization;
  if (!earlier) return fresh;
  if (earlier.digest !== toHex(given.digest)) {
    if (earlier.isComplete || earlier.validTo > work.now)
      throw new HufuError('CONFLICT', {
        context: {
          what: '授权 / authorization',
          state: '另一位已签，请在同一份上签名 / sign the one that is there',
        },
      });
    await deletePartialAuthorization(work.tx, earlier.id);
    return fresh;
  }
  const merged = valueOrThrow(mergeSignatures(earlier.cose, given.cose));
  return {
    signed: valueOrThrow(expectType(valueOrThrow(parseSigned(merged)), 'authorization')),
    salt: earlier.salt,
  };
}

/** Refuses what no machine would ever accept: contents, seals, times, duties (I7). The number of approvers is the rules'. */
function requireApprovable(
  signed: SignedStatement<Authorization>,
  verified: VerifiedStatement,
  now: number,
): void {
  const { village, revokedKeys } = verified;
  const approval = verifyApproval(signed, village.roster, { now, revokedKeys });
  if (!approval.ok && approval.code !== 'QUORUM_MISSING') valueOrThrow(approval);
  if (signed.payload.validTo <= now)
    throw new HufuError('AUTHORIZATION_EXPIRED', {
      context: { validTo: new Date(signed.payload.validTo).toISOString() },
    });
}

/** The last signature is there: now it is a statement of the log, and the impressions are laid out. */
async function complete(
  work: Work,
  signed: SignedStatement<Authorization>,
  salt: Uint8Array,
  verified: VerifiedStatement,
  held: HeldSealUse,
): Promise<void> {
  const { id, village, impressions } = signed.payload;
  const signers = signersOf(verified.signers);
  await recordStatement(work, signed, { village, request: held.id, signers, salt });
  await insertImpressions(work.tx, signed.payload, planImpressions(impressions));
  await tellApproved(work, held);
  work.tell({ kind: 'authorizationComplete', authorization: id, request: held.id, village, at: work.now });
}

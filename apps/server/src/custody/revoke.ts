import { api, type Revocation, toHex, valueOrThrow } from '@hufu/contract';
import { expectType, parseSigned, type SignedStatement, verifyRevocation } from '@hufu/statement';
import { answer } from '../http/handler.ts';
import { commit, type Work } from '../http/unit-of-work.ts';
import { requireVillage } from '../people/require-village.ts';
import { getRoster, listRevokedKeys } from '../people/roster.store.ts';
import {
  findAuthorization,
  insertRevoked,
  setAuthorizationRevoked,
} from '../seal-use/authorization.store.ts';
import { setPhase } from '../seal-use/request.store.ts';
import { lockSealUse } from '../seal-use/seal-use.store.ts';
import { readStatement } from '../statements/read-statement.ts';
import { recordStatement } from '../statements/statement.store.ts';
import { keyHolders } from './key-holders.ts';

/** POST /api/custody/revoke: a lost phone must be closed at once, by whatever key is left. */
export const revoke = answer(api.custody.revoke, async ({ parts, caller, body }) => {
  const signed = readStatement(body.statement, 'revocation');
  await requireVillage(parts.db, caller, signed.payload.village);
  const id = await commit(parts, async (work) => await applyRevocation(work, signed));
  return { id };
});

/** Takes in a revocation; answers with its statement's id. Machines hear of it from the witnesses too. */
export async function applyRevocation(work: Work, signed: SignedStatement<Revocation>): Promise<string> {
  const { tx, now } = work;
  const { village, what } = signed.payload;
  const { roster } = await getRoster(tx, village);
  const stored = what.kind === 'authorization' ? await findAuthorization(tx, what.authorization) : undefined;
  const authorization =
    stored && valueOrThrow(expectType(valueOrThrow(parseSigned(stored.cose)), 'authorization'));
  // A withdrawn key revokes nothing more, and neither does one whose holder has left by now.
  const revokedKeys = await listRevokedKeys(tx, village);
  valueOrThrow(verifyRevocation(signed, roster, authorization?.payload, { now, revokedKeys }));
  const about = stored ? { request: stored.request } : {};
  const statement = await recordStatement(work, signed, {
    village,
    signers: keyHolders(signed, roster),
    ...about,
  });
  if (what.kind === 'key') {
    const thumbprint = toHex(what.thumbprint);
    await insertRevoked(tx, { village, kind: 'key', what: thumbprint, statement, at: now });
    work.tell({ kind: 'keyRevoked', thumbprint, statement, village, at: now });
    return statement;
  }
  await insertRevoked(tx, { village, kind: 'authorization', what: what.authorization, statement, at: now });
  if (!stored) return statement;
  await setAuthorizationRevoked(tx, stored.id, now);
  const { id } = stored;
  work.tell({
    kind: 'authorizationRevoked',
    authorization: id,
    request: stored.request,
    statement,
    village,
    at: now,
  });
  const request = await lockSealUse(tx, stored.request, village);
  if (request.phase === 'authorized' || request.phase === 'stamping') {
    await setPhase(tx, request.id, 'withdrawn', { finishedAt: now });
    work.tell({ kind: 'requestChanged', request: request.id, phase: 'withdrawn', village, at: now });
  }
  return statement;
}

import { api, type Exception, fromBase64url, fromHex, HufuError, toHex, valueOrThrow } from '@hufu/contract';
import {
  authorizingRoles,
  expectType,
  mergeSignatures,
  parseSigned,
  type SignedStatement,
  verifyApproval,
  verifyException,
} from '@hufu/statement';
import { answer } from '../http/handler.ts';
import { commitOnce, onceFor, type Work } from '../http/unit-of-work.ts';
import {
  type Deliverer,
  readStatement,
  signersOf,
  verifyOwnStatement,
} from '../statements/read-statement.ts';
import { recordStatement } from '../statements/statement.store.ts';
import { findAuthorization } from './authorization.store.ts';
import { requirePhase } from './decidable.ts';
import { getSummary } from './get-summary.ts';
import { lockSealUse } from './seal-use.store.ts';
import { closeTrial, lockOpenTrial, setPartialException } from './trial.store.ts';

/** POST /api/seal-use/overrule-unsure: everybody who approved looks at the frames; a mismatch has no such way (I8). */
export const overruleUnsure = answer(api.sealUse.overruleUnsure, async ({ parts, caller, body }) => {
  const given = readStatement(body.statement, 'exception');
  return await commitOnce(parts, onceFor(caller, api.sealUse.overruleUnsure, body), async (work) => {
    const request = await applyException(work, caller, given);
    return await getSummary(work.tx, caller, request);
  });
});

/** Takes in the statement; answers with the id of its request. */
export async function applyException(
  work: Work,
  from: Deliverer,
  given: SignedStatement<Exception>,
): Promise<string> {
  const { tx, now } = work;
  const { authorization: id, k, machine, village } = given.payload;
  const stored = await findAuthorization(tx, id);
  if (stored?.village !== from.unit.id || stored.revokedAt !== null)
    throw new HufuError('NOT_FOUND', { context: { kind: '授权 / authorization', id } });
  const request = await lockSealUse(tx, stored.request, from.unit.id);
  requirePhase(request, 'authorized', 'stamping');
  const trial = await lockOpenTrial(tx, id, k);
  if (!trial)
    throw new HufuError('EXCEPTION_NOT_APPLICABLE', {
      context: { problem: '这张纸已经拿走了 / the paper is gone' },
    });
  const signed = joined(given, trial.earlier);
  const verified = await verifyOwnStatement(tx, from, signed, now, authorizingRoles(stored.mode));
  const { revokedKeys } = verified;
  const approval = valueOrThrow(
    verifyApproval(valueOrThrow(parseSigned(stored.cose)), verified.village.roster, { revokedKeys }),
  );
  // What the machine will ask again, held against what the server knows; freshness is the machine's to judge.
  const freshness = { witnesses: [], until: now, revokedKeys, revokedAuthorizations: new Set<string>() };
  const moment = {
    k,
    machine: fromHex(trial.exceptionFor.machine),
    nonce: fromBase64url(trial.exceptionFor.nonce),
    frames: trial.exceptionFor.frames.map(fromHex),
  };
  const exception = verifyException(signed, { ...approval, freshness }, verified.village.roster, now, moment);
  if (!exception.ok && exception.code === 'QUORUM_MISSING') {
    await setPartialException(tx, trial.id, signed.cose);
    return request.id;
  }
  valueOrThrow(exception);
  const statement = await recordStatement(work, signed, {
    village,
    request: request.id,
    signers: signersOf(verified.signers),
  });
  await closeTrial(tx, trial.id);
  work.tell({
    kind: 'exceptionGranted',
    authorization: id,
    request: request.id,
    k,
    machine: toHex(machine),
    statement,
    village,
    at: now,
  });
  work.tell({ kind: 'requestChanged', request: request.id, phase: request.phase, village, at: now });
  return request.id;
}

/** The new signature beside those that were given before, if they say the same. */
function joined(
  given: SignedStatement<Exception>,
  earlier: Uint8Array | undefined,
): SignedStatement<Exception> {
  if (!earlier) return given;
  const merged = mergeSignatures(earlier, given.cose);
  // A second approver who binds other frames or another nonce starts anew.
  return merged.ok ? valueOrThrow(expectType(valueOrThrow(parseSigned(merged.value)), 'exception')) : given;
}

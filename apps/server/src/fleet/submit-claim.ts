import { api, fromBase64url, HufuError, toHex, valueOrThrow } from '@hufu/contract';
import { claimId } from '@hufu/messaging';
import { decodeKey, thumbprint } from '@hufu/statement';
import { type Attempts, countAttempts } from '../http/attempts.ts';
import { answerPublic, type Handler } from '../http/handler.ts';
import { countWaiting, deleteOldClaims, insertClaim } from './claim.store.ts';

/** A machine that nobody admitted within a month claims anew. */
const keptMs = 30 * 86_400_000;
/** Anybody may bring a claim: so many may wait, and so many of one address in five minutes. */
const limits = { waiting: 5000, ofAddress: 30 };

/** POST /api/maintenance/submit-claim: keeps a claim for a person to look at. Nothing is granted by it. */
export function submitClaim(): Handler {
  const brought: Attempts = countAttempts(limits.ofAddress);
  return answerPublic(api.maintenance.submitClaim, async ({ parts, body, request }) => {
    const now = parts.now();
    brought.check(request.ip, now);
    brought.fail(request.ip, now);
    const pressKey = fromBase64url(body.pressKey);
    for (const key of [pressKey, fromBase64url(body.agentKey)]) valueOrThrow(decodeKey(key));
    await deleteOldClaims(parts.db, now - keptMs);
    if ((await countWaiting(parts.db)) >= limits.waiting)
      throw new HufuError('TOO_MANY_REQUESTS', { context: { seconds: 3600 } });
    const id = claimId(body);
    await insertClaim(parts.db, { id, machine: toHex(thumbprint(pressKey)), claim: body, at: now });
    return { id };
  });
}

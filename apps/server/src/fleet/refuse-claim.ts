import { api, HufuError } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { commit } from '../http/unit-of-work.ts';
import { closeClaim, findClaim } from './claim.store.ts';

/** POST /api/maintenance/refuse-claim: nobody knows this machine. Its claim is closed; with new keys it may ask again. */
export const refuseClaim = answer(api.maintenance.refuseClaim, async ({ parts, caller, body }) =>
  commit(parts, async ({ tx, now }) => {
    const kept = await findClaim(tx, body.claim, true);
    if (!kept) throw new HufuError('NOT_FOUND', { context: { kind: '开通申请 / claim', id: body.claim } });
    if (kept.view.state !== 'waiting') throw new HufuError('CLAIM_CLOSED');
    await closeClaim(tx, body.claim, { account: caller.account, at: now });
    return { ...kept.view, state: 'closed' as const };
  }),
);

import { api, HufuError } from '@hufu/contract';
import { answerPublic } from '../http/handler.ts';
import { findClaim } from './claim.store.ts';

/** GET /api/maintenance/get-admission: what became of a claim. A certificate is no secret; its key never left the machine. */
export const getAdmission = answerPublic(api.maintenance.getAdmission, async ({ parts, query }) => {
  const kept = await findClaim(parts.db, query.claim);
  if (!kept) throw new HufuError('NOT_FOUND', { context: { kind: '开通申请 / claim', id: query.claim } });
  return { state: kept.view.state, admission: kept.admission };
});

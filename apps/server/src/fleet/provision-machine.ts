import { api, HufuError } from '@hufu/contract';
import { admit, type CertificateAuthority, claimCode } from '@hufu/messaging';
import { answer, type Handler } from '../http/handler.ts';
import { commit } from '../http/unit-of-work.ts';
import { findClaim, noteWrongCode, setAdmission } from './claim.store.ts';

/**
 * POST /api/maintenance/provision-machine: a person types in the six digits that stand on the machine's screen. It gives the
 * machine a name to talk under and no right to press anything: that takes the village's roster.
 */
export function provisionMachine(ca: CertificateAuthority): Handler {
  return answer(api.maintenance.provisionMachine, async ({ parts, caller, body }) => {
    const isRight = await commit(parts, async ({ tx, now }) => {
      const kept = await findClaim(tx, body.claim, true);
      if (!kept) throw new HufuError('NOT_FOUND', { context: { kind: '开通申请 / claim', id: body.claim } });
      const { claim, view } = kept;
      if (view.state !== 'waiting') throw new HufuError('CLAIM_CLOSED');
      // The wrong one is counted in its own commit: a guess must not vanish with the refusal.
      if (claimCode(claim) !== body.code) {
        await noteWrongCode(tx, body.claim);
        return false;
      }
      const admission = await admit(ca, claim, {
        code: body.code,
        name: view.machine,
        ordered: null,
      });
      await setAdmission(tx, body.claim, { admission, account: caller.account, at: now });
      return true;
    });
    if (!isRight) throw new HufuError('CLAIM_CODE_WRONG');
    const admitted = await findClaim(parts.db, body.claim);
    if (!admitted)
      throw new HufuError('NOT_FOUND', { context: { kind: '开通申请 / claim', id: body.claim } });
    return admitted.view;
  });
}

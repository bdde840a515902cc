import { accept, type Result, refuse, type SealUseRequest, sameBytes, toHex } from '@hufu/contract';
import {
  type RosterSigner,
  type VerifiedAuthorization,
  verifyApproval,
  verifyRevocation,
  verifySigners,
} from '@hufu/statement';
import { type FiledStatement, ofType, rosterAt, type Scene } from './scene.ts';

/** The one request of a pack, signed by its filer with a key in force at that time. */
export function verifyRequest(
  scene: Scene,
): Result<{ filed: FiledStatement; payload: SealUseRequest; signers: RosterSigner[] }> {
  const requests = ofType(scene, 'request');
  const [request] = requests;
  if (!request || requests.length > 1)
    return refuse('EVIDENCE_CONTRADICTS', {
      problem: `申请应有一份，这里有 ${requests.length} 份 / one request wanted`,
    });
  const { payload, filed } = request;
  const roster = rosterAt(scene.rosters, payload.at)?.roster;
  if (!roster || payload.village !== roster.village)
    return refuse('EVIDENCE_CONTRADICTS', {
      problem: '申请不是这个村的 / the request is of another village',
    });
  const signers = verifySigners(filed.signed, roster, { times: [payload.at] });
  if (!signers.ok) return signers;
  if (!signers.value.some((s) => s.person.id === payload.filer)) return refuse('SIGNER_UNKNOWN');
  return accept({ filed, payload, signers: signers.value });
}

/**
 * The authorization: every approver's signature, roles, quorum and separation of duties (I7) under the roster that it
 * names, and the very pages and impressions that were asked for. Undefined when nobody approved.
 */
export function verifyApprovalStep(
  scene: Scene,
  request: { filed: FiledStatement; payload: SealUseRequest },
): Result<VerifiedAuthorization | undefined> {
  const found = ofType(scene, 'authorization');
  const [first] = found;
  if (!first) return accept(undefined);
  if (found.length > 1)
    return refuse('EVIDENCE_CONTRADICTS', { problem: '授权不止一份 / more than one authorization' });
  const a = first.payload;
  const roster = scene.rosters[a.rosterVersion - 1]?.roster;
  if (!roster)
    return refuse('EVIDENCE_INCOMPLETE', { problem: `缺第 ${a.rosterVersion} 版名册 / a roster is missing` });
  const inForce = rosterAt(scene.rosters, a.at)?.roster;
  if (inForce && inForce.version !== a.rosterVersion)
    scene.reservations.push({
      zh: `授权按第 ${a.rosterVersion} 版名册签，当时已有第 ${inForce.version} 版。`,
      en: `The authorization names roster ${a.rosterVersion} while ${inForce.version} was in force.`,
    });
  const approved = verifyApproval(first.filed.signed, roster);
  if (!approved.ok) return approved;
  const r = request.payload;
  const contradicts = (problem: string) => refuse('EVIDENCE_CONTRADICTS', { problem });
  if (a.request !== r.id || !sameBytes(a.requestDigest, request.filed.signed.digest))
    return contradicts('授权的不是这份申请 / it authorizes another request');
  const pages = (list: typeof a.pages) => list.map((p) => toHex(p.digest)).join();
  if (pages(a.pages) !== pages(r.pages))
    return contradicts('批准的页面与申请的不同 / other pages were approved');
  if (
    JSON.stringify(a.impressions) !== JSON.stringify(r.impressions) ||
    a.everyPage !== r.everyPage ||
    a.filer !== r.filer ||
    a.stamper !== r.stamper
  )
    return contradicts('批准的用印与申请的不同 / other impressions or people were approved');
  return approved;
}

/** Other people's statements of the pack: review, rejection, withdrawal, exception, revocation, void. */
export function verifyOtherPeople(
  scene: Scene,
  request: SealUseRequest,
  approved: VerifiedAuthorization | undefined,
): Result<void> {
  for (const { signed } of scene.statements) {
    const { payload } = signed;
    if (!('village' in payload) || !('at' in payload)) continue;
    const roster = rosterAt(scene.rosters, payload.at)?.roster;
    if (!roster) continue;
    switch (payload.type) {
      case 'review':
      case 'rejection':
      case 'withdrawal': {
        const role =
          payload.type === 'review' ? 'reviewer' : payload.type === 'rejection' ? 'approver' : undefined;
        const signers = verifySigners(signed, roster, { times: [payload.at], ...(role ? { role } : {}) });
        if (!signers.ok) return signers;
        if (payload.request !== request.id || !signers.value.some((s) => s.person.id === payload.by))
          return refuse('SIGNER_UNKNOWN');
        break;
      }
      case 'void': {
        const signers = verifySigners(signed, roster, { times: [payload.at] });
        if (!signers.ok) return signers;
        break;
      }
      case 'exception': {
        // Of an emergency the supervision committee's people may be among those who authorized (F47).
        const signers = verifySigners(signed, roster, {
          times: [payload.at],
          role: ['approver', 'reviewer'],
        });
        if (!signers.ok) return signers;
        const again = signers.value.filter((s) => approved?.approvers.includes(s.person.id)).length;
        if (
          !approved ||
          payload.authorization !== approved.authorization.id ||
          again < approved.approvers.length
        )
          return refuse('QUORUM_MISSING', { needed: approved?.approvers.length ?? 1, present: again });
        break;
      }
      case 'revocation': {
        const verified = verifyRevocation(signed, roster, approved?.authorization);
        if (!verified.ok) return verified;
        break;
      }
      default:
    }
  }
  return accept(undefined);
}

import {
  accept,
  countImpressions,
  fromBase64url,
  type KeyKind,
  type RequestDetail,
  type Result,
  type Roster,
  type RosterPerson,
  refuse,
  type SealUseRequest,
  toHex,
} from '@hufu/contract';
import { expectType, parseSigned, verifySigners } from '@hufu/statement';

/** A request whose filer's signature this phone has verified. What an approver reads is drawn from here, not from the server. */
export interface VerifiedRequest {
  readonly request: SealUseRequest;
  /** SHA-256 of the payload bytes: the authorization names it. */
  readonly digest: Uint8Array;
  readonly filer: RosterPerson;
  readonly keyKind: KeyKind;
}

/**
 * Verifies the signed request against the roster this phone trusts, and the server's view against the request.
 * THREAT: a server that shows one paper and has another one signed.
 */
export function verifyRequest(detail: RequestDetail, roster: Roster): Result<VerifiedRequest> {
  const signed = parseSigned(fromBase64url(detail.requestStatement.cose));
  if (!signed.ok) return signed;
  const typed = expectType(signed.value, 'request');
  if (!typed.ok) return typed;
  const request = typed.value.payload;
  const signers = verifySigners(signed.value, roster, { times: [request.at] });
  if (!signers.ok) return signers;
  const filer = signers.value.find((s) => s.person.id === request.filer);
  if (!filer) return refuse('SIGNER_UNKNOWN');
  const differing = differingField(request, detail, roster);
  if (differing) return refuse('REQUEST_NOT_AS_SIGNED', { field: differing });
  return accept({ request, digest: typed.value.digest, filer: filer.person, keyKind: filer.kind });
}

/** The first field in which the server's view departs from what was signed, in words of the form. */
function differingField(request: SealUseRequest, detail: RequestDetail, roster: Roster): string | undefined {
  const pagesOf = (list: readonly { digest: string; side: string }[]) =>
    list.map((p) => `${p.digest} ${p.side}`).join();
  if (request.id !== detail.id || request.village !== roster.village) return '申请编号 / number';
  if (request.matter.id !== detail.matter.id || request.matter.name !== detail.matter.name)
    return '事项 / matter';
  if (request.purpose !== detail.purpose) return '事由 / purpose';
  if (request.applicant.name !== detail.applicantName) return '申请人 / applicant';
  if (request.stamper !== detail.stamper.id) return '盖章人 / stamper';
  const signedPages = request.pages.map((p) => ({ digest: toHex(p.digest), side: p.side }));
  if (pagesOf(signedPages) !== pagesOf(detail.pageList)) return '材料页面 / pages';
  if (countImpressions(request.impressions) !== detail.granted) return '用印次数 / impressions';
  return undefined;
}

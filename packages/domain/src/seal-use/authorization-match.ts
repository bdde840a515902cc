import {
  type Authorization,
  accept,
  planImpressions,
  type Result,
  refuse,
  type SealUseRequest,
  sameBytes,
  toHex,
} from '@hufu/contract';
import { encodeCbor } from '@hufu/statement';
import type { Grant } from './state.ts';

/**
 * Whether an authorization says what its request said: the approver's client built it, so the server and every later
 * verifier compare it field by field. Machine, validity and mode are the approver's own to choose.
 */
export function matchAuthorization(
  request: SealUseRequest,
  requestDigest: Uint8Array,
  authorization: Authorization,
): Result<void> {
  if (authorization.request !== request.id || !sameBytes(authorization.requestDigest, requestDigest))
    return refuse('AUTHORIZATION_INCONSISTENT', { problem: '不是这份申请 / another request' });
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['village', request.village, authorization.village],
    ['matter', request.matter, authorization.matter],
    ['purpose', request.purpose, authorization.purpose],
    ['applicantName', request.applicant.name, authorization.applicantName],
    ['applicant', request.applicant.person, authorization.applicant],
    ['filer', request.filer, authorization.filer],
    ['stamper', request.stamper, authorization.stamper],
    ['pages', request.pages, authorization.pages],
    ['impressions', request.impressions, authorization.impressions],
    ['zones', request.zones, authorization.zones],
    ['everyPage', request.everyPage ?? false, authorization.everyPage ?? false],
  ];
  for (const [field, asked, granted] of pairs)
    if (!sameBytes(encodeCbor(asked), encodeCbor(granted)))
      return refuse('AUTHORIZATION_INCONSISTENT', {
        problem: `${field} 与申请不符 / differs from the request`,
      });
  return accept(undefined);
}

/** What the case keeps of an authorization. */
export function grantOf(authorization: Authorization, digest: Uint8Array): Grant {
  return {
    authorization: authorization.id,
    digest: toHex(digest),
    validFrom: authorization.validFrom,
    validTo: authorization.validTo,
    granted: planImpressions(authorization.impressions).length,
    mode: authorization.mode,
  };
}

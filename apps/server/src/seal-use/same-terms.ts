import {
  type Authorization,
  accept,
  type Result,
  refuse,
  type SealUseRequest,
  sameBytes,
} from '@hufu/contract';
import { encodePayload } from '@hufu/statement';

/**
 * Whether an authorization grants exactly what was asked for: matter, people, pages, impressions, zones.
 * Compared as the bytes that are signed, so that no field can be forgotten here.
 */
export function hasSameTerms(authorization: Authorization, request: SealUseRequest): Result<void> {
  const wanted: Authorization = {
    ...authorization,
    request: request.id,
    matter: request.matter,
    purpose: request.purpose,
    applicantName: request.applicant.name,
    applicant: request.applicant.person,
    filer: request.filer,
    stamper: request.stamper,
    pages: request.pages,
    impressions: request.impressions,
    zones: request.zones,
  };
  return sameBytes(encodePayload(wanted), encodePayload(authorization))
    ? accept(undefined)
    : refuse('AUTHORIZATION_INCONSISTENT', {
        problem: '授权内容与申请不一致 / it grants something else than was asked',
      });
}

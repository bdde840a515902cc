import {
  type Authorization,
  accept,
  type Instant,
  type Result,
  type Roster,
  refuse,
  toHex,
} from '@hufu/contract';
import {
  authorizingRoles,
  encodePayload,
  expectType,
  parseSigned,
  thumbprint,
  verifySigners,
} from '@hufu/statement';
import type { VerifiedRequest } from '../trust/verified-request.ts';

/** What the approver's own device adds to the request. */
export interface ApprovalTerms {
  readonly id: string;
  readonly now: Instant;
  /** Validity that the matter allows. */
  readonly validityHours: number;
  /** F47: why the usual approvers cannot be waited for. */
  readonly emergencyReason?: string;
  /** F18: the approver looks at each paper under the camera before it is pressed. */
  readonly remoteConfirm?: boolean;
}

/** The authorization that says exactly what the verified request asks for: nothing of it comes from the server's view. */
export function buildAuthorization(
  verified: VerifiedRequest,
  roster: Roster,
  terms: ApprovalTerms,
): Authorization {
  const { request, digest } = verified;
  const { emergencyReason: reason, remoteConfirm = false } = terms;
  const limits = [terms.validityHours * 3_600_000, roster.policy.maxValidityMs];
  if (reason !== undefined) limits.push(roster.policy.emergency?.maxValidityMs ?? 0);
  const validityMs = Math.min(...limits);
  return {
    type: 'authorization',
    v: 1,
    id: terms.id,
    village: request.village,
    at: terms.now,
    request: request.id,
    requestDigest: digest,
    matter: request.matter,
    purpose: request.purpose,
    applicantName: request.applicant.name,
    applicant: request.applicant.person,
    filer: request.filer,
    stamper: request.stamper,
    pages: request.pages,
    impressions: request.impressions,
    zones: request.zones,
    ...(request.everyPage ? { everyPage: true as const } : {}),
    machine: reason === undefined ? null : machineOf(request.impressions, roster),
    validFrom: terms.now,
    validTo: terms.now + validityMs,
    mode: reason === undefined ? 'normal' : 'emergency',
    ...(reason === undefined ? {} : { emergency: { reason } }),
    ...(remoteConfirm ? { remoteConfirm: true as const } : {}),
    rosterVersion: roster.version,
  };
}

/** An emergency names the one machine that holds its seals: there its quota is counted. */
function machineOf(impressions: Authorization['impressions'], roster: Roster): Uint8Array | null {
  const ids = new Set(
    impressions.map((i) => roster.seals.find((s) => s.id === i.seal)?.machine).filter((m) => m != null),
  );
  const machine = roster.machines.find((m) => ids.size === 1 && ids.has(m.id));
  return machine ? thumbprint(machine.pressKey) : null;
}

/**
 * Checks the authorization of an earlier approver before adding a signature to the same bytes: it must say what this
 * phone would have said itself, but for its number and its times.
 */
export function checkForSecondSignature(
  cose: Uint8Array,
  verified: VerifiedRequest,
  roster: Roster,
  now: Instant,
): Result<Authorization> {
  const signed = parseSigned(cose);
  if (!signed.ok) return signed;
  const typed = expectType(signed.value, 'authorization');
  if (!typed.ok) return typed;
  const theirs = typed.value.payload;
  const mine = buildAuthorization(verified, roster, { id: theirs.id, now, validityHours: 1 });
  const own: Authorization = {
    ...mine,
    at: theirs.at,
    validFrom: theirs.validFrom,
    validTo: theirs.validTo,
    machine: theirs.machine,
    mode: theirs.mode,
    ...(theirs.emergency ? { emergency: theirs.emergency } : {}),
    ...(theirs.remoteConfirm ? { remoteConfirm: theirs.remoteConfirm } : {}),
    rosterVersion: theirs.rosterVersion,
  };
  if (toHex(encodePayload(own)) !== toHex(typed.value.payloadBytes))
    return refuse('AUTHORIZATION_INCONSISTENT', { problem: '与申请内容不同 / differs from the request' });
  if (theirs.validTo <= now)
    return refuse('AUTHORIZATION_EXPIRED', { validTo: new Date(theirs.validTo).toISOString() });
  const signers = verifySigners(signed.value, roster, {
    times: [theirs.at, now],
    role: authorizingRoles(theirs.mode),
  });
  return signers.ok ? accept(theirs) : signers;
}

/** I7, told before the person signs: in which other duty of this request he stands. */
export function conflictingDuty(
  verified: VerifiedRequest,
  roster: Roster,
  person: string,
): 'applicant' | 'filer' | 'stamper' | 'custodian' | undefined {
  const { request } = verified;
  if (request.applicant.person === person) return 'applicant';
  if (request.filer === person) return 'filer';
  if (request.stamper === person) return 'stamper';
  const seals = new Set(request.impressions.map((i) => i.seal));
  return roster.seals.some((s) => seals.has(s.id) && s.custodian === person) ? 'custodian' : undefined;
}

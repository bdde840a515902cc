import { type Roster, type SealUseRequest, valueOrThrow } from '@hufu/contract';
import { generateFileSigner, parseSigned, signStatement, verifyApproval } from '@hufu/statement';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BenchVillage, digestOf, idOf, makeVillage, village } from '../../test/bench-village.ts';
import type { VerifiedRequest } from '../trust/verified-request.ts';
import { buildAuthorization, checkForSecondSignature, conflictingDuty } from './build-authorization.ts';

const now = Date.UTC(2026, 10, 23, 8);
let bench: BenchVillage;
let roster: Roster;
let verified: VerifiedRequest;

function aRequest(part: Partial<SealUseRequest> = {}): SealUseRequest {
  return {
    type: 'request',
    v: 1,
    id: idOf(100),
    village,
    at: now - 60_000,
    matter: { id: 'land-lease', version: 1, name: '土地承包经营权流转合同', major: false },
    purpose: '流转三亩水田',
    applicant: { person: null, name: '陈大林', phone: '' },
    filer: idOf(11),
    stamper: idOf(11),
    pages: [
      {
        digest: digestOf(Uint8Array.of(1)),
        widthPx: 1654,
        heightPx: 2339,
        source: 'document',
        side: 'front',
      },
    ],
    impressions: [
      { seal: idOf(20), pages: [0], copies: 3, place: { page: 0, xMm: 150, yMm: 240, tolMm: 25 } },
    ],
    zones: [],
    counterparty: '',
    amountFen: null,
    resolution: '',
    replaces: null,
    ...part,
  };
}
async function verifiedOf(request: SealUseRequest): Promise<VerifiedRequest> {
  const { custodian } = bench.people;
  const signed = valueOrThrow(parseSigned(await signStatement(request, [custodian.signer])));
  return { request, digest: signed.digest, filer: custodian.person, keyKind: 'browser' };
}

beforeAll(async () => {
  bench = await makeVillage('http://localhost:7480');
  roster = bench.roster;
  verified = await verifiedOf(aRequest());
});

describe('buildAuthorization', () => {
  it('grants what the filer signed, and a verifier accepts it', async () => {
    const built = buildAuthorization(verified, roster, { id: idOf(200), now, validityHours: 24 });
    const cose = await signStatement(built, [bench.people.secretary.signer]);
    const checked = valueOrThrow(verifyApproval(valueOrThrow(parseSigned(cose)), roster, { now }));
    expect(checked.plan).toHaveLength(3);
    expect(built.requestDigest).toEqual(verified.digest);
    expect(built.validTo - built.validFrom).toBe(24 * 3_600_000);
  });

  it('never asks for longer than the roster allows', () => {
    const built = buildAuthorization(verified, roster, { id: idOf(200), now, validityHours: 10_000 });
    expect(built.validTo - built.validFrom).toBe(roster.policy.maxValidityMs);
  });
});

describe('checkForSecondSignature', () => {
  const by = async (part: object, signer = bench.people.secretary.signer) =>
    signStatement(
      { ...buildAuthorization(verified, roster, { id: idOf(200), now, validityHours: 24 }), ...part },
      [signer],
    );

  it('lets the second approver sign the bytes of the first', async () => {
    expect(checkForSecondSignature(await by({}), verified, roster, now + 1000).ok).toBe(true);
  });

  it('refuses an authorization that grants more than the request asks for', async () => {
    const more = { impressions: [{ seal: idOf(20), pages: [0], copies: 30, place: null }] };
    expect(checkForSecondSignature(await by(more), verified, roster, now)).toMatchObject({
      code: 'AUTHORIZATION_INCONSISTENT',
    });
  });

  it('refuses another page, another request, and one that has run out', async () => {
    const pages = [{ ...aRequest().pages[0], digest: digestOf(Uint8Array.of(2)) }];
    for (const part of [{ pages }, { requestDigest: digestOf(Uint8Array.of(3)) }, { request: idOf(101) }])
      expect(checkForSecondSignature(await by(part), verified, roster, now).ok).toBe(false);
    expect(checkForSecondSignature(await by({}), verified, roster, now + 25 * 3_600_000)).toMatchObject({
      code: 'AUTHORIZATION_EXPIRED',
    });
  });

  it('refuses one that a stranger or a custodian signed first', async () => {
    const stranger = generateFileSigner('ES256');
    expect(checkForSecondSignature(await by({}, stranger), verified, roster, now)).toMatchObject({
      code: 'SIGNER_UNKNOWN',
    });
    const { signer } = bench.people.custodian;
    expect(checkForSecondSignature(await by({}, signer), verified, roster, now)).toMatchObject({
      code: 'SIGNER_LACKS_ROLE',
    });
  });
});

describe('I7 conflictingDuty', () => {
  it('names the duty in which the approver stands in the same request', async () => {
    const secretary = idOf(12);
    expect(conflictingDuty(verified, roster, secretary)).toBeUndefined();
    expect(conflictingDuty(await verifiedOf(aRequest({ filer: secretary })), roster, secretary)).toBe(
      'filer',
    );
    expect(conflictingDuty(await verifiedOf(aRequest({ stamper: secretary })), roster, secretary)).toBe(
      'stamper',
    );
    const applicant = { person: secretary, name: '王建国', phone: '' };
    expect(conflictingDuty(await verifiedOf(aRequest({ applicant })), roster, secretary)).toBe('applicant');
    const keeps = { ...roster, seals: roster.seals.map((s) => ({ ...s, custodian: secretary })) };
    expect(conflictingDuty(verified, keeps, secretary)).toBe('custodian');
  });
});

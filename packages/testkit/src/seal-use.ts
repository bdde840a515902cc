import {
  type Authorization,
  type Exception,
  type Freshness,
  type PageRef,
  type SealUseRequest,
  sameBytes,
} from '@hufu/contract';
import { type FileSigner, payloadDigest, type SignedStatement, signStatementSync } from '@hufu/statement';
import { derivedBytes, derivedId } from './derived.ts';
import { parsedOrThrow, type TestPerson, testNow, type Village } from './village.ts';

/** An approved page of A4 at 200 dpi; its digest depends on the name. */
export function aPage(name = 'page-1'): PageRef {
  return {
    digest: derivedBytes(`page:${name}`),
    widthPx: 1654,
    heightPx: 2339,
    source: 'document',
    side: 'front',
  };
}

/** A request filed by the custodian for a villager: one page, one impression of the committee's seal. */
export function aRequest(
  village: Village,
  changes: Partial<SealUseRequest> = {},
): SignedStatement<SealUseRequest> {
  const request: SealUseRequest = {
    type: 'request',
    v: 1,
    id: derivedId('request-1'),
    village: village.id,
    at: testNow - 3_600_000,
    matter: { id: 'land-transfer-record', version: 1, name: '土地流转合同备案', major: false },
    purpose: '土地流转合同备案盖章',
    applicant: { person: null, name: '张三', phone: '13800000000' },
    filer: village.custodian.id,
    stamper: village.stamper.id,
    pages: [aPage()],
    impressions: [
      {
        seal: village.seals.committee,
        pages: [0],
        copies: 1,
        place: { page: 0, xMm: 150, yMm: 240, tolMm: 15 },
      },
    ],
    zones: [],
    counterparty: '',
    amountFen: null,
    resolution: '',
    replaces: null,
    ...changes,
  };
  const filer = personOf(village, request.filer);
  const signed = parsedOrThrow(signStatementSync(request, filer.signer));
  return { ...signed, payload: request };
}

/** An authorization that waits for its approvers. */
export interface UnsignedAuthorization {
  readonly payload: Authorization;
  /** Signs with the keys of these people, in any order. */
  approvedBy(...approvers: readonly (TestPerson | FileSigner)[]): SignedStatement<Authorization>;
}

/** The authorization of a request (or of the default one), valid for a day from an hour ago, for the first machine. */
export function anAuthorization(
  village: Village,
  changes: Partial<Authorization> = {},
  request: SignedStatement<SealUseRequest> = aRequest(village),
): UnsignedAuthorization {
  const r = request.payload;
  const payload: Authorization = {
    type: 'authorization',
    v: 1,
    id: derivedId(`authorization:${r.id}`),
    village: village.id,
    at: testNow - 1_800_000,
    request: r.id,
    requestDigest: payloadDigest(request.payloadBytes),
    matter: r.matter,
    purpose: r.purpose,
    applicantName: r.applicant.name,
    applicant: r.applicant.person,
    filer: r.filer,
    stamper: r.stamper,
    pages: r.pages,
    impressions: r.impressions,
    zones: r.zones,
    ...(r.everyPage ? { everyPage: true as const } : {}),
    machine: village.machine.thumbprint,
    validFrom: testNow - 3_600_000,
    validTo: testNow + 23 * 3_600_000,
    mode: 'normal',
    rosterVersion: village.roster.version,
    ...changes,
  };
  return {
    payload,
    approvedBy(...approvers) {
      const signers = approvers.map((a) => ('signer' in a ? a.signer : a));
      const [first, ...rest] = signers;
      if (!first) throw new Error('name an approver');
      return { ...parsedOrThrow(signStatementSync(payload, [first, ...rest])), payload };
    },
  };
}

/** The nonce that tests use unless they say otherwise. */
export const testNonce = derivedBytes('nonce').slice(0, 16);

/** What each witness says for a nonce; `changes` apply to all of them. The first two witnesses speak unless told. */
export function freshnessFor(
  village: Village,
  nonce: Uint8Array = testNonce,
  changes: Partial<Freshness> = {},
  witnesses: Village['witnesses'][number][] = [village.witnesses[0], village.witnesses[1]],
): SignedStatement[] {
  return witnesses.map((witness) =>
    parsedOrThrow(
      signStatementSync(
        {
          type: 'freshness',
          v: 1,
          village: village.id,
          at: testNow - 60_000,
          witness: witness.name,
          machine: village.machine.thumbprint,
          nonce,
          rosterVersion: village.accepted.roster.version,
          rosterDigest: village.accepted.digest,
          epoch: 0,
          revokedKeys: [],
          revokedAuthorizations: [],
          log: { origin: village.roster.log.origin, size: 1, root: derivedBytes('log-root') },
          ...changes,
        },
        witness.signer,
      ),
    ),
  );
}

/** What the first machine says of itself when it verifies. */
export function askingMachine(village: Village, nonce: Uint8Array = testNonce) {
  return { machine: village.machine.thumbprint, rosterDigest: village.accepted.digest, nonces: [nonce] };
}

/** An exception for the first impression of an authorization, these frames, this nonce. */
export function anException(
  village: Village,
  authorization: Authorization,
  approvers: readonly [TestPerson, ...TestPerson[]],
  changes: Partial<Exception> = {},
): SignedStatement<Exception> {
  const exception: Exception = {
    type: 'exception',
    v: 1,
    id: derivedId('exception-1'),
    village: village.id,
    at: testNow,
    authorization: authorization.id,
    k: 0,
    machine: village.machine.thumbprint,
    nonce: testNonce,
    frames: [derivedBytes('frame-1')],
    reason: '纸面有折痕，内容一致',
    ...changes,
  };
  const [first, ...rest] = approvers;
  const cose = signStatementSync(exception, [first.signer, ...rest.map((p) => p.signer)]);
  return { ...parsedOrThrow(cose), payload: exception };
}

/** The person of an id. */
export function personOf(village: Village, id: string): TestPerson {
  const { secretary, director, custodian, stamper, reviewer } = village;
  const person = [secretary, director, custodian, stamper, reviewer].find((p) => p.id === id);
  if (!person) throw new Error(`nobody has the id ${id}`);
  return person;
}

/** The person of a key, if somebody has it. */
export function holderOf(village: Village, thumbprint: Uint8Array): TestPerson | undefined {
  const { secretary, director, custodian, stamper, reviewer } = village;
  return [secretary, director, custodian, stamper, reviewer].find((p) =>
    sameBytes(p.signer.thumbprint, thumbprint),
  );
}

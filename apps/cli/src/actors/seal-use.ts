import { randomUUID } from 'node:crypto';
import {
  type Authorization,
  type DocumentView,
  fromBase64url,
  fromHex,
  type RequestSummary,
  type Roster,
  type SealUseRequest,
  toBase64url,
  valueOrThrow,
} from '@hufu/contract';
import { parseSigned, type Signer, signStatement } from '@hufu/statement';
import type { ActorSession } from './session.ts';

/** What a scripted custodian asks for. */
export interface Wish {
  readonly matter: string;
  readonly purpose: string;
  readonly applicantName: string;
  readonly documents: readonly DocumentView[];
  readonly sealKind: Roster['seals'][number]['kind'];
  readonly copies?: number;
  /** Where the impression belongs, on the last page unless told. */
  readonly place: Place | null;
  /** Impressions of other seals on the same paper, as many copies of each. */
  readonly more?: readonly { readonly sealKind: Wish['sealKind']; readonly place: Place }[];
  readonly stamper?: string;
  /** The request whose spoilt paper this one replaces; its pages are asked for again. */
  readonly replaces?: SealUseRequest;
}

/** Centre of an impression; pages count from 0. */
interface Place {
  readonly page: number;
  readonly xMm: number;
  readonly yMm: number;
}

/** Files a request as the custodian's phone does: the statement is built and signed here, not on the server. */
export async function fileRequest(
  session: ActorSession,
  signer: Signer,
  wish: Wish,
  now: number,
): Promise<RequestSummary> {
  const form = await session.api.sealUse.getFilingForm();
  const matter = form.matters.find((m) => m.id === wish.matter);
  const sealOf = (kind: Wish['sealKind']) =>
    form.seals.find((s) => s.kind === kind && s.state === 'active')?.id;
  const seal = sealOf(wish.sealKind);
  const stamper = wish.stamper ?? form.stampers[0]?.id;
  if (!matter || !seal || !stamper || !session.account.person)
    throw new RangeError(`cannot file: ${JSON.stringify({ matter: matter?.id, seal, stamper })}`);
  const pages = wish.documents.flatMap((d) => d.pages);
  const lastPage = pages.length - 1;
  const request: SealUseRequest = {
    type: 'request',
    v: 1,
    id: randomUUID(),
    village: form.village.id,
    at: now,
    matter: { id: matter.id, version: matter.version, name: matter.name, major: matter.major },
    purpose: wish.purpose,
    applicant: { person: null, name: wish.applicantName, phone: '' },
    filer: session.account.person,
    stamper,
    pages: wish.replaces?.pages ?? pages.map(approvedPage),
    impressions: [
      {
        seal,
        pages: [wish.place?.page ?? lastPage],
        copies: wish.copies ?? 1,
        place: wish.place ? { ...wish.place, tolMm: 15 } : null,
      },
      ...(wish.more ?? []).map((m) => ({
        seal: sealOf(m.sealKind) ?? '',
        pages: [m.place.page],
        copies: wish.copies ?? 1,
        place: { ...m.place, tolMm: 15 },
      })),
    ],
    zones: matter.zones,
    counterparty: '',
    amountFen: null,
    resolution: matter.major ? '村民代表会议决议（演示）' : '',
    replaces: wish.replaces?.id ?? null,
  };
  return session.api.sealUse.fileRequest({
    statement: toBase64url(await signStatement(request, [signer])),
    idempotencyKey: randomUUID(),
    documents: wish.documents.map((d) => d.id),
  });
}

function approvedPage(p: DocumentView['pages'][number]): SealUseRequest['pages'][number] {
  return {
    digest: fromHex(p.digest),
    widthPx: p.widthPx,
    heightPx: p.heightPx,
    source: p.source,
    side: p.side,
  };
}

/** The authorization that an approver's client builds from the signed request. */
export function authorizationOf(
  request: SealUseRequest,
  requestDigest: Uint8Array,
  options: { now: number; validityMs: number; rosterVersion: number },
): Authorization {
  return {
    type: 'authorization',
    v: 1,
    id: randomUUID(),
    village: request.village,
    at: options.now,
    request: request.id,
    requestDigest,
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
    machine: null,
    validFrom: options.now - 60_000,
    validTo: options.now + options.validityMs,
    mode: 'normal',
    rosterVersion: options.rosterVersion,
  };
}

/** Approves as the approver's phone does: reads the signed request, builds the authorization, signs it with his own key. */
export async function approveRequest(
  session: ActorSession,
  signer: Signer,
  id: string,
  now: number,
): Promise<RequestSummary> {
  const [detail, me] = await Promise.all([session.api.sealUse.getRequest({ id }), session.api.session.me()]);
  const signed = valueOrThrow(parseSigned(fromBase64url(detail.requestStatement.cose)));
  if (signed.payload.type !== 'request') throw new RangeError('the request statement is none');
  const existing = detail.authorization
    ? valueOrThrow(parseSigned(fromBase64url(detail.authorization.cose)))
    : undefined;
  const cose = existing
    ? await signStatement(existing.payloadBytes, [signer])
    : await signStatement(
        authorizationOf(signed.payload, signed.digest, {
          now,
          validityMs: detail.matterDetail.validityHours * 3_600_000,
          rosterVersion: me.roster?.version ?? 1,
        }),
        [signer],
      );
  return session.api.sealUse.approveRequest({ statement: toBase64url(cose), idempotencyKey: randomUUID() });
}

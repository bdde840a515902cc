import { planImpressions, type SealUseRequest, type StatementOf, toHex } from '@hufu/contract';
import type { SignedStatement } from '@hufu/statement';
import { type Expected, keyOf, Rule, rowsOf } from './expected.ts';
import { sameSet, signersOf } from './fold-people.ts';
import type { FoldScene, Kept } from './scene.ts';

const beijingYear = new Intl.DateTimeFormat('en', { timeZone: 'Asia/Shanghai', year: 'numeric' });

/** What people's statements about a request give. True when the statement was one of them. */
export function foldRequest(scene: FoldScene, signed: SignedStatement, kept: Kept): boolean {
  const { payload } = signed;
  const { id, receivedAt } = kept;
  const row = (request: string) => rowsOf(scene.register, 'request').get(request);
  switch (payload.type) {
    case 'request':
      foldFiling(scene, signed, payload, id, receivedAt);
      return true;
    case 'review':
      change(row(payload.request), { review: payload.opinion, phase: 'filed' });
      return true;
    case 'authorization':
      foldAuthorization(scene, signed, payload, kept);
      return true;
    case 'rejection': {
      const [by] = signersOf(scene, signed, payload).filter((s) => s.id === payload.by);
      const rejection = { by: by?.name ?? '', at: payload.at, reason: payload.reason };
      change(row(payload.request), {
        phase: 'rejected',
        decided_at: receivedAt,
        finished_at: receivedAt,
        rejection,
      });
      return true;
    }
    case 'withdrawal':
      change(row(payload.request), { phase: 'withdrawn', finished_at: receivedAt });
      return true;
    case 'revocation':
      foldRevocation(scene, payload, id, receivedAt);
      return true;
    case 'void':
      foldVoid(scene, payload, receivedAt);
      return true;
    default:
      return false;
  }
}

function change(row: Record<string, Expected> | undefined, to: Record<string, Expected>): void {
  if (row) Object.assign(row, to);
}

function foldFiling(
  scene: FoldScene,
  signed: SignedStatement,
  r: SealUseRequest,
  id: string,
  receivedAt: number,
): void {
  const requests = rowsOf(scene.register, 'request');
  const year = Number(beijingYear.format(receivedAt));
  const serial = [...requests.values()].filter((q) => q.village === r.village && q.year === year).length + 1;
  const names = new Set((scene.rosters.get(r.village) ?? []).map((x) => x.villageName));
  names.add(scene.unitNames.get(r.village) ?? '');
  const tail = `〔${year}〕${String(serial).padStart(4, '0')}号`;
  const isReviewed = scene.reviewed.has(keyOf(r.matter.id, r.matter.version));
  const policy = scene.rosters.get(r.village)?.at(-1)?.policy;
  const ordinary = policy?.approvers ?? 1;
  if (r.replaces) change(requests.get(r.replaces), { replaced_by: r.id });
  requests.set(r.id, {
    id: r.id,
    village: r.village,
    year,
    serial,
    number: new Rule((v) => [...names].some((name) => v === `${name}${tail}`), tail),
    phase: isReviewed ? 'underReview' : 'filed',
    matter_id: r.matter.id,
    matter_version: r.matter.version,
    matter_name: r.matter.name,
    major: r.matter.major,
    purpose: r.purpose,
    applicant_name: r.applicant.name,
    applicant_person: r.applicant.person,
    filer: r.filer,
    stamper: r.stamper,
    filed_at: receivedAt,
    decided_at: null,
    finished_at: null,
    valid_to: null,
    granted: planImpressions(r.impressions).length,
    executed: 0,
    pages: r.pages.length,
    counterparty: r.counterparty,
    amount_fen: r.amountFen,
    resolution: r.resolution,
    replaces: r.replaces,
    replaced_by: null,
    approvers: [],
    approvers_needed: r.matter.major ? Math.max(ordinary, policy?.majorApprovers ?? 1) : ordinary,
    seals: [...new Set(r.impressions.map((i) => i.seal))],
    review: isReviewed ? 'wanted' : 'none',
    rejection: null,
    statement: id,
    digest: toHex(signed.digest),
  });
}

function foldAuthorization(
  scene: FoldScene,
  signed: SignedStatement,
  a: StatementOf<'authorization'>,
  { salt, receivedAt }: Kept,
): void {
  const signers = signersOf(scene, signed, a);
  change(rowsOf(scene.register, 'request').get(a.request), {
    // One that runs out unused is ended by the clock: no statement says so.
    phase: new Rule(
      (v) => v === 'authorized' || (v === 'expired' && a.validTo < Date.now()),
      'authorized / expired',
    ),
    finished_at: new Rule(
      (v, row) => (row.phase === 'expired' ? typeof v === 'number' && v >= a.validTo : v === null),
      'after validTo',
    ),
    decided_at: receivedAt,
    valid_to: a.validTo,
    approvers: sameSet(signers.map((s) => s.name)),
  });
  const wanted = JSON.stringify(signers.map((s) => [s.id, s.kind, s.name]).sort());
  rowsOf(scene.register, 'authorization').set(a.id, {
    id: a.id,
    request: a.request,
    village: a.village,
    digest: toHex(signed.digest),
    cose: `\\x${toHex(signed.cose)}`,
    salt: `\\x${salt}`,
    at: a.at,
    valid_from: a.validFrom,
    valid_to: a.validTo,
    mode: a.mode,
    complete: true,
    approvers: new Rule(
      (v) => Array.isArray(v) && JSON.stringify(v.map((s) => [s.id, s.keyKind, s.name]).sort()) === wanted,
      wanted,
    ),
    revoked_at: null,
  });
  for (const p of planImpressions(a.impressions))
    rowsOf(scene.register, 'impression').set(keyOf(a.id, p.k), {
      authorization: a.id,
      k: p.k,
      request: a.request,
      item: p.item,
      copy: p.copy,
      page: p.page,
      seal: p.seal,
      place: p.place,
      seam: p.seam,
      state: 'open',
      attempt: 0,
      at: null,
      machine: null,
      before: null,
      after: null,
      person: null,
      before_named: null,
      after_named: null,
      person_named: null,
      before_verdict: null,
      after_verdict: null,
    });
}

function foldRevocation(
  scene: FoldScene,
  { what, village }: StatementOf<'revocation'>,
  id: string,
  receivedAt: number,
): void {
  const of = what.kind === 'key' ? toHex(what.thumbprint) : what.authorization;
  const revoked = rowsOf(scene.register, 'revoked');
  const key = keyOf(village, what.kind, of);
  if (!revoked.has(key))
    revoked.set(key, { village, kind: what.kind, what: of, statement: id, at: receivedAt });
  if (what.kind === 'key') return;
  const authorization = rowsOf(scene.register, 'authorization').get(what.authorization);
  if (!authorization) return;
  if (authorization.revoked_at === null) authorization.revoked_at = receivedAt;
  const request = rowsOf(scene.register, 'request').get(String(authorization.request));
  // `authorized` is a rule while nothing was stamped.
  if (request?.phase === 'stamping' || request?.phase instanceof Rule)
    change(request, { phase: 'withdrawn', finished_at: receivedAt });
}

function foldVoid(scene: FoldScene, v: StatementOf<'void'>, receivedAt: number): void {
  const impression = rowsOf(scene.register, 'impression').get(keyOf(v.authorization, v.k));
  if (!impression) return;
  impression.state = 'badStamp';
  const request = rowsOf(scene.register, 'request').get(String(impression.request));
  if (!request) return;
  const before = request.phase;
  const ended = request.finished_at;
  change(request, {
    phase: new Rule((p) => p === 'void' || p === before, `void / ${String(before)}`),
    finished_at: new Rule(
      (at, row) => (row.phase === 'void' ? at === receivedAt : at === ended),
      String(receivedAt),
    ),
  });
}

import {
  type Authorization,
  accept,
  type Instant,
  type PersonRole,
  type PlannedImpression,
  planImpressions,
  type Result,
  type Roster,
  refuse,
  seamProblem,
} from '@hufu/contract';
import { expectType, type SignedStatement } from '../cose-sign.ts';
import { type RosterSigner, verifySigners } from '../roster/roster-signers.ts';
import { authorizingRoles, checkEmergency } from './emergency.ts';

/** An authorization whose signatures and contents hold. */
export interface VerifiedAuthorization {
  readonly authorization: Authorization;
  readonly digest: Uint8Array;
  /** Ids of the people who approved. */
  readonly approvers: readonly string[];
  readonly signers: readonly RosterSigner[];
  readonly plan: readonly PlannedImpression[];
}

/** What is known beside the authorization when it is checked for use rather than for history. */
export interface ApprovalUse {
  readonly now?: Instant;
  readonly revokedKeys?: ReadonlySet<string>;
}

/**
 * Checks what does not depend on the machine: contents, seals, separation of duties (I7), approvers and their number.
 * Without `use.now` it answers for the time of signing, as a verifier must in twenty years.
 */
export function verifyApproval(
  signed: SignedStatement,
  roster: Roster,
  use: ApprovalUse = {},
): Result<VerifiedAuthorization> {
  const typed = expectType(signed, 'authorization');
  if (!typed.ok) return typed;
  const authorization = typed.value.payload;
  if (authorization.village !== roster.village) return refuse('AUTHORIZATION_WRONG_MACHINE');
  if (authorization.rosterVersion > roster.version)
    return refuse('FRESHNESS_STALE_ROSTER', { newest: authorization.rosterVersion, held: roster.version });
  const contents = checkContents(authorization, roster);
  if (!contents.ok) return contents;
  const emergency = checkEmergency(authorization, roster);
  if (!emergency.ok) return emergency;
  const times = use.now === undefined ? [authorization.at] : [authorization.at, use.now];
  const signers = verifySigners(signed, roster, {
    times,
    waitedAt: authorization.at,
    role: authorizingRoles(authorization.mode),
    ...(use.revokedKeys ? { revokedKeys: use.revokedKeys } : {}),
  });
  if (!signers.ok) return signers;
  const separated = checkDuties(authorization, roster, signers.value);
  if (!separated.ok) return separated;
  const named = checkHandlers(authorization, roster, times);
  if (!named.ok) return named;
  const needed = approversNeeded(authorization, roster);
  if (signers.value.length < needed)
    return refuse('QUORUM_MISSING', { needed, present: signers.value.length });
  return accept({
    authorization,
    digest: signed.digest,
    approvers: signers.value.map((s) => s.person.id),
    signers: signers.value,
    plan: planImpressions(authorization.impressions),
  });
}

/** How many approvers an authorization needs: more for major matters (AC-8), two at least in an emergency (F47). */
export function approversNeeded(
  authorization: Pick<Authorization, 'matter' | 'mode'>,
  roster: Roster,
): number {
  const { approvers, majorApprovers } = roster.policy;
  const ordinary = authorization.matter.major ? Math.max(approvers, majorApprovers) : approvers;
  switch (authorization.mode) {
    case 'normal':
      return ordinary;
    case 'emergency':
      return Math.max(2, ordinary);
    default:
      return authorization.mode satisfies never;
  }
}

/** Pages, places, times and seals must fit each other. */
function checkContents(a: Authorization, roster: Roster): Result<void> {
  const inconsistent = (problem: string) => refuse('AUTHORIZATION_INCONSISTENT', { problem });
  if (a.validTo <= a.validFrom) return inconsistent('结束早于开始 / ends before it begins');
  if (a.at > a.validTo) return inconsistent('签于失效之后 / signed after its end');
  const { maxValidityMs } = roster.policy;
  if (a.validTo - a.validFrom > maxValidityMs)
    return refuse('AUTHORIZATION_TOO_LONG', {
      maxHours: maxValidityMs / 3_600_000,
      hours: Math.ceil((a.validTo - a.validFrom) / 3_600_000),
    });
  // Witnesses name a withdrawn authorization until it must have ended: so its end is bounded from its signing on.
  if (a.validFrom - a.at > maxValidityMs)
    return refuse('AUTHORIZATION_TOO_LONG', {
      maxHours: maxValidityMs / 3_600_000,
      hours: Math.ceil((a.validTo - a.at) / 3_600_000),
    });
  if (a.zones.some((z) => z.page >= a.pages.length))
    return inconsistent('允许改动区在没有的页上 / zone on no page');
  for (const item of a.impressions) {
    if (item.pages.some((p) => p >= a.pages.length))
      return inconsistent('盖章页不在批准的页里 / no such page');
    // The same page twice in one item would be two impressions that nobody can tell apart.
    if (new Set(item.pages).size !== item.pages.length) return inconsistent('同一页列了两次 / a page twice');
    if (item.place && !item.pages.includes(item.place.page))
      return inconsistent('位置不在盖章页上 / place on another page');
    const problem = item.kind === 'seam' ? seamProblem(item, a.pages) : undefined;
    if (problem) return inconsistent(problem);
    const seal = roster.seals.find((s) => s.id === item.seal);
    if (seal?.state !== 'active')
      return refuse('AUTHORIZATION_WRONG_SEAL', { seal: seal?.name ?? item.seal });
  }
  return accept(undefined);
}

/** I7 is worth nothing against made-up names: whoever filed and whoever stamps hold an office of the roster. */
function checkHandlers(a: Authorization, roster: Roster, times: readonly Instant[]): Result<void> {
  const isInOffice = (id: string, at: readonly Instant[], roles?: readonly PersonRole[]) => {
    const person = roster.people.find((p) => p.id === id);
    if (!person || (roles && !person.roles.some((r) => roles.includes(r)))) return false;
    return at.every((time) => person.since <= time && (person.until === null || person.until > time));
  };
  if (!isInOffice(a.filer, [a.at]))
    return refuse('AUTHORIZATION_INCONSISTENT', {
      problem: '经办人不在名册 / the filer is not in the roster',
    });
  if (!isInOffice(a.stamper, times, ['stamper', 'custodian']))
    return refuse('AUTHORIZATION_INCONSISTENT', {
      problem: '盖章人不在名册或没有用印职责 / the stamper holds no such office in the roster',
    });
  return accept(undefined);
}

/** I7: the approver differs from applicant, filer, stamper and the custodian of each seal that is used. */
function checkDuties(a: Authorization, roster: Roster, approvers: readonly RosterSigner[]): Result<void> {
  const seals = new Set(a.impressions.map((i) => i.seal));
  const custodians = roster.seals.filter((s) => seals.has(s.id)).map((s) => s.custodian);
  for (const { person } of approvers) {
    const role =
      person.id === a.applicant
        ? '申请人 / applicant'
        : person.id === a.filer
          ? '经办人 / filer'
          : person.id === a.stamper
            ? '盖章人 / stamper'
            : custodians.includes(person.id)
              ? '印章保管人 / custodian'
              : undefined;
    if (role) return refuse('DUTIES_NOT_SEPARATED', { person: person.name, role });
  }
  return accept(undefined);
}

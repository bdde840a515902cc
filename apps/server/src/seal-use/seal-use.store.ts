import {
  countImpressions,
  fromBase64url,
  HufuError,
  type ImpressionView,
  type Phase,
  type SealUseRequest,
  valueOrThrow,
  zPhase,
} from '@hufu/contract';
import {
  type Grant,
  type GrantedSealUse,
  type Impression,
  type Matter,
  national,
  type SealUse,
} from '@hufu/domain';
import { expectType, parseSigned } from '@hufu/statement';
import type { Tx } from '../db/tables.ts';
import { findMatter } from '../matters/matter.store.ts';
import { findStatement } from '../statements/statement.store.ts';
import { findAuthorizationOf, listImpressions, type StoredAuthorization } from './authorization.store.ts';
import { zRejectionFacts } from './rejection-facts.ts';

/** A request taken for a decision, with its state as the rules see it. */
export interface HeldSealUse {
  readonly id: string;
  readonly village: string;
  readonly number: string;
  readonly phase: Phase;
  readonly filer: string;
  readonly stamper: string;
  readonly replacedBy: string | null;
  /** Digest of the signed request, lower-case hex. */
  readonly digest: string;
  readonly request: SealUseRequest;
  readonly authorization: StoredAuthorization | undefined;
  readonly state: Exclude<SealUse, { phase: 'none' }>;
}

/** Takes a request of a village for a decision: two decisions at once wait for each other. */
export async function lockSealUse(tx: Tx, id: string, village: string): Promise<HeldSealUse> {
  const r = await tx
    .selectFrom('request')
    .selectAll()
    .where('id', '=', id)
    .where('village', '=', village)
    .forUpdate()
    .executeTakeFirst();
  const filed = r && (await findStatement(tx, r.statement));
  const matter = r && (await findMatter(tx, r.matter_id, r.matter_version));
  if (!r || !filed || !matter) throw new HufuError('NOT_FOUND', { context: { kind: '申请 / request', id } });
  const request = valueOrThrow(
    expectType(valueOrThrow(parseSigned(fromBase64url(filed.cose))), 'request'),
  ).payload;
  const authorization = await findAuthorizationOf(tx, id);
  const phase = zPhase.parse(r.phase);
  const rejection = r.rejection === null ? undefined : zRejectionFacts.parse(r.rejection);
  const state = stateOf({
    phase,
    filed: {
      request,
      matter: { ...matter, scope: national } satisfies Matter,
      approversNeeded: r.approvers_needed,
      filedAt: r.filed_at,
      negativeListOverride: null,
    },
    review: r.review,
    decidedAt: r.decided_at ?? r.filed_at,
    endedAt: r.finished_at ?? r.filed_at,
    reason: rejection?.reason ?? '',
    by: rejection?.by ?? r.filer,
    authorization,
    impressions: await listImpressions(tx, id),
  });
  return {
    id,
    village,
    number: r.number,
    phase,
    filer: r.filer,
    stamper: r.stamper,
    replacedBy: r.replaced_by,
    digest: r.digest,
    request,
    authorization,
    state,
  };
}

interface Rows {
  readonly phase: Phase;
  readonly filed: Extract<SealUse, { filed: unknown }>['filed'];
  readonly review: 'none' | 'wanted' | 'noObjection' | 'objection';
  readonly decidedAt: number;
  readonly endedAt: number;
  readonly reason: string;
  readonly by: string;
  readonly authorization: StoredAuthorization | undefined;
  readonly impressions: readonly ImpressionView[];
}

/** The state that the rows describe. */
function stateOf(rows: Rows): Exclude<SealUse, { phase: 'none' }> {
  const { phase, filed, authorization: a, by, reason, endedAt, decidedAt } = rows;
  const isReviewed = rows.review === 'noObjection' || rows.review === 'objection';
  const opinion = isReviewed
    ? ({
        by: '',
        opinion: rows.review === 'objection' ? 'objection' : 'noObjection',
        at: filed.filedAt,
      } as const)
    : null;
  const approvals = (a?.approvers ?? []).map((p) => ({ by: p.id, at: a?.at ?? filed.filedAt }));
  const grant: Grant | null = a
    ? {
        authorization: a.id,
        digest: a.digest,
        validFrom: a.validFrom,
        validTo: a.validTo,
        granted: countImpressions(filed.request.impressions),
        mode: a.mode,
      }
    : null;
  const impressions = rows.impressions.map(impressionOf);
  const granted = (): Omit<GrantedSealUse, 'phase'> & { grant: Grant } => {
    if (!grant) throw new HufuError('INTERNAL', { context: { phase, problem: 'no authorization' } });
    return { filed, opinion, approvals, grant, authorizedAt: decidedAt, impressions };
  };
  switch (phase) {
    case 'underReview':
      return { phase, filed };
    case 'filed':
      return { phase, filed, opinion, approvals, grant };
    case 'authorized':
      return { phase, ...granted() };
    case 'stamping':
      return { phase, startedAt: decidedAt, ...granted() };
    case 'finished':
    case 'void':
      return { phase, finishedAt: endedAt, reason: 'complete', ...granted() };
    case 'expired':
      return { phase, endedAt, ...granted() };
    case 'rejected':
      return { phase, filed, by, reason, endedAt };
    case 'withdrawn':
      return a?.isComplete ? { phase: 'recalled', by, endedAt, ...granted() } : { phase, filed, by, endedAt };
    default:
      return phase satisfies never;
  }
}

/** An impression's row tells its newest attempt, which is the one that counts. */
function impressionOf(i: ImpressionView): Impression {
  const { k, attempt, state } = i;
  switch (state) {
    case 'open':
      return { k, attempts: [], closed: null };
    case 'voided':
      return { k, attempts: [], closed: 'voided' };
    case 'badStamp':
      return { k, attempts: [{ attempt, outcome: 'executed' }], closed: 'badStamp' };
    case 'inProgress':
    case 'executed':
    case 'unknown':
      return { k, attempts: [{ attempt, outcome: state }], closed: null };
    default:
      return state satisfies never;
  }
}

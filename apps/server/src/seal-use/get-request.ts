import {
  api,
  fromBase64url,
  HufuError,
  type RequestDetail,
  type SealUseRequest,
  toHex,
  valueOrThrow,
  zMatterView,
} from '@hufu/contract';
import { expectType, parseSigned } from '@hufu/statement';
import type { Db } from '../db/tables.ts';
import { listPageFacts } from '../files/document.store.ts';
import type { Caller } from '../http/caller.ts';
import { answer } from '../http/handler.ts';
import { findMatter } from '../matters/matter.store.ts';
import { findPersonName } from '../people/person.store.ts';
import { findStatement, listStatements } from '../statements/statement.store.ts';
import { listFindings } from '../supervision/alarm.store.ts';
import { findAuthorizationOf, listImpressions } from './authorization.store.ts';
import { authorizationView } from './authorization-view.ts';
import { getRow } from './get-summary.ts';
import { zRejectionFacts } from './rejection-facts.ts';
import { sumReading } from './request.store.ts';
import { listEarlierRows, summaryOf } from './request-summary.store.ts';
import { timelineOf } from './timeline.ts';
import { listTrials } from './trial.store.ts';
import { warningsOf } from './warnings.ts';

/** GET /api/seal-use/get-request */
export const getRequest = answer(api.sealUse.getRequest, async ({ parts, caller, query }) => {
  return await requestDetail(parts.db, caller, query.id);
});

/** The whole story of a request the caller may see. */
export async function requestDetail(db: Db, caller: Caller, id: string): Promise<RequestDetail> {
  const row = await getRow(db, caller, id);
  const summary = summaryOf(row);
  const filed = await findStatement(db, row.statement);
  const matterDetail = await findMatter(db, row.matter_id, row.matter_version);
  if (!filed || !matterDetail) throw new HufuError('NOT_FOUND', { context: { kind: '申请 / request', id } });
  const asked = payloadOf(filed.cose);
  const [statements, impressionPlan, trials, reading, stored, stamper, earlierRows, pageFacts] =
    await Promise.all([
      listStatements(db, id),
      listImpressions(db, id),
      listTrials(db, id),
      sumReading(db, id),
      findAuthorizationOf(db, id),
      findPersonName(db, row.stamper),
      listEarlierRows(db, caller, row, 10),
      listPageFacts(db, row.replaces ?? id),
    ]);
  const ownFacts = row.replaces ? await listPageFacts(db, id) : pageFacts;
  const pageList = asked.pages.map((p) => {
    const digest = toHex(p.digest);
    const facts = ownFacts.get(digest) ?? pageFacts.get(digest) ?? { sizeBytes: 0, warnings: [] };
    return { ...p, digest, ...facts };
  });
  const earlier = earlierRows.map(summaryOf);
  const { counterparty } = row;
  return {
    ...summary,
    pageList,
    impressionPlan,
    zones: asked.zones,
    counterparty,
    amountFen: row.amount_fen,
    resolution: row.resolution,
    stamper: { id: row.stamper, name: stamper },
    requestStatement: filed,
    authorization: stored ? authorizationView(stored, statements) : null,
    validTo: stored?.validTo ?? null,
    rejection: row.rejection === null ? null : zRejectionFacts.parse(row.rejection),
    statements,
    timeline: timelineOf(statements, impressionPlan, trials, await listFindings(db, id)),
    trials,
    warnings: warningsOf({
      request: summary,
      pages: pageList,
      earlier,
      review: row.review,
      reading,
      counterparty,
    }),
    earlier,
    matterDetail: zMatterView.parse(matterDetail),
    approversNeeded: row.approvers_needed,
    replaces: row.replaces,
    replacedBy: row.replaced_by,
  };
}

function payloadOf(cose: string): SealUseRequest {
  return valueOrThrow(expectType(valueOrThrow(parseSigned(fromBase64url(cose))), 'request')).payload;
}

import { HufuError, type RequestSummary } from '@hufu/contract';
import type { Db } from '../db/tables.ts';
import type { Caller } from '../http/caller.ts';
import { findRequestRow, type RequestRow, summaryOf } from './request-summary.store.ts';

/** A request that the caller may see; NOT_FOUND otherwise, whether it exists or not. */
export async function getRow(db: Db, caller: Caller, id: string): Promise<RequestRow> {
  const row = await findRequestRow(db, caller, id);
  if (!row) throw new HufuError('NOT_FOUND', { context: { kind: '申请 / request', id } });
  return row;
}

/** The short form of a request. */
export async function getSummary(db: Db, caller: Caller, id: string): Promise<RequestSummary> {
  return summaryOf(await getRow(db, caller, id));
}

import { api } from '@hufu/contract';
import { pageOf, positionOf } from '../http/cursor.ts';
import { answer } from '../http/handler.ts';
import { listRequestRows, summaryOf } from './request-summary.store.ts';

/** GET /api/seal-use/list-requests */
export const listRequests = answer(api.sealUse.listRequests, async ({ parts, caller, query }) => {
  const { cursor, limit, ...filter } = query;
  const rows = await listRequestRows(parts.db, caller, filter, limit + 1, positionOf(cursor));
  return pageOf(rows, limit, summaryOf, (r) => ({ at: r.filed_at, id: r.id }));
});

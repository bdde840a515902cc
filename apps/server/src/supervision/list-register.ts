import { api } from '@hufu/contract';
import { pageOf, positionOf } from '../http/cursor.ts';
import { answer } from '../http/handler.ts';
import { countRequests, listRequestRows, summaryOf } from '../seal-use/request-summary.store.ts';

/** GET /api/supervision/list-register */
export const listRegister = answer(api.supervision.listRegister, async ({ parts, caller, query }) => {
  const { cursor, limit, ...filter } = query;
  const [rows, total] = await Promise.all([
    listRequestRows(parts.db, caller, filter, limit + 1, positionOf(cursor)),
    countRequests(parts.db, caller, filter),
  ]);
  return { ...pageOf(rows, limit, summaryOf, (r) => ({ at: r.filed_at, id: r.id })), total };
});

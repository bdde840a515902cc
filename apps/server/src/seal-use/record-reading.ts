import { api } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { commit } from '../http/unit-of-work.ts';
import { getRow } from './get-summary.ts';
import { insertReading } from './request.store.ts';

/** POST /api/seal-use/record-reading */
export const recordReading = answer(api.sealUse.recordReading, async ({ parts, caller, body }) => {
  const { pages } = body;
  await commit(parts, async ({ tx, now }) => {
    const { id } = await getRow(tx, caller, body.request);
    await insertReading(tx, { request: id, account: caller.account, at: now, pages });
  });
  return {};
});

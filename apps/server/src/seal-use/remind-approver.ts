import { api, HufuError } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { commit } from '../http/unit-of-work.ts';
import { noticeToRole } from '../notify/notice.store.ts';
import { requirePhase, undecided } from './decidable.ts';
import { findLastReminder, insertReminder } from './request.store.ts';
import { lockSealUse } from './seal-use.store.ts';

/** A reminder more often than this is pestering (F21). */
const pauseMs = 30 * 60_000;

/** POST /api/seal-use/remind-approver */
export const remindApprover = answer(api.sealUse.remindApprover, async ({ parts, caller, body }) => {
  return await commit(parts, async (work) => {
    const { tx, now } = work;
    const request = await lockSealUse(tx, body.request, caller.unit.id);
    requirePhase(request, ...undecided);
    const last = await findLastReminder(tx, request.id);
    if (last !== undefined && last + pauseMs > now)
      throw new HufuError('TOO_MANY_REQUESTS', {
        context: { seconds: Math.ceil((last + pauseMs - now) / 1000) },
      });
    await insertReminder(tx, { request: request.id, account: caller.account, at: now });
    const title = { zh: `催办：${request.number} 等您审批`, en: `Reminder: ${request.number} waits for you` };
    const except = [request.filer, request.stamper];
    await noticeToRole(work, 'approver', { village: request.village, request: request.id, title }, except);
    return { remindedAt: now };
  });
});

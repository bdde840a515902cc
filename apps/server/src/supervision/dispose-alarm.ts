import { randomUUID } from 'node:crypto';
import { api, HufuError } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { commit } from '../http/unit-of-work.ts';
import { recordServiceStatement } from '../statements/service-statement.ts';
import { findAlarm, insertDisposal } from './alarm.store.ts';

/** POST /api/supervision/dispose-alarm */
export const disposeAlarm = answer(api.supervision.disposeAlarm, async ({ parts, caller, body }) => {
  return await commit(parts, async (work) => {
    const { tx, now } = work;
    const alarm = await findAlarm(tx, caller.unit.id, body.alarm);
    if (!alarm) throw new HufuError('NOT_FOUND', { context: { kind: '预警 / alarm', id: body.alarm } });
    const { account, name: by } = caller;
    const disposal = { at: now, by, result: body.result, note: body.note };
    if (!(await insertDisposal(tx, { ...disposal, alarm: alarm.id, account })))
      throw new HufuError('CONFLICT', { context: { what: alarm.title.zh, state: '已处置 / disposed' } });
    const village = alarm.village.id;
    await recordServiceStatement(work, parts.keys.service, {
      type: 'disposal',
      v: 1,
      id: randomUUID(),
      village,
      alarm: alarm.id,
      ...disposal,
      by: by.slice(0, 100),
    });
    work.tell({ kind: 'alarmRaised', alarm: alarm.id, village, at: now });
    return { ...alarm, disposal };
  });
});

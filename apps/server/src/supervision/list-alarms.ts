import { api } from '@hufu/contract';
import { pageOf, positionOf } from '../http/cursor.ts';
import { answer } from '../http/handler.ts';
import { alarmView, countOpenAlarms, listAlarmRows } from './alarm.store.ts';

/** GET /api/supervision/list-alarms */
export const listAlarms = answer(api.supervision.listAlarms, async ({ parts, caller, query }) => {
  const { cursor, limit, ...filter } = query;
  const unit = caller.unit.id;
  const [rows, open] = await Promise.all([
    listAlarmRows(parts.db, unit, filter, limit + 1, positionOf(cursor)),
    countOpenAlarms(parts.db, unit, filter.village),
  ]);
  return { ...pageOf(rows, limit, alarmView, (r) => ({ at: r.at, id: r.id })), open };
});

import { api } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { byHour, byMatter, byMonth, bySeal, byVillage, totals } from './statistics.store.ts';

/** GET /api/supervision/get-statistics */
export const getStatistics = answer(api.supervision.getStatistics, async ({ parts, caller, query }) => {
  const scope = { unit: caller.unit.id, ...query };
  const { db } = parts;
  const [sum, months, matters, seals, hours, villages] = await Promise.all([
    totals(db, scope),
    byMonth(db, scope),
    byMatter(db, scope),
    bySeal(db, scope),
    byHour(db, scope),
    byVillage(db, scope),
  ]);
  return {
    requests: sum.requests,
    impressions: sum.impressions,
    rejected: sum.rejected,
    refusedPapers: sum.refused,
    openAlarms: sum.alarms,
    requestToStampMs: sum.to_stamp,
    approvalMs: sum.approval,
    byMonth: months,
    byMatter: matters,
    bySeal: seals,
    byVillage: villages.map(
      ({ id, parent, level, name, requests, impressions, alarms, after_hours, approval }) => ({
        village: { id, parent, level, name },
        requests,
        impressions,
        alarms,
        afterHours: after_hours,
        approvalMs: approval,
      }),
    ),
    byHour: hours,
  };
});

import { api } from '@hufu/contract';
import { nationalNegativeList, negativeMattersAt } from '@hufu/domain';
import { answer } from '../http/handler.ts';
import { listMatters as readMatters } from '../matters/matter.store.ts';
import { findProvince } from '../people/unit.store.ts';

/** GET /api/supervision/list-matters */
export const listMatters = answer(api.supervision.listMatters, async ({ parts, caller }) => {
  const province = await findProvince(parts.db, caller.unit.id);
  const now = parts.now();
  const negative = negativeMattersAt(province, now).map((m) => ({
    no: m.no,
    name: m.name,
    also: [...m.also],
    goInstead: m.goInstead.zh,
  }));
  return { items: await readMatters(parts.db, province, now), negative, basis: nationalNegativeList.basis };
});

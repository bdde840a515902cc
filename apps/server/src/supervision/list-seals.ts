import { api } from '@hufu/contract';
import { listCustodyActs } from '../custody/custody.store.ts';
import { answer } from '../http/handler.ts';
import { listSeals as readSeals } from '../people/seal.store.ts';

/** GET /api/supervision/list-seals */
export const listSeals = answer(api.supervision.listSeals, async ({ parts, caller, query }) => {
  const seals = await readSeals(parts.db, caller.unit.id, query.village);
  const history = await listCustodyActs(
    parts.db,
    seals.map((s) => s.id),
  );
  return { items: seals.map((s) => ({ ...s, history: history.get(s.id) ?? [] })) };
});

import { api } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { listUnits as readUnits } from '../people/unit.store.ts';

/** GET /api/supervision/list-units */
export const listUnits = answer(api.supervision.listUnits, async ({ parts, caller }) => ({
  items: await readUnits(parts.db, caller.unit.id),
}));

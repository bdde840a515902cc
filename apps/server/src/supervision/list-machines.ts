import { api } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { listMachines as readMachines } from './machine.store.ts';

/** GET /api/supervision/list-machines */
export const listMachines = answer(api.supervision.listMachines, async ({ parts, caller }) => ({
  items: await readMachines(parts.db, caller.unit.id),
}));

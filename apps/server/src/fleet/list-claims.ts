import { api } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { listKeptClaims } from './claim.store.ts';

/** GET /api/maintenance/list-claims */
export const listClaims = answer(api.maintenance.listClaims, async ({ parts }) => ({
  items: await listKeptClaims(parts.db),
}));

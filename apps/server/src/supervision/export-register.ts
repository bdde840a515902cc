import { api } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { listRequestRows } from '../seal-use/request-summary.store.ts';
import { registerWorkbook } from './register-workbook.ts';

/** More rows than a year of a whole district; a larger export is narrowed by its filter. */
const maxRows = 100_000;

/** GET /api/supervision/export-register */
export const exportRegister = answer(api.supervision.exportRegister, async ({ parts, caller, query }) => {
  const rows = await listRequestRows(parts.db, caller, query, maxRows);
  const day = new Date(parts.now()).toISOString().slice(0, 10);
  return {
    bytes: await registerWorkbook(rows, parts.config.isDemo),
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    fileName: `用印登记簿-${caller.unit.name}-${day}.xlsx`,
  };
});

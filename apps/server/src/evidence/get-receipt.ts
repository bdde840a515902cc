import { api, HufuError } from '@hufu/contract';
import qrcode from 'qrcode';
import { answer } from '../http/handler.ts';
import { requirePermission } from '../people/permission.ts';
import { findRequestRow } from '../seal-use/request-summary.store.ts';
import { receiptSecret } from './receipt-secret.ts';

/** GET /api/evidence/get-receipt */
export const getReceipt = answer(api.evidence.getReceipt, async ({ parts, caller, query }) => {
  const row = await findRequestRow(parts.db, caller, query.request);
  if (!row) throw new HufuError('NOT_FOUND', { context: { kind: '申请 / request', id: query.request } });
  requirePermission(caller, 'evidence.getReceipt', row.village);
  const receipt = receiptSecret(parts.keys.receipts, query.request);
  // After the #: browsers keep that part to themselves, so the secret is in no server's log.
  const url = `${parts.site.url}/verify/#request=${query.request}&receipt=${receipt}`;
  const qrSvg = await qrcode.toString(url, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
  return { url, qrSvg, receipt };
});

import { api } from '@hufu/contract';
import { answerPublic } from '../http/handler.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { requireReceipt } from './receipt-secret.ts';
import { requestPack } from './request-pack.ts';

/** GET /api/evidence/get-pack */
export const getPack = (keeper: LogKeeper) =>
  answerPublic(api.evidence.getPack, async ({ parts, query }) => {
    requireReceipt(parts.keys.receipts, query.request, query.receipt);
    return {
      bytes: await requestPack(parts, keeper, query.request),
      mediaType: 'application/zip',
      fileName: `hufu-${query.request}.zip`,
    };
  });

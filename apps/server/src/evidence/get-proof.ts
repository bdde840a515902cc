import { api, HufuError, valueOrThrow } from '@hufu/contract';
import { answerPublic } from '../http/handler.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { findRequestOf } from './evidence.store.ts';
import { requireReceipt } from './receipt-secret.ts';

/** GET /api/evidence/get-proof */
export const getProof = (keeper: LogKeeper) =>
  answerPublic(api.evidence.getProof, async ({ parts, query }) => {
    const request = await findRequestOf(parts.db, query.statement);
    if (request === undefined) throw new HufuError('RECEIPT_WRONG');
    requireReceipt(parts.keys.receipts, request, query.receipt);
    const proof = valueOrThrow(await keeper.proofOf(query.statement));
    return {
      bytes: new TextEncoder().encode(proof),
      mediaType: 'text/plain; charset=utf-8',
      fileName: `${query.statement}.tlog-proof`,
    };
  });

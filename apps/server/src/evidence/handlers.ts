import type { Comparing } from '../checks/compare-pictures.ts';
import type { Handler } from '../http/handler.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { findPaper } from './find-paper.ts';
import type { PaperIndexing } from './find-paper-indexing.ts';
import { getPack } from './get-pack.ts';
import { getPolicy } from './get-policy.ts';
import { getProof } from './get-proof.ts';
import { getReceipt } from './get-receipt.ts';
import { getWebRelease } from './get-web-release.ts';
import { openPhoto } from './open-photo.ts';
import { registerOldPaper } from './register-old-paper.ts';

/** What outsiders and receipts need, and the look-up of papers. */
export function evidenceHandlers(
  keeper: LogKeeper,
  indexing: PaperIndexing,
  comparing: Comparing,
): Handler[] {
  return [
    getProof(keeper),
    getPack(keeper),
    getReceipt,
    openPhoto(keeper),
    getPolicy(keeper),
    getWebRelease(keeper),
    findPaper(keeper, indexing, comparing),
    registerOldPaper(indexing),
  ];
}

import type { Handler } from '../http/handler.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { getPack } from './get-pack.ts';
import { getPolicy } from './get-policy.ts';
import { getProof } from './get-proof.ts';
import { getReceipt } from './get-receipt.ts';

/** What outsiders and receipts need. */
export function evidenceHandlers(keeper: LogKeeper): Handler[] {
  return [getProof(keeper), getPack(keeper), getReceipt, getPolicy(keeper)];
}

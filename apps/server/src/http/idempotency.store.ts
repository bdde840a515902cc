import type { Instant } from '@hufu/contract';
import type { Tx } from '../db/tables.ts';

/** Takes a key for a call; false when an earlier call of this account holds it. */
export async function claimIdempotencyKey(
  tx: Tx,
  call: { account: string; key: string; operation: string; bodyHash: string; at: Instant },
): Promise<boolean> {
  const done = await tx
    .insertInto('idempotency')
    .values({
      account: call.account,
      key: call.key,
      operation: call.operation,
      body_hash: call.bodyHash,
      reply: 'null',
      at: call.at,
    })
    .onConflict((c) => c.columns(['account', 'key']).doNothing())
    .executeTakeFirst();
  return done.numInsertedOrUpdatedRows === 1n;
}

/** What the first call with this key was, and was answered. */
export async function findIdempotentReply(tx: Tx, account: string, key: string) {
  return await tx
    .selectFrom('idempotency')
    .select(['operation', 'body_hash', 'reply'])
    .where('account', '=', account)
    .where('key', '=', key)
    .executeTakeFirst();
}

/** Keeps the answer for repeated calls. */
export async function storeIdempotentReply(tx: Tx, account: string, key: string, reply: unknown) {
  await tx
    .updateTable('idempotency')
    .set({ reply: JSON.stringify(reply) })
    .where('account', '=', account)
    .where('key', '=', key)
    .execute();
}

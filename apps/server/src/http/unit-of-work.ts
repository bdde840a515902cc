import { createHash } from 'node:crypto';
import { HufuError, type Instant } from '@hufu/contract';
import type { Db, Tx } from '../db/tables.ts';
import type { DomainEvent } from './event-bus.ts';
import { claimIdempotencyKey, findIdempotentReply, storeIdempotentReply } from './idempotency.store.ts';
import type { ServerParts } from './parts.ts';

/** One command: one transaction, and the events to tell once it is committed. */
export interface Work {
  readonly tx: Tx;
  readonly now: Instant;
  tell(event: DomainEvent): void;
  /** Set while statements of the past are taken in: nobody is told, and the salt is the one of then. */
  readonly history?: { readonly salt: Uint8Array };
}

/** Runs a command in one transaction; events are told after the commit, and not at all without one. */
export async function commit<T>(
  parts: Pick<ServerParts, 'db' | 'events' | 'now'>,
  run: (work: Work) => Promise<T>,
): Promise<T> {
  const events: DomainEvent[] = [];
  const now = parts.now();
  const value = await (parts.db as Db)
    .transaction()
    .execute((tx) => run({ tx, now, tell: (event) => events.push(event) }));
  for (const event of events) parts.events.publish(event);
  return value;
}

/** What tells a repeated call from a new one. */
export function onceFor(
  caller: { readonly account: string },
  operation: { readonly name: string },
  body: { readonly idempotencyKey: string },
) {
  return { account: caller.account, operation: operation.name, key: body.idempotencyKey, body };
}

/** Of a caller's repeated calls with one key, the first does it and all get its answer. */
export async function commitOnce<T>(
  parts: Pick<ServerParts, 'db' | 'events' | 'now'>,
  call: {
    readonly account: string;
    readonly operation: string;
    readonly key: string;
    readonly body: unknown;
  },
  run: (work: Work) => Promise<T>,
): Promise<T> {
  const bodyHash = createHash('sha256').update(JSON.stringify(call.body)).digest('hex');
  return await commit(parts, async (work) => {
    // A second call at the same moment waits here until the first has committed or failed.
    const isFirst = await claimIdempotencyKey(work.tx, { ...call, bodyHash, at: work.now });
    if (!isFirst) {
      const earlier = await findIdempotentReply(work.tx, call.account, call.key);
      if (earlier?.operation !== call.operation || earlier.body_hash !== bodyHash)
        throw new HufuError('IDEMPOTENCY_MISMATCH');
      return earlier.reply as T;
    }
    const reply = await run(work);
    await storeIdempotentReply(work.tx, call.account, call.key, reply);
    return reply;
  });
}

import { type LockDownView, type Service, valueOrThrow } from '@hufu/contract';
import { expectType, parseSigned } from '@hufu/statement';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db, Tx } from '../db/tables.ts';

/** Whether this machine is one of the village's. */
export async function findMachineOf(tx: Tx, village: string, dev: string) {
  return await tx
    .selectFrom('machine')
    .select('id')
    .where('village', '=', village)
    .where('thumbprint', '=', dev)
    .executeTakeFirst();
}

/** Keeps an order until the machine reports it done. */
export async function insertServiceOrder(
  tx: Tx,
  order: { statement: string; machine: string; act: Service['act']; at: number },
): Promise<void> {
  await tx.insertInto('service_order').values(order).execute();
}

/** An order that opens something binds a nonce that does not outlive the controller's next start for long. */
const openingAgeMs = 24 * 3_600_000;

/** Orders a machine has not reported done, oldest first. */
export async function listServiceOrders(db: Db, machine: string, now: number): Promise<Uint8Array[]> {
  const rows = await db
    .selectFrom('service_order')
    .innerJoin('statement', 'statement.id', 'service_order.statement')
    .select('statement.cose')
    .where('service_order.machine', '=', machine)
    .where('service_order.done_at', 'is', null)
    .where((e) =>
      e.or([e('service_order.act', '=', 'lockDown'), e('service_order.at', '>', now - openingAgeMs)]),
    )
    .orderBy('service_order.at')
    .execute();
  return rows.map((r) => new Uint8Array(r.cose));
}

/** Notes that the machine is locked, or serviced: what was ordered before that is done or overtaken. */
export async function closeServiceOrders(tx: Tx, machine: string, act: 'lockDown' | 'service', at: number) {
  await tx
    .updateTable('service_order')
    .set({ done_at: at })
    .where('machine', '=', machine)
    .where('act', act === 'lockDown' ? '=' : '!=', 'lockDown')
    .where('done_at', 'is', null)
    .execute();
}

const zSigners = z.array(z.object({ name: z.string() }));

/** The newest order to lock of each machine that no later unlocking has answered, by thumbprint. */
export async function listLockDowns(
  db: Db,
  machines: readonly string[],
): Promise<ReadonlyMap<string, LockDownView>> {
  if (machines.length === 0) return new Map();
  const rows = await db
    .selectFrom('service_order as o')
    .innerJoin('statement', 'statement.id', 'o.statement')
    .select(['o.machine', 'o.at', 'o.done_at', 'statement.cose', 'statement.signers'])
    .where('o.machine', 'in', [...machines])
    .where('o.act', '=', 'lockDown')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('service_order as later')
            .select(sql`1`.as('one'))
            .whereRef('later.machine', '=', 'o.machine')
            .where('later.act', '=', 'unlock')
            .whereRef('later.done_at', '>', 'o.at'),
        ),
      ),
    )
    .orderBy('o.at')
    .execute();
  return new Map(
    rows.map((r) => [
      r.machine,
      {
        by: zSigners.parse(r.signers).map((s) => s.name),
        reason: valueOrThrow(expectType(valueOrThrow(parseSigned(r.cose)), 'service')).payload.reason,
        orderedAt: r.at,
        since: r.done_at,
      },
    ]),
  );
}

/** Ends the setting aside of a machine whose records forked: the village's service people have looked at it. */
export async function clearMachineFork(tx: Tx, machine: string): Promise<void> {
  await tx.updateTable('machine').set({ forked_at: null }).where('thumbprint', '=', machine).execute();
}

/** Keeps the nonce that the next service order must bind. */
export async function setServiceNonce(tx: Tx, machine: string, nonce: string): Promise<void> {
  await tx.updateTable('machine').set({ service_nonce: nonce }).where('thumbprint', '=', machine).execute();
}

import { type Counters, zCounters } from '@hufu/contract';
import { sql } from 'kysely';
import type { Db, Tx } from '../db/tables.ts';

/** A machine as the link knows it. */
export interface KnownMachine {
  readonly id: string;
  readonly village: string;
  readonly name: string;
  /** Hex thumbprint of the press key: its name in topics and certificates. */
  readonly dev: string;
  readonly state: 'online' | 'offline' | 'lockedDown' | 'quarantined';
  readonly ackedN: number;
  readonly head: string | null;
  readonly forkedAt: number | null;
  readonly gapSince: number | null;
}

function machines(db: Db) {
  return db
    .selectFrom('machine')
    .select([
      'id',
      'village',
      'name',
      'thumbprint as dev',
      'state',
      'acked_n as ackedN',
      'head',
      'forked_at as forkedAt',
      'gap_since as gapSince',
    ]);
}

/** The machine of a press key's thumbprint. */
export async function findMachine(db: Db, dev: string): Promise<KnownMachine | undefined> {
  return await machines(db).where('thumbprint', '=', dev).executeTakeFirst();
}

/** The same, locked until the transaction ends: records of one machine are taken in one after the other. */
export async function lockMachine(tx: Tx, dev: string): Promise<KnownMachine | undefined> {
  return await machines(tx).where('thumbprint', '=', dev).forUpdate().executeTakeFirst();
}

/** Every machine. */
export async function listMachines(db: Db): Promise<KnownMachine[]> {
  return await machines(db).execute();
}

/** Notes what a machine says of itself (unsigned: a hint to show, nothing is decided by it). */
export async function setMachineState(
  db: Db,
  dev: string,
  says: { state: KnownMachine['state']; kioskUrl?: string | null; at: number },
): Promise<void> {
  await db
    .updateTable('machine')
    .set((e) => ({
      // A fork is the server's own finding: the machine cannot talk itself out of it.
      state: sql<
        KnownMachine['state']
      >`case when ${e.ref('forked_at')} is not null then 'quarantined' else ${says.state} end`,
      last_seen_at: says.at,
      ...(says.kioskUrl === undefined ? {} : { kiosk_url: says.kioskUrl }),
    }))
    .where('thumbprint', '=', dev)
    .execute();
}

/** Notes a beat. */
export async function setMachineBeat(
  db: Db,
  dev: string,
  beat: { counters: Counters | null; outboxDepth: number; ink: number | null; at: number },
): Promise<void> {
  await db
    .updateTable('machine')
    .set({
      ...(beat.counters ? { counters: JSON.stringify(beat.counters) } : {}),
      outbox_depth: beat.outboxDepth,
      ink: beat.ink,
      last_seen_at: beat.at,
    })
    .where('thumbprint', '=', dev)
    .execute();
}

/** Counters out of a signed record. */
export async function setMachineCounters(tx: Tx, dev: string, counters: Counters): Promise<void> {
  await tx
    .updateTable('machine')
    .set({ counters: JSON.stringify(zCounters.parse(counters)) })
    .where('thumbprint', '=', dev)
    .execute();
}

/** Sets a machine aside because its records fork. */
export async function setMachineForked(tx: Tx, dev: string, at: number): Promise<void> {
  await tx
    .updateTable('machine')
    .set((e) => ({
      forked_at: e.fn.coalesce('forked_at', sql<number>`${at}`),
      state: 'quarantined' as const,
    }))
    .where('thumbprint', '=', dev)
    .execute();
}

/** Notes since when a record is missing, or that none is. */
export async function setMachineGap(db: Db, dev: string, since: number | null): Promise<void> {
  let query = db.updateTable('machine').set({ gap_since: since }).where('thumbprint', '=', dev);
  if (since !== null) query = query.where('gap_since', 'is', null);
  await query.execute();
}

import { type LockDownView, type MachineView, zCounters } from '@hufu/contract';
import { sql } from 'kysely';
import { z } from 'zod';
import { listLockDowns } from '../custody/service-order.store.ts';
import type { Db } from '../db/tables.ts';
import { villageWithin } from '../people/unit.store.ts';

const zSeals = z.array(z.object({ id: z.string(), name: z.string(), slot: z.number() }));
const zLevel = z.enum(['district', 'town', 'village']);

/** Machines of the villages a unit may see, with the seals mounted in them. */
export async function listMachines(db: Db, unit: string): Promise<MachineView[]> {
  const rows = await db
    .selectFrom('machine')
    .innerJoin('unit', 'unit.id', 'machine.village')
    .selectAll('machine')
    .select(['unit.parent as unit_parent', 'unit.level as unit_level', 'unit.name as unit_name'])
    .select(
      sql<unknown>`coalesce((select json_agg(json_build_object('id', s.id, 'name', s.name, 'slot', s.slot) order by s.slot)
        from seal s where s.machine = machine.id), '[]')`.as('seals'),
    )
    .where(villageWithin('machine.village', unit))
    .orderBy('unit.name')
    .orderBy('machine.name')
    .execute();
  const locks = await listLockDowns(
    db,
    rows.map((m) => m.thumbprint),
  );
  return rows.map((m) => ({
    id: m.id,
    name: m.name,
    village: { id: m.village, parent: m.unit_parent, level: zLevel.parse(m.unit_level), name: m.unit_name },
    thumbprint: m.thumbprint,
    state: m.state,
    lastSeenAt: m.last_seen_at,
    counters: m.counters === null ? null : zCounters.parse(m.counters),
    outboxDepth: m.outbox_depth,
    ink: m.ink,
    seals: zSeals.parse(m.seals),
    kioskUrl: m.kiosk_url,
    serviceNonce: m.service_nonce,
    lockDown: inForce(locks.get(m.thumbprint), m.state),
  }));
}

/** A machine that was locked and says that it works again was unlocked on the spot. */
function inForce(lock: LockDownView | undefined, state: MachineView['state']): LockDownView | null {
  return lock && !(lock.since !== null && state === 'online') ? lock : null;
}

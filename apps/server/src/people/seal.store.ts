import { type SealView, zSealKind } from '@hufu/contract';
import { sql } from 'kysely';
import type { Db } from '../db/tables.ts';
import { villageWithin } from './unit.store.ts';

/** Seals of the villages a unit may see, with how often each was pressed. */
export async function listSeals(db: Db, unit: string, village?: string): Promise<SealView[]> {
  let query = db
    .selectFrom('seal')
    .leftJoin('person', 'person.id', 'seal.custodian')
    .selectAll('seal')
    .select('person.name as custodian_name')
    .select(
      sql<number>`(select count(*) from impression i where i.seal = seal.id and i.state in ('executed', 'badStamp'))`.as(
        'executed',
      ),
    )
    .where(villageWithin('seal.village', unit))
    .orderBy('seal.village')
    .orderBy('seal.slot');
  if (village) query = query.where('seal.village', '=', village);
  return (await query.execute()).map((s) => ({
    id: s.id,
    village: s.village,
    name: s.name,
    kind: zSealKind.parse(s.kind),
    sealCode13: s.seal_code13,
    specimen: s.specimen,
    diameterMm: s.diameter_mm,
    custodian: { id: s.custodian, name: s.custodian_name ?? '' },
    machine: s.machine,
    slot: s.slot,
    state: s.state,
    executed: s.executed,
  }));
}

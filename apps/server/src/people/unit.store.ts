import type { UnitView } from '@hufu/contract';
import { type Expression, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../db/tables.ts';

const zLevel = z.enum(['district', 'town', 'village']);

/** Whether a unit is the village itself or stands above it. */
export async function canSeeVillage(db: Db, unit: string, village: string): Promise<boolean> {
  const row = await db
    .selectFrom('unit')
    .select('id')
    .where('id', '=', village)
    .where(within(unit))
    .executeTakeFirst();
  return row !== undefined;
}

/** SQL condition on `unit`: it is this unit or lies below it. */
export function within(unit: string): Expression<SqlBool> {
  return sql<SqlBool>`${unit}::uuid = any(unit.path)`;
}

/** SQL condition on a column that names a village: it lies within what the unit may see. */
export function villageWithin(column: string, unit: string): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} in (select u.id from unit u where ${unit}::uuid = any(u.path))`;
}

/** The units a caller may see: his own and those below. */
export async function listUnits(db: Db, unit: string): Promise<UnitView[]> {
  const rows = await db
    .selectFrom('unit')
    .select(['id', 'parent', 'level', 'name'])
    .where(within(unit))
    .orderBy(sql`array_length(path, 1)`)
    .orderBy('name')
    .execute();
  return rows.map((r) => ({ ...r, level: zLevel.parse(r.level) }));
}

/** The unit of an id. */
export async function findUnit(db: Db, id: string): Promise<UnitView | undefined> {
  const row = await db
    .selectFrom('unit')
    .select(['id', 'parent', 'level', 'name'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row && { ...row, level: zLevel.parse(row.level) };
}

/** Short name of the province a unit lies in (浙江), as the unit or one above it says; empty when none does. */
export async function findProvince(db: Db, unit: string): Promise<string> {
  const row = await db
    .selectFrom('unit')
    .innerJoin('unit as above', (join) => join.on(sql<boolean>`above.id = any(unit.path)`))
    .select('above.province')
    .where('unit.id', '=', unit)
    .where('above.province', '<>', '')
    .executeTakeFirst();
  return row?.province ?? '';
}

/** Adds a unit under its parent; once. */
export async function insertUnit(db: Db, unit: UnitView & { readonly province?: string }): Promise<void> {
  const parent = unit.parent
    ? await db.selectFrom('unit').select('path').where('id', '=', unit.parent).executeTakeFirstOrThrow()
    : undefined;
  await db
    .insertInto('unit')
    .values({ ...unit, province: unit.province ?? '', path: [...(parent?.path ?? []), unit.id] })
    .onConflict((c) => c.column('id').doNothing())
    .execute();
}

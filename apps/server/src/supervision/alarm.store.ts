import type { AlarmView } from '@hufu/contract';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db, Tx } from '../db/tables.ts';
import { villageWithin } from '../people/unit.store.ts';
import type { ListPosition } from '../seal-use/request-summary.store.ts';

const zText = z.object({ zh: z.string(), en: z.string() });
const zLevel = z.enum(['district', 'town', 'village']);

function alarms(db: Db, unit: string) {
  return db
    .selectFrom('alarm')
    .innerJoin('unit', 'unit.id', 'alarm.village')
    .leftJoin('disposal', 'disposal.alarm', 'alarm.id')
    .selectAll('alarm')
    .select(['unit.parent as unit_parent', 'unit.level as unit_level', 'unit.name as unit_name'])
    .select(['disposal.at as disposed_at', 'disposal.by_name', 'disposal.result', 'disposal.note'])
    .where(villageWithin('alarm.village', unit));
}
/** A row of an alarm with its disposal. */
export type AlarmRow = Awaited<ReturnType<ReturnType<typeof alarms>['executeTakeFirstOrThrow']>>;

/** An alarm as the contract shows it. */
export function alarmView(r: AlarmRow): AlarmView {
  const { disposed_at: at, by_name: by, result, note } = r;
  return {
    id: r.id,
    at: r.at,
    village: { id: r.village, parent: r.unit_parent, level: zLevel.parse(r.unit_level), name: r.unit_name },
    kind: r.kind,
    severity: r.severity,
    title: zText.parse(r.title),
    detail: zText.parse(r.detail),
    request: r.request,
    machine: r.machine,
    disposal:
      at === null || by === null || result === null || note === null ? null : { at, by, result, note },
  };
}

/** What a list of alarms is narrowed to. */
export interface AlarmFilter {
  readonly village?: string | undefined;
  readonly open: 'yes' | 'no' | 'all';
}

/** Alarms a unit may see, newest first. */
export async function listAlarmRows(
  db: Db,
  unit: string,
  f: AlarmFilter,
  limit: number,
  after?: ListPosition,
): Promise<AlarmRow[]> {
  let query = alarms(db, unit);
  if (f.village) query = query.where('alarm.village', '=', f.village);
  if (f.open === 'yes') query = query.where('disposal.at', 'is', null);
  if (f.open === 'no') query = query.where('disposal.at', 'is not', null);
  if (after)
    query = query.where(sql<boolean>`(alarm.at, alarm.id) < (${after.at}::bigint, ${after.id}::uuid)`);
  return await query.orderBy('alarm.at', 'desc').orderBy('alarm.id', 'desc').limit(limit).execute();
}

/** How many alarms of a unit wait for an answer. */
export async function countOpenAlarms(db: Db, unit: string, village?: string): Promise<number> {
  let query = db
    .selectFrom('alarm')
    .leftJoin('disposal', 'disposal.alarm', 'alarm.id')
    .where('disposal.at', 'is', null)
    .where(villageWithin('alarm.village', unit));
  if (village) query = query.where('alarm.village', '=', village);
  const { n } = await query.select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow();
  return n;
}

/** One alarm, if the unit may see it. */
export async function findAlarm(db: Db, unit: string, id: string): Promise<AlarmView | undefined> {
  const row = await alarms(db, unit).where('alarm.id', '=', id).executeTakeFirst();
  return row && alarmView(row);
}

/** Answers an alarm; false when somebody has already. Never changed afterwards: a further word is a finding. */
export async function insertDisposal(
  tx: Tx,
  d: {
    alarm: string;
    at: number;
    account: string;
    by: string;
    result: 'false' | 'real' | 'handled';
    note: string;
  },
): Promise<boolean> {
  const { by, ...rest } = d;
  const done = await tx
    .insertInto('disposal')
    .values({ ...rest, by_name: by })
    .onConflict((c) => c.column('alarm').doNothing())
    .executeTakeFirst();
  return done.numInsertedOrUpdatedRows === 1n;
}

/** Adds a finding. */
export async function insertFinding(
  tx: Tx,
  f: {
    id: string;
    at: number;
    village: string;
    request: string | null;
    account: string;
    by: string;
    text: string;
  },
): Promise<void> {
  const { by, ...rest } = f;
  await tx
    .insertInto('finding')
    .values({ ...rest, by_name: by })
    .execute();
}

/** Findings about a request, oldest first. */
export async function listFindings(db: Db, request: string) {
  return await db
    .selectFrom('finding')
    .select(['id', 'at', 'by_name', 'text'])
    .where('request', '=', request)
    .orderBy('at')
    .execute();
}

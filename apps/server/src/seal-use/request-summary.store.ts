import { type Phase, type RequestSummary, zPhase, zSealKind } from '@hufu/contract';
import { type SelectQueryBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Db, Tables } from '../db/tables.ts';
import type { Caller } from '../http/caller.ts';
import { villageWithin } from '../people/unit.store.ts';

const zNames = z.array(z.string());
const zSeals = z.array(z.object({ id: z.string(), name: z.string(), kind: zSealKind }));
const zWaits = z.enum(['approve', 'review', 'stamp', 'overrule']).nullable();
const zSeams = z.object({ granted: z.number(), executed: z.number() }).nullable();
const zLevel = z.enum(['district', 'town', 'village']);
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * What waits for a person, as SQL. An approver is not asked where he may not approve (I7), nor twice.
 */
function waitsFor(caller: Caller) {
  const me = caller.person ?? nobody;
  const has = (role: Caller['roles'][number]) => sql.lit(caller.roles.includes(role));
  return sql<unknown>`case
    when (${has('approver')} or ${has('reviewer')}) and exists (select 1 from paper_trial t join "authorization" a on a.id = t."authorization"
      where t.request = request.id and t.exception_for is not null and a.revoked_at is null
        and a.approvers @> jsonb_build_array(jsonb_build_object('id', ${me}::text))) then 'overrule'
    when (${has('approver')} or (${has('reviewer')} and exists (select 1 from "authorization" a where a.request = request.id
        and a.mode = 'emergency' and not a.complete))) and request.phase = 'filed'
      and ${me}::uuid is distinct from request.applicant_person and request.filer <> ${me}::uuid and request.stamper <> ${me}::uuid
      and not exists (select 1 from seal s where s.id = any(request.seals) and s.custodian = ${me}::uuid)
      and not exists (select 1 from "authorization" a where a.request = request.id
        and a.approvers @> jsonb_build_array(jsonb_build_object('id', ${me}::text))) then 'approve'
    when ${has('reviewer')} and request.phase = 'underReview' then 'review'
    when request.stamper = ${me}::uuid and request.phase in ('authorized', 'stamping') then 'stamp'
  end`;
}

/** The basis of every list of requests, for one caller. */
function requests(db: Db, caller: Caller) {
  return db
    .selectFrom('request')
    .innerJoin('unit', 'unit.id', 'request.village')
    .leftJoin('person as filer', 'filer.id', 'request.filer')
    .selectAll('request')
    .select([
      'unit.parent as unit_parent',
      'unit.level as unit_level',
      'unit.name as unit_name',
      'filer.name as filer_name',
    ])
    .select(
      sql<unknown>`coalesce((select json_agg(json_build_object('id', s.id, 'name', s.name, 'kind', s.kind) order by s.slot)
        from seal s where s.id = any(request.seals)), '[]')`.as('seal_list'),
    )
    .select(sql<number>`(select count(*) from alarm where alarm.request = request.id)`.as('alarms'))
    .select(
      sql<
        string | null
      >`(select a.id from "authorization" a where a.request = request.id and a.complete order by a.at desc limit 1)`.as(
        'authorization_id',
      ),
    )
    .select(
      sql<boolean>`exists (select 1 from "authorization" a where a.request = request.id and a.mode = 'emergency')`.as(
        'emergency',
      ),
    )
    .select(
      sql<unknown>`(select json_build_object('granted', count(*), 'executed', count(*) filter (where i.state in ('executed', 'badStamp')))
        from impression i where i.request = request.id and i.seam is not null having count(*) > 0)`.as(
        'seams',
      ),
    )
    .select(waitsFor(caller).as('waits'))
    .where(villageWithin('request.village', caller.unit.id));
}
/** A row of that basis. */
export type RequestRow = Awaited<ReturnType<ReturnType<typeof requests>['executeTakeFirstOrThrow']>>;

/** A row as the contract shows it. */
export function summaryOf(r: RequestRow): RequestSummary {
  const seams = zSeams.parse(r.seams);
  return {
    id: r.id,
    number: r.number,
    village: { id: r.village, parent: r.unit_parent, level: zLevel.parse(r.unit_level), name: r.unit_name },
    matter: { id: r.matter_id, version: r.matter_version, name: r.matter_name, major: r.major },
    purpose: r.purpose,
    applicantName: r.applicant_name,
    filer: { id: r.filer, name: r.filer_name ?? '' },
    filedAt: r.filed_at,
    phase: zPhase.parse(r.phase),
    seals: zSeals.parse(r.seal_list),
    granted: r.granted,
    executed: r.executed,
    pages: r.pages,
    decidedAt: r.decided_at,
    finishedAt: r.finished_at,
    approvers: zNames.parse(r.approvers),
    waitsForMe: zWaits.parse(r.waits),
    alarms: r.alarms,
    ...(r.emergency ? { emergency: true as const } : {}),
    ...(seams ? { seams } : {}),
  };
}

/** What a list is narrowed to. */
export interface RequestFilter {
  readonly view?: 'mine' | 'waiting' | 'all' | undefined;
  readonly phase?: Phase | undefined;
  readonly village?: string | undefined;
  readonly text?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly matter?: string | undefined;
  readonly seal?: string | undefined;
}
/** Where a page of a list begins. */
export interface ListPosition {
  readonly at: number;
  readonly id: string;
}

/** Requests the caller may see, newest first, after a position. */
export async function listRequestRows(
  db: Db,
  caller: Caller,
  filter: RequestFilter,
  limit: number,
  after?: ListPosition,
): Promise<RequestRow[]> {
  let query = narrow(requests(db, caller), caller, filter);
  if (after)
    query = query.where(
      sql<boolean>`(request.filed_at, request.id) < (${after.at}::bigint, ${after.id}::uuid)`,
    );
  return await query.orderBy('request.filed_at', 'desc').orderBy('request.id', 'desc').limit(limit).execute();
}

/** How many requests the filter leaves. */
export async function countRequests(db: Db, caller: Caller, filter: RequestFilter): Promise<number> {
  const query = narrow(requests(db, caller), caller, filter);
  const { n } = await query
    .clearSelect()
    .select((e) => e.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return n;
}

type Narrowable<O> = SelectQueryBuilder<
  Tables & { filer: Tables['person'] },
  'request' | 'unit' | 'filer',
  O
>;

function narrow<O>(query: Narrowable<O>, caller: Caller, f: RequestFilter): Narrowable<O> {
  let q = query;
  if (f.view === 'mine') q = q.where('request.filer', '=', caller.person ?? nobody);
  if (f.view === 'waiting') q = q.where(sql<boolean>`(${waitsFor(caller)}) is not null`);
  if (f.phase) q = q.where('request.phase', '=', f.phase);
  if (f.village) q = q.where('request.village', '=', f.village);
  if (f.from !== undefined) q = q.where('request.filed_at', '>=', f.from);
  if (f.to !== undefined) q = q.where('request.filed_at', '<', f.to);
  if (f.matter) q = q.where('request.matter_id', '=', f.matter);
  if (f.seal) q = q.where(sql<boolean>`${f.seal}::uuid = any(request.seals)`);
  if (f.text) {
    // A plain text, not a pattern: what people type must not be read as wildcards.
    const like = `%${f.text.replaceAll(/[\\%_]/g, '\\$&')}%`;
    q = q.where(
      sql<boolean>`(request.number ilike ${like} or request.purpose ilike ${like} or request.applicant_name ilike ${like} or request.matter_name ilike ${like})`,
    );
  }
  return q;
}

/** One request, if the caller may see it. */
export async function findRequestRow(db: Db, caller: Caller, id: string): Promise<RequestRow | undefined> {
  return await requests(db, caller).where('request.id', '=', id).executeTakeFirst();
}

/** Other requests of the same applicant, newest first. */
export async function listEarlierRows(
  db: Db,
  caller: Caller,
  of: RequestRow,
  limit: number,
): Promise<RequestRow[]> {
  return await requests(db, caller)
    .where('request.village', '=', of.village)
    .where('request.applicant_name', '=', of.applicant_name)
    .where('request.filed_at', '<', of.filed_at)
    .orderBy('request.filed_at', 'desc')
    .limit(limit)
    .execute();
}

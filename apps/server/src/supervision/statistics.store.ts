import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../db/tables.ts';

const zNumber = z.coerce.number();
const zMedian = z.coerce.number().nullable();
const zLevel = z.enum(['district', 'town', 'village']);

/** Whose figures, and of when. */
export interface StatisticsScope {
  readonly unit: string;
  readonly village?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Local hour of an instant; the figures are about working days in China. */
function beijing(column: string): RawBuilder<unknown> {
  return sql`(to_timestamp(${sql.ref(column)} / 1000.0) at time zone 'Asia/Shanghai')`;
}

/** SQL of the villages in scope. */
function villages(s: StatisticsScope): RawBuilder<unknown> {
  const one = s.village ? sql`and u.id = ${s.village}::uuid` : sql``;
  return sql`(select u.id from unit u where ${s.unit}::uuid = any(u.path) and u.level = 'village' ${one})`;
}

function inTime(column: string, s: StatisticsScope): RawBuilder<unknown> {
  const from = s.from ?? 0;
  const to = s.to ?? Number.MAX_SAFE_INTEGER;
  return sql`${sql.ref(column)} >= ${from} and ${sql.ref(column)} < ${to}`;
}

/** Impressions that were made, spoilt ones too. */
const made = sql`i.state in ('executed', 'badStamp')`;
/** Outside of 7:00–19:00 or on a weekend. */
const afterHours = sql`(extract(isodow from ${beijing('i.at')}) > 5 or extract(hour from ${beijing('i.at')}) not between 7 and 18)`;

/** Figures of the whole scope. */
export async function totals(db: Db, s: StatisticsScope) {
  const { rows } = await sql`select
    (select count(*) from request r where r.village in ${villages(s)} and ${inTime('r.filed_at', s)}) as requests,
    (select count(*) from impression i join request r on r.id = i.request where ${made} and r.village in ${villages(s)} and ${inTime('i.at', s)}) as impressions,
    (select count(*) from request r where r.phase = 'rejected' and r.village in ${villages(s)} and ${inTime('r.filed_at', s)}) as rejected,
    (select count(*) from paper_trial t join request r on r.id = t.request where t.verdict->>'verdict' = 'mismatch' and r.village in ${villages(s)} and ${inTime('t.at', s)}) as refused,
    (select count(*) from alarm a left join disposal d on d.alarm = a.id where d.alarm is null and a.village in ${villages(s)}) as alarms,
    (select percentile_cont(0.5) within group (order by f.first - r.filed_at) from request r join
      (select i.request, min(i.at) as first from impression i where ${made} group by i.request) f on f.request = r.id
      where r.village in ${villages(s)} and ${inTime('r.filed_at', s)}) as to_stamp,
    (select percentile_cont(0.5) within group (order by r.decided_at - r.filed_at) from request r
      where r.decided_at is not null and r.village in ${villages(s)} and ${inTime('r.filed_at', s)}) as approval`.execute(
    db,
  );
  const zRow = z.object({
    requests: zNumber,
    impressions: zNumber,
    rejected: zNumber,
    refused: zNumber,
    alarms: zNumber,
    to_stamp: zMedian,
    approval: zMedian,
  });
  return zRow.parse(rows[0]);
}

/** Requests and impressions by month. */
export async function byMonth(db: Db, s: StatisticsScope) {
  const { rows } = await sql`select month, sum(requests) as requests, sum(impressions) as impressions from (
      select to_char(${beijing('r.filed_at')}, 'YYYY-MM') as month, count(*) as requests, 0 as impressions
        from request r where r.village in ${villages(s)} and ${inTime('r.filed_at', s)} group by 1
      union all
      select to_char(${beijing('i.at')}, 'YYYY-MM'), 0, count(*) from impression i join request r on r.id = i.request
        where ${made} and r.village in ${villages(s)} and ${inTime('i.at', s)} group by 1
    ) m group by month order by month`.execute(db);
  return z.array(z.object({ month: z.string(), requests: zNumber, impressions: zNumber })).parse(rows);
}

/** Requests by matter, most first. */
export async function byMatter(db: Db, s: StatisticsScope) {
  const { rows } =
    await sql`select r.matter_id as matter, max(r.matter_name) as name, count(*) as requests from request r
    where r.village in ${villages(s)} and ${inTime('r.filed_at', s)} group by 1 order by 3 desc, 1`.execute(
      db,
    );
  return z.array(z.object({ matter: z.string(), name: z.string(), requests: zNumber })).parse(rows);
}

/** Impressions by kind of seal. */
export async function bySeal(db: Db, s: StatisticsScope) {
  const { rows } =
    await sql`select seal.kind, count(*) as impressions from impression i join request r on r.id = i.request
    join seal on seal.id = i.seal where ${made} and r.village in ${villages(s)} and ${inTime('i.at', s)} group by 1 order by 2 desc`.execute(
      db,
    );
  return z.array(z.object({ kind: z.string(), impressions: zNumber })).parse(rows);
}

/** Impressions by hour of the day. */
export async function byHour(db: Db, s: StatisticsScope): Promise<number[]> {
  const { rows } =
    await sql`select extract(hour from ${beijing('i.at')})::int as hour, count(*) as n from impression i
    join request r on r.id = i.request where ${made} and r.village in ${villages(s)} and ${inTime('i.at', s)} group by 1`.execute(
      db,
    );
  const found = new Map(
    z
      .array(z.object({ hour: zNumber, n: zNumber }))
      .parse(rows)
      .map((r) => [r.hour, r.n]),
  );
  return Array.from({ length: 24 }, (_, hour) => found.get(hour) ?? 0);
}

/** Figures of each village, those without a request too: silence is a figure. */
export async function byVillage(db: Db, s: StatisticsScope) {
  const { rows } = await sql`select u.id, u.parent, u.level, u.name,
      (select count(*) from request r where r.village = u.id and ${inTime('r.filed_at', s)}) as requests,
      (select count(*) from impression i join request r on r.id = i.request where ${made} and r.village = u.id and ${inTime('i.at', s)}) as impressions,
      (select count(*) from alarm a where a.village = u.id and ${inTime('a.at', s)}) as alarms,
      (select count(*) from impression i join request r on r.id = i.request where ${made} and ${afterHours} and r.village = u.id and ${inTime('i.at', s)}) as after_hours,
      (select percentile_cont(0.5) within group (order by r.decided_at - r.filed_at) from request r
        where r.decided_at is not null and r.village = u.id and ${inTime('r.filed_at', s)}) as approval
    from unit u where u.id in ${villages(s)} order by u.name`.execute(db);
  const zRow = z.object({
    id: z.string(),
    parent: z.string().nullable(),
    level: zLevel,
    name: z.string(),
    requests: zNumber,
    impressions: zNumber,
    alarms: zNumber,
    after_hours: zNumber,
    approval: zMedian,
  });
  return z.array(zRow).parse(rows);
}

import { type Counters, type Phase, zPhase } from '@hufu/contract';
import type { ApproverFact, MachineFact, RequestFact, SealFact } from '@hufu/domain';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../db/tables.ts';

const zNumbers = z.array(z.number());
const zTrials = z.array(z.enum(['match', 'mismatch', 'unsure']));
const zReading = z.array(z.object({ approver: z.string(), shownMs: z.number() }));
const zIds = z.array(z.object({ id: z.string() }));

/** Which requests are looked at: one, those that share its counterparty, or those that changed since a time. */
export type RequestScope =
  | { readonly request: string }
  | { readonly like: string }
  | { readonly since: number };

/** Requests as the alarm rules see them. */
export async function listRequestFacts(db: Db, scope: RequestScope): Promise<RequestFact[]> {
  const where =
    'request' in scope
      ? sql`r.id = ${scope.request}`
      : 'like' in scope
        ? sql`r.counterparty <> '' and (r.village, r.counterparty) = (select village, counterparty from request where id = ${scope.like})`
        : sql`(r.phase in ('authorized', 'stamping') or coalesce(r.finished_at, r.decided_at, r.filed_at) >= ${scope.since})`;
  const { rows } = await sql<{
    id: string;
    number: string;
    village: string;
    matter_id: string;
    phase: string;
    filed_at: number;
    filer: string;
    approvers: unknown;
    authorized_at: number | null;
    valid_to: number | null;
    started_at: number | null;
    finished_at: number | null;
    decided_at: number | null;
    granted: number;
    executed_at: unknown;
    unknown: number;
    before: number;
    after: number;
    trials: unknown;
    pages: number;
    reading: unknown;
    counterparty: string;
    amount_fen: number | null;
    major: boolean;
    review: string;
    emergency: boolean;
    emergency_reviewed: boolean;
  }>`select r.id, r.number, r.village, r.matter_id, r.phase, r.filed_at, r.filer, r.valid_to, r.finished_at, r.decided_at,
      r.granted, r.pages, r.counterparty, r.amount_fen, r.major, r.review,
      coalesce(a.approvers, '[]'::jsonb) as approvers, s.at as authorized_at,
      (select min(at) from statement x where x.request = r.id and x.type in ('presence', 'intent')) as started_at,
      i.executed_at, i.unknown, i.before, i.after, coalesce(a.mode = 'emergency', false) as emergency,
      exists (select 1 from alarm x join disposal d on d.alarm = x.id
        where x.request = r.id and x.kind = 'emergencyUse') as emergency_reviewed,
      coalesce((select json_agg(t.verdict order by t.at) from (
        select at, verdict ->> 'verdict' as verdict from paper_trial where request = r.id
        union all select at, before_verdict ->> 'verdict' from impression
          where request = r.id and before_verdict is not null and at is not null) t), '[]') as trials,
      coalesce((select json_agg(json_build_object('approver', p.person, 'shownMs', p.shown)) from (
        select c.person, sum(d.shown_ms)::float8 as shown from reading d join account c on c.id = d.account
        where d.request = r.id and c.person is not null group by c.person) p), '[]') as reading
    from request r
    left join lateral (select * from "authorization" z where z.request = r.id and z.complete order by z.at desc limit 1) a on true
    left join statement s on s.id = a.id
    left join lateral (select
        coalesce(json_agg(m.at) filter (where m.state in ('executed', 'badStamp')), '[]') as executed_at,
        count(*) filter (where m.state = 'unknown') as unknown,
        count(m.before) as before, count(m.after) as after
      from impression m where m.request = r.id) i on true
    where ${where} order by r.filed_at limit 5000`.execute(db);
  return rows.map((r) => {
    const approvers = zIds.parse(r.approvers).map((p) => p.id);
    const reading = zReading.parse(r.reading);
    // Nobody's reading was reported (a past before the machine, or another client): then the time from filing to
    // signing is the most that anybody can have read.
    const most = r.authorized_at === null ? 0 : r.authorized_at - r.filed_at;
    return {
      id: r.id,
      number: r.number,
      village: r.village,
      matter: r.matter_id,
      phase: phaseOf(r.phase),
      filedAt: r.filed_at,
      filer: r.filer,
      approvers,
      authorizedAt: r.authorized_at,
      validTo: r.valid_to,
      startedAt: r.started_at,
      finishedAt: r.finished_at,
      granted: r.granted,
      executedAt: zNumbers.parse(r.executed_at),
      unknown: r.unknown,
      beforePhotos: r.before,
      afterPhotos: r.after,
      trials: zTrials.parse(r.trials),
      pages: r.pages,
      reading: reading.length > 0 ? reading : approvers.map((approver) => ({ approver, shownMs: most })),
      counterparty: r.counterparty,
      amountFen: r.amount_fen,
      major: r.major,
      objection: r.review === 'objection',
      emergency: r.emergency ? { reviewed: r.emergency_reviewed } : null,
    };
  });
}

function phaseOf(text: string): Phase {
  return zPhase.parse(text);
}

/** A gap that lasts: records that come out of order close theirs within moments. */
const lastingGapMs = 10 * 60_000;

/** One machine as the rules see it; `counters` are those of a signed record, never of an unsigned beat. */
export async function findMachineFact(
  db: Db,
  dev: string,
  counters: Counters | null,
  now: number,
): Promise<MachineFact | undefined> {
  const m = await db.selectFrom('machine').selectAll().where('thumbprint', '=', dev).executeTakeFirst();
  if (!m) return undefined;
  const { n } = await db
    .selectFrom('impression')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('machine', '=', m.id)
    .where('state', 'in', ['executed', 'badStamp'])
    .executeTakeFirstOrThrow();
  const last = await db
    .selectFrom('machine_record')
    .select((e) => e.fn.max('n').as('n'))
    .where('machine', '=', dev)
    .executeTakeFirst();
  return {
    id: m.id,
    name: m.name,
    village: m.village,
    counters,
    recorded: n,
    gapAt: m.gap_since !== null && now - m.gap_since > lastingGapMs ? (last?.n ?? -1) + 1 : null,
    forked: m.forked_at !== null,
  };
}

/** Seals with when each was last used. */
export async function listSealFacts(db: Db): Promise<SealFact[]> {
  const { rows } = await sql<{
    id: string;
    name: string;
    village: string;
    state: SealFact['state'];
    last_used: number | null;
    since: number | null;
  }>`select s.id, s.name, s.village, s.state,
      (select max(i.at) from impression i where i.seal = s.id and i.state in ('executed', 'badStamp')) as last_used,
      (select min(x.at) from roster o join statement x on x.id::text = o.statement::text where o.village = s.village) as since
    from seal s`.execute(db);
  return rows.map((s) => ({
    id: s.id,
    name: s.name,
    village: s.village,
    state: s.state,
    lastUsedAt: s.last_used,
    since: s.since ?? 0,
  }));
}

/** How approvers decided since a time. */
export function approverFactsOf(
  requests: readonly RequestFact[],
  names: ReadonlyMap<string, string>,
): ApproverFact[] {
  const byPerson = new Map<string, { village: string; decisions: ApproverFact['decisions'][number][] }>();
  for (const r of requests)
    for (const person of r.approvers) {
      const shownMs = r.reading.filter((x) => x.approver === person).reduce((sum, x) => sum + x.shownMs, 0);
      const held = byPerson.get(person) ?? { village: r.village, decisions: [] };
      held.decisions.push({ approved: r.authorizedAt !== null, pages: r.pages, shownMs });
      byPerson.set(person, held);
    }
  return [...byPerson].map(([person, held]) => ({ person, name: names.get(person) ?? '', ...held }));
}

/** Names of people by id. */
export async function listPersonNames(db: Db): Promise<Map<string, string>> {
  const rows = await db.selectFrom('person').select(['id', 'name']).execute();
  return new Map(rows.map((r) => [r.id, r.name]));
}

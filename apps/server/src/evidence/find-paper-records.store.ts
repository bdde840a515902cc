import { toHex, type UnitView, zUnitView } from '@hufu/contract';
import { parseSigned } from '@hufu/statement';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db, Tx } from '../db/tables.ts';
import type { Caller } from '../http/caller.ts';
import { villageWithin } from '../people/unit.store.ts';

/** What a page of the index belongs to. */
export interface PaperRecord {
  readonly id: string;
  readonly kind: 'request' | 'oldPaper';
  readonly village: UnitView;
  readonly title: string;
  /** First impression of a request; null for an old paper, of which only the date that stands on it is known. */
  readonly stampedAt: number | null;
  readonly statedDate: string | null;
  /** Who registered an old paper. */
  readonly registeredBy: string | null;
}

const zLevel = zUnitView.shape.level;
const unitColumns = [
  'unit.id as unit_id',
  'unit.parent as unit_parent',
  'unit.level as unit_level',
  'unit.name as unit_name',
] as const;

/** The records of some ids that lie in the caller's sight. */
export async function listRecords(db: Db, caller: Caller, ids: readonly string[]): Promise<PaperRecord[]> {
  const isWanted = (column: string) => sql<boolean>`${sql.ref(column)} = any(${[...ids]}::uuid[])`;
  const requests = await db
    .selectFrom('request')
    .innerJoin('unit', 'unit.id', 'request.village')
    .select(unitColumns)
    .select(['request.id', 'request.number', 'request.purpose'])
    .select(
      sql<
        number | null
      >`(select min(i.at) from impression i where i.request = request.id and i.state in ('executed', 'badStamp'))`.as(
        'stamped_at',
      ),
    )
    .where(isWanted('request.id'))
    .where(villageWithin('request.village', caller.unit.id))
    .execute();
  const old = await db
    .selectFrom('old_paper')
    .innerJoin('unit', 'unit.id', 'old_paper.village')
    .select(unitColumns)
    .select(['old_paper.id', 'old_paper.title', 'old_paper.stated_date', 'old_paper.by_name'])
    .where(isWanted('old_paper.id'))
    .where(villageWithin('old_paper.village', caller.unit.id))
    .execute();
  const village = (r: {
    unit_id: string;
    unit_parent: string | null;
    unit_level: string;
    unit_name: string;
  }): UnitView => ({
    id: r.unit_id,
    parent: r.unit_parent,
    level: zLevel.parse(r.unit_level),
    name: r.unit_name,
  });
  return [
    ...requests.map((r) => ({
      id: r.id,
      kind: 'request' as const,
      village: village(r),
      title: `${r.number} ${r.purpose}`,
      stampedAt: r.stamped_at,
      statedDate: null,
      registeredBy: null,
    })),
    ...old.map((r) => ({
      id: r.id,
      kind: 'oldPaper' as const,
      village: village(r),
      title: r.title,
      stampedAt: null,
      statedDate: r.stated_date,
      registeredBy: r.by_name,
    })),
  ];
}

/** How many pages of the index lie in the caller's sight, of how many villages; and how many were forgotten on schedule. */
export async function countSight(
  db: Db,
  caller: Caller,
): Promise<{ papers: number; villages: number; forgotten: number }> {
  const { rows } = await sql`select count(*) filter (where length(p.places) > 0)::int as papers,
      count(distinct v.village) filter (where length(p.places) > 0)::int as villages,
      count(*) filter (where length(p.places) = 0)::int as forgotten
    from lookup_paper p join (
      select id, village from request union all select id, village from old_paper
    ) v on v.id = p.record where ${villageWithin('v.village', caller.unit.id)}`.execute(db);
  return z.object({ papers: z.number(), villages: z.number(), forgotten: z.number() }).parse(rows[0]);
}

/** A stamped request whose pages are not in the index yet, newest first, with its signed authorization. */
export async function findUnindexed(
  db: Db,
  except: readonly string[],
): Promise<{ request: string; village: string; cose: Uint8Array } | undefined> {
  const row = await db
    .selectFrom('request')
    .innerJoin('authorization', 'authorization.request', 'request.id')
    .select(['request.id as request', 'request.village', 'authorization.cose'])
    .where('request.executed', '>', 0)
    .where('authorization.complete', '=', true)
    .where('request.id', '!=', sql<string>`all(${[...except]}::uuid[])`)
    .where(sql<boolean>`not exists (select 1 from lookup_paper p where p.record = request.id)`)
    .orderBy('request.filed_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { request: row.request, village: row.village, cose: new Uint8Array(row.cose) };
}

/** The signed authorization under which a request was stamped. */
export async function findAuthorizationOf(db: Db, request: string): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('authorization')
    .select('cose')
    .where('request', '=', request)
    .where('complete', '=', true)
    .orderBy('at', 'desc')
    .executeTakeFirst();
  return row && new Uint8Array(row.cose);
}

/** Registers an old paper; false when this very photograph is registered already. */
export async function insertOldPaper(
  tx: Tx,
  paper: {
    readonly id: string;
    readonly village: string;
    readonly title: string;
    readonly statedDate: string;
    readonly note: string;
    readonly digest: string;
    readonly at: number;
    /** Hex of the salt of the commitment to title, stated date and note. */
    readonly salt: string;
    readonly account: string;
    readonly byName: string;
  },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('old_paper')
    .values({
      id: paper.id,
      village: paper.village,
      title: paper.title,
      stated_date: paper.statedDate,
      note: paper.note,
      digest: paper.digest,
      registered_at: paper.at,
      salt: paper.salt,
      registered_by: paper.account,
      by_name: paper.byName,
    })
    .onConflict((c) => c.columns(['village', 'digest']).doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** The old paper of a photograph. */
export async function findOldPaper(db: Db, village: string, digest: string) {
  return await db
    .selectFrom('old_paper')
    .select(['id', 'registered_at as registeredAt'])
    .where('village', '=', village)
    .where('digest', '=', digest)
    .executeTakeFirst();
}

/** Numbers of the pages in the look-up that were read from some pictures of a village. */
export async function listPagesOf(db: Db, village: string, digests: readonly string[]): Promise<number[]> {
  const gone = [...digests];
  const old = await db
    .selectFrom('lookup_paper')
    .innerJoin('old_paper', 'old_paper.id', 'lookup_paper.record')
    .select('lookup_paper.number')
    .where('old_paper.village', '=', village)
    .where(sql<boolean>`old_paper.digest = any(${gone}::text[])`)
    .execute();
  const numbers = new Set(old.map((r) => r.number));
  const { rows } = await sql<{ cose: Buffer; page: number; number: number }>`
    select a.cose, p.page, p.number from "authorization" a join lookup_paper p on p.record = a.request
    where a.complete and a.village = ${village} and a.request in (
      select b.request from blob_ref b where b.village = ${village} and b.digest = any(${gone}::text[])
      union select d.request from document_page g join document d on d.id = g.document
        where d.village = ${village} and g.digest = any(${gone}::text[]))`.execute(db);
  const wanted = new Set(gone);
  for (const { cose, page, number } of rows) {
    const signed = parseSigned(new Uint8Array(cose));
    const payload = signed.ok ? signed.value.payload : undefined;
    const picture = payload?.type === 'authorization' ? payload.pages[page] : undefined;
    if (picture && wanted.has(toHex(picture.digest))) numbers.add(number);
  }
  return [...numbers].sort((a, b) => a - b);
}

import type { PaperFeatures, PostingRow } from '@hufu/lookup';
import {
  decodePlaces,
  encodePlaces,
  featuresDigest,
  type PlacedMark,
  postingRowsOf,
  SEGMENT_PAPERS,
  withoutPapers,
} from '@hufu/lookup';
import { sql } from 'kysely';
import type { Db, Tx } from '../db/tables.ts';

/** A page to be taken into the index. */
export interface IndexedPage {
  readonly record: string;
  readonly page: number;
  readonly features: PaperFeatures;
}

/** One writer at a time gives numbers and appends postings. */
const lock = 7_046_029;

/** A page that has its number, with the digest by which a signed statement vouches for its rows. */
export interface NumberedPage {
  readonly page: number;
  readonly number: number;
  readonly features: Uint8Array;
}

/** Takes pages in; each gets the next number, and its postings are appended to their rows. */
export async function insertPages(
  tx: Tx,
  pages: readonly IndexedPage[],
  at: number,
): Promise<NumberedPage[]> {
  if (pages.length === 0) return [];
  await sql`select pg_advisory_xact_lock(${lock})`.execute(tx);
  const first = await countPages(tx);
  const numbered = pages.map((p, i) => ({ ...p, number: first + i }));
  await sql`insert into lookup_paper (registered_at, number, page, record, places)
    select ${at}, n, p, r, f from unnest(${numbered.map((p) => p.number)}::int[], ${numbered.map((p) => p.page)}::smallint[],
      ${numbered.map((p) => p.record)}::uuid[], ${numbered.map((p) => Buffer.from(encodePlaces(p.features.marks)))}::bytea[]) as t(n, p, r, f)`.execute(
    tx,
  );
  const rows = postingRowsOf(numbered.map((p) => ({ number: p.number, marks: p.features.marks })));
  await appendPostings(tx, rows);
  return numbered.map(({ number, page, record, features: { marks } }) => {
    const places = encodePlaces(marks);
    const postings = marks.map(({ token }, slot) => ({ slot, token }));
    return { page, number, features: featuresDigest({ number, page, record, at, places, postings }) };
  });
}

/**
 * Takes the features of pages out of the index. The row of each stays, empty: its number is not given twice, the request
 * is not read anew, and a look-up can say how many pages it can find no more.
 */
export async function forgetPages(tx: Tx, numbers: readonly number[]): Promise<void> {
  if (numbers.length === 0) return;
  await sql`select pg_advisory_xact_lock(${lock})`.execute(tx);
  await sql`update lookup_paper set places = ''::bytea where number = any(${[...numbers]}::int[])`.execute(
    tx,
  );
  const gone = new Set(numbers);
  for (const segment of new Set(numbers.map((n) => Math.floor(n / SEGMENT_PAPERS)))) {
    // A posting begins with the number of its page within the segment: rows without those two bytes stay where they are.
    const begins = numbers
      .filter((n) => Math.floor(n / SEGMENT_PAPERS) === segment)
      .map((n) => Buffer.from([(n % SEGMENT_PAPERS) >> 8, n & 255]));
    const rows = await tx
      .selectFrom('lookup_posting')
      .selectAll()
      .where('segment', '=', segment)
      .where(
        sql<boolean>`exists (select 1 from unnest(${begins}::bytea[]) b where position(b in postings) > 0)`,
      )
      .execute();
    for (const row of rows) {
      const postings = withoutPapers(row, gone);
      if (postings.length === row.postings.length) continue;
      const own = tx.updateTable('lookup_posting').set({ postings: Buffer.from(postings) });
      await own.where('bucket', '=', row.bucket).where('segment', '=', segment).execute();
    }
  }
}

/** Appends to posting rows, in their order: two writers never wait for each other in a circle. */
async function appendPostings(tx: Tx, rows: readonly PostingRow[]): Promise<void> {
  const most = 8192;
  for (let i = 0; i < rows.length; i += most) {
    const some = rows.slice(i, i + most);
    await sql`insert into lookup_posting (bucket, segment, postings)
      select * from unnest(${some.map((r) => r.bucket)}::int[], ${some.map((r) => r.segment)}::int[],
        ${some.map((r) => Buffer.from(r.postings))}::bytea[])
      on conflict (bucket, segment) do update set postings = lookup_posting.postings || excluded.postings`.execute(
      tx,
    );
  }
}

/** How many pages have a number. */
export async function countPages(db: Db | Tx): Promise<number> {
  const row = await db
    .selectFrom('lookup_paper')
    .select((e) => e.fn.max('number').as('last'))
    .executeTakeFirst();
  return row?.last === null || row === undefined ? 0 : row.last + 1;
}

/** The posting rows of some buckets, of all segments. */
export async function listPostings(db: Db | Tx, buckets: readonly number[]): Promise<PostingRow[]> {
  const rows = await db
    .selectFrom('lookup_posting')
    .select(['bucket', 'segment', 'postings'])
    .where(sql<boolean>`bucket = any(${[...buckets]}::int[])`)
    .execute();
  return rows;
}

/** A page of the index as a look-up needs it. */
export interface FoundPage {
  readonly number: number;
  readonly record: string;
  readonly page: number;
  readonly registeredAt: number;
  readonly marks: readonly PlacedMark[];
}

/** The pages of some numbers. */
export async function listPages(db: Db, numbers: readonly number[]): Promise<FoundPage[]> {
  const rows = await db
    .selectFrom('lookup_paper')
    .selectAll()
    .where(sql<boolean>`number = any(${[...numbers]}::int[])`)
    .execute();
  return rows.map((r) => ({
    number: r.number,
    record: r.record,
    page: r.page,
    registeredAt: r.registered_at,
    marks: decodePlaces(r.places),
  }));
}

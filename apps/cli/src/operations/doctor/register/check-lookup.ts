import { sameBytes } from '@hufu/contract';
import { eachPosting, featuresDigest, SEGMENT_PAPERS, tokenOf } from '@hufu/lookup';
import type { Tx } from '@hufu/server/inspect';
import { sql } from 'kysely';
import type { CheckTalk } from '../difference.ts';
import type { FoldScene } from './scene.ts';

type Postings = Map<number, { slot: number; token: number }[]>;

/**
 * The index of the look-up against what was signed when each page was taken in: a row or a posting that somebody
 * changed, took away or planted is found, and so are features that should have gone with a deleted picture. Segment by
 * segment, so that an index of millions of pages needs no more memory than one.
 */
export async function checkLookup(tx: Tx, scene: FoldScene, talk: CheckTalk): Promise<void> {
  const { rows } = await sql<{
    segment: number;
  }>`select distinct number / ${SEGMENT_PAPERS} as segment from lookup_paper
    union select distinct segment from lookup_posting`.execute(tx);
  const segments = new Set(rows.map((r) => r.segment));
  for (const number of scene.lookup.keys()) segments.add(Math.floor(number / SEGMENT_PAPERS));
  const seen = new Set<number>();
  for (const segment of [...segments].sort((a, b) => a - b))
    await checkSegment(tx, scene, segment, seen, talk);
  for (const number of scene.lookup.keys())
    if (!seen.has(number))
      talk.difference(
        `lookup_paper:${number}`,
        '签过的声明有这一页，表里没有，像是手工删的 / the row is missing: deleted by hand',
      );
}

async function checkSegment(
  tx: Tx,
  scene: FoldScene,
  segment: number,
  seen: Set<number>,
  talk: CheckTalk,
): Promise<void> {
  const postings = await readPostings(tx, segment, talk);
  const first = segment * SEGMENT_PAPERS;
  const rows = await tx
    .selectFrom('lookup_paper')
    .selectAll()
    .where('number', '>=', first)
    .where('number', '<', first + SEGMENT_PAPERS)
    .orderBy('number')
    .execute();
  for (const { number, page, record, registered_at: at, places } of rows) {
    const where = `lookup_paper:${number}`;
    const own = postings.get(number) ?? [];
    postings.delete(number);
    const signed = scene.lookup.get(number);
    if (!signed) {
      talk.difference(
        where,
        '没有签过的声明支持这一页，像是手工加的 / no signed statement: inserted by hand',
      );
      continue;
    }
    seen.add(number);
    const columns = { record, page, registered_at: at };
    const wanted = { record: signed.record, page: signed.page, registered_at: signed.at };
    for (const column of ['record', 'page', 'registered_at'] as const)
      if (columns[column] !== wanted[column])
        talk.difference(where, `${column} 与签过的声明不符 / ${column} is not what was signed`);
    if (scene.forgotten.has(number)) {
      if (places.length > 0 || own.length > 0)
        talk.difference(where, '按期删除后特征还在 / its features should have gone with its picture');
      continue;
    }
    const rest = { number, page: signed.page, record: signed.record, at: signed.at };
    if (
      !sameBytes(featuresDigest({ ...rest, places: new Uint8Array(places), postings: own }), signed.features)
    )
      talk.difference(
        where,
        '特征与签过的摘要不符：places 或 lookup_posting 被改过 / its features are not what was signed: places or lookup_posting changed',
      );
  }
  for (const number of postings.keys())
    talk.difference(
      `lookup_posting:${number}`,
      '特征属于没有的一页，像是手工加的 / features of a page that is not there: inserted by hand',
    );
}

async function readPostings(tx: Tx, segment: number, talk: CheckTalk): Promise<Postings> {
  const held: Postings = new Map();
  const rows = await tx.selectFrom('lookup_posting').selectAll().where('segment', '=', segment).execute();
  for (const row of rows) {
    if (row.postings.length % 4 !== 0)
      talk.difference(`lookup_posting:${row.bucket}/${segment}`, '长度不对 / torn row');
    eachPosting(row, (number, slot, check) => {
      const list = held.get(number) ?? [];
      list.push({ slot, token: tokenOf(row.bucket, check) });
      held.set(number, list);
    });
  }
  return held;
}

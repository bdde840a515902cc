import {
  bucketsOf,
  CANDIDATES,
  judge,
  type Likeness,
  type LookupOutcome,
  type PictureFeatures,
  rankCandidates,
} from '@hufu/lookup';
import type { Db } from '../db/tables.ts';
import { countPages, type FoundPage, listPages, listPostings } from './find-paper-index.store.ts';

/** What the index says of a photo, and the pages it speaks of. */
export interface SearchResult {
  readonly outcome: LookupOutcome;
  readonly pageOf: (likeness: Likeness) => FoundPage | undefined;
}

/** Looks a photo's features up; `mayTell` keeps records out of the answer that are not in the caller's sight. */
export async function searchIndex(
  db: Db,
  read: PictureFeatures,
  mayTell: (records: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<SearchResult> {
  const { features } = read;
  const rows = await listPostings(db, bucketsOf(features));
  const candidates = rankCandidates(features, rows, await countPages(db), CANDIDATES);
  const pages = await listPages(
    db,
    candidates.map((c) => c.paper),
  );
  const told = await mayTell([...new Set(pages.map((p) => p.record))]);
  const byNumber = new Map(pages.filter((p) => told.has(p.record)).map((p) => [p.number, p]));
  return {
    outcome: judge(features, candidates, (number) => byNumber.get(number)?.marks),
    pageOf: ({ paper }) => byNumber.get(paper),
  };
}

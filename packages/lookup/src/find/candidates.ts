import type { Feature } from '../feature/feature.ts';
import { bucketOf, checkOf, eachPosting, type PostingRow, tokenOf } from './posting.ts';

/** A feature of the photo and a mark of a paper that carry the same token. */
export interface Hit {
  /** Index of the feature among those of the photo. */
  readonly feature: number;
  /** Which mark of the paper. */
  readonly slot: number;
  /** In how many papers of the index the token stands. */
  readonly papers: number;
}

/** A paper that shares tokens with the photo. */
export interface Candidate {
  readonly paper: number;
  readonly score: number;
  readonly hits: readonly Hit[];
}

/** Buckets whose rows a photo needs. */
export function bucketsOf(features: readonly Feature[]): number[] {
  return [...new Set(features.map((f) => bucketOf(f.token)))].sort((a, b) => a - b);
}

/** In how many papers each token of some features stands. */
export function countPapers(
  features: readonly Feature[],
  rows: Iterable<PostingRow>,
): (token: number) => number {
  const wanted = new Set(features.map((f) => f.token));
  const counts = new Map<number, number>();
  for (const row of rows)
    eachPosting(row, (_paper, _slot, check) => {
      const token = tokenOf(row.bucket, check);
      if (wanted.has(token)) counts.set(token, (counts.get(token) ?? 0) + 1);
    });
  return (token) => counts.get(token) ?? 0;
}

/** Papers by the rarity of the tokens they share with the photo, best first; each token counts once for a paper. */
export function rankCandidates(
  features: readonly Feature[],
  rows: Iterable<PostingRow>,
  indexed: number,
  most: number,
): Candidate[] {
  const byToken = new Map<number, number[]>();
  features.forEach((f, i) => {
    const known = byToken.get(f.token);
    if (known) known.push(i);
    else byToken.set(f.token, [i]);
  });
  const checks = new Map<number, Set<number>>();
  for (const f of features) {
    const bucket = bucketOf(f.token);
    checks.set(bucket, (checks.get(bucket) ?? new Set()).add(checkOf(f.token)));
  }
  const found = new Map<number, { paper: number; slot: number }[]>();
  for (const row of rows) {
    const wanted = checks.get(row.bucket);
    if (!wanted) continue;
    eachPosting(row, (paper, slot, check) => {
      if (!wanted.has(check)) return;
      const token = tokenOf(row.bucket, check);
      const list = found.get(token);
      if (list) list.push({ paper, slot });
      else found.set(token, [{ paper, slot }]);
    });
  }
  const scores = new Map<number, number>();
  for (const postings of found.values()) {
    const rarity = Math.log((indexed + 1) / postings.length + 1);
    for (const { paper } of postings) scores.set(paper, (scores.get(paper) ?? 0) + rarity);
  }
  const best = [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most);
  const hits = new Map<number, Hit[]>(best.map(([paper]) => [paper, []]));
  for (const [token, postings] of found)
    for (const { paper, slot } of postings)
      for (const feature of hits.has(paper) ? (byToken.get(token) ?? []) : [])
        hits.get(paper)?.push({ feature, slot, papers: postings.length });
  return best.map(([paper, score]) => ({ paper, score, hits: hits.get(paper) ?? [] }));
}

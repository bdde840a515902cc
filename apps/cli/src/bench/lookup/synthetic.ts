import { randomUUID } from 'node:crypto';
import { KEPT, type Mark, type PaperFeatures, SEGMENT_PAPERS } from '@hufu/lookup';
import { type Random, seeded } from '@hufu/paper-world';
import { countPages, type Db, insertPages } from '@hufu/server/inspect';

/** What synthetic papers take over from real ones. */
export interface FeatureStatistics {
  /** Share of the kept features that other papers of the same form have too. */
  readonly shared: number;
  readonly numbers: number;
  /** Kept features of a page. */
  readonly kept: number;
}

/** The statistics of real pages. */
export function statisticsOf(pages: readonly PaperFeatures[]): FeatureStatistics {
  const marks = pages.flatMap((p) => p.marks);
  const times = new Map<number, number>();
  for (const m of marks) times.set(m.token, (times.get(m.token) ?? 0) + 1);
  const share = (counts: (m: Mark) => boolean) => marks.filter(counts).length / Math.max(1, marks.length);
  return {
    shared: share((m) => (times.get(m.token) ?? 0) > 1),
    numbers: share((m) => m.isNumber),
    kept: Math.min(KEPT, marks.length / Math.max(1, pages.length)),
  };
}

/** Papers that share a form, and how many runs of print such a form has. */
const PAPERS_PER_FORM = 150;
const FORM_TOKENS = 160;

/** Fills the index up to a number of papers with rows that look like real ones. */
export async function fillIndex(
  db: Db,
  upTo: number,
  statistics: FeatureStatistics,
  progress: (done: number) => void,
): Promise<void> {
  for (;;) {
    const first = await countPages(db);
    if (first >= upTo) return;
    // A segment at a time, as a bulk import would: each of its posting rows is then written once.
    const last = Math.min(upTo, (Math.floor(first / SEGMENT_PAPERS) + 1) * SEGMENT_PAPERS);
    const random = seeded(`lookup/synthetic/${first}`);
    const pages = Array.from({ length: last - first }, () => ({
      record: randomUUID(),
      page: 0,
      features: syntheticFeatures(random, upTo, statistics),
    }));
    await db.transaction().execute(async (tx) => await insertPages(tx, pages, Date.now()));
    progress(last);
  }
}

function syntheticFeatures(random: Random, papers: number, statistics: FeatureStatistics): PaperFeatures {
  const form = random.int(0, Math.max(1, Math.floor(papers / PAPERS_PER_FORM)));
  const count = Math.max(1, Math.round(statistics.kept));
  const marks = Array.from({ length: count }, (): Mark => {
    const isShared = random.chance(statistics.shared);
    return {
      token: isShared ? formToken(form, random.int(0, FORM_TOKENS - 1)) : random.int(0, 2 ** 26 - 1),
      x: random.int(4, 59),
      y: random.int(4, 59),
      isNumber: random.chance(statistics.numbers),
      isRare: !isShared,
    };
  });
  return { marks };
}

/** Any fixed spreading of form and place over the 26 bits. */
function formToken(form: number, i: number): number {
  const mixed = Math.imul((form * FORM_TOKENS + i) ^ 0x5bd1e995, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) >>> 6;
}

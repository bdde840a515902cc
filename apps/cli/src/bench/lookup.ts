import { createHash, randomUUID } from 'node:crypto';
import { HufuError } from '@hufu/contract';
import { type FeatureReader, openFeatureReader, type PaperFeatures } from '@hufu/lookup';
import { renderDocument } from '@hufu/paper';
import { chooseByIndex, type Db, insertPages } from '@hufu/server/inspect';
import { openProgress } from '../screen/progress.ts';
import { damages, photoOf } from './lookup/damage.ts';
import { type KeptFeatures, keepFeatures, keptFeatures } from './lookup/kept-features.ts';
import { bytesOfIndex, openLookupIndex } from './lookup/lookup-index.ts';
import { type BenchPaper, benchPapers } from './lookup/papers.ts';
import { isLookupSet, registerSet, setPhotos } from './lookup/photo-set.ts';
import { type LookupQuery, type LookupScore, runQueries } from './lookup/queries.ts';
import { fillIndex, statisticsOf } from './lookup/synthetic.ts';
import type { BenchOptions } from './options.ts';
import { spread } from './percentile.ts';

const defaultPapers = 100_000;
const defaultPhotos = 20;
/** Sizes at which everything is asked again, so that the growth can be seen. */
const sizes = [10_000, 100_000, 1_000_000, 10_000_000];

/** Recall by kind of damage, false hits, bytes a paper and milliseconds a query, on indexes of growing size. */
export async function benchLookup(options: BenchOptions): Promise<Record<string, unknown>> {
  const papers = whole('--papers', options.papers ?? String(defaultPapers), 100, 10_000_000);
  const photos = whole('--size', options.size ?? String(defaultPhotos), 1, 1000);
  const key = createHash('sha256').update(`bench lookup ${options.seed}`).digest();
  await using index = await openLookupIndex();
  await using reader = openFeatureReader();
  const progress = openProgress('查纸 lookup', options.json);
  const pages: KeptFeatures['pages'] = [];
  const keep = (queries: readonly LookupQuery[]) => {
    if (options.write !== undefined) keepFeatures(options.write, { pages, queries: [...queries] });
  };
  const tell = progress.update;
  const bench: Bench = { db: index.db, reader, key, pages, registered: [], keep, tell };
  try {
    const queries = await readAll(bench, options, photos);
    const statistics = statisticsOf(bench.registered);
    const growth: GrowthStep[] = [];
    for (const size of [...sizes.filter((s) => s < papers), papers]) {
      await fillIndex(index.db, size, statistics, (done) => progress.update(done, size, '合成 synthetic'));
      const bytes = await bytesOfIndex(index.db);
      growth.push({ papers: size, bytes, ...(await runQueries(index.db, queries)) });
    }
    const last = growth.at(-1);
    return {
      papers,
      registeredPapers: bench.registered.length,
      photos: queries.length,
      statistics,
      recall: last?.recall,
      kinds: last?.kinds,
      falseHits: { strangers: last?.falseStrangers, hidden: last?.falseHidden },
      bytesPerPaper: last?.bytes,
      ms: last?.searchMs,
      readMs: spread(queries.map((q) => q.readMs)),
      growth,
      at10Million: extrapolated(growth),
    };
  } finally {
    progress.stop();
  }
}

/** What an index of one size was measured at. */
interface GrowthStep extends LookupScore {
  readonly papers: number;
  readonly bytes: { readonly total: number };
}

interface Bench {
  readonly db: Db;
  readonly reader: FeatureReader;
  readonly key: Uint8Array;
  readonly pages: KeptFeatures['pages'];
  readonly registered: PaperFeatures[];
  /** Keeps what was read so far, where that is wanted. */
  readonly keep: (queries: readonly LookupQuery[]) => void;
  readonly tell: (done: number, of: number, what?: string) => void;
}

async function readAll(bench: Bench, options: BenchOptions, photos: number): Promise<LookupQuery[]> {
  const { set } = options;
  if (set === undefined) return await readGenerated(bench, options.seed, photos);
  if (!set.endsWith('.json')) return await readSet(bench, set);
  const kept = keptFeatures(set);
  for (const { record, read } of kept.pages) await takeIn(bench, record, read);
  return kept.queries.map((q) => ({ ...q, record: q.record }));
}

/** Reads a picture of a page and takes it into the index, as the server does. */
async function register(bench: Bench, png: Uint8Array): Promise<string> {
  const record = randomUUID();
  await takeIn(bench, record, await bench.reader.read(png, bench.key));
  return record;
}

async function takeIn(
  bench: Bench,
  record: string,
  read: KeptFeatures['pages'][number]['read'],
): Promise<void> {
  const features = await chooseByIndex(bench.db, read);
  await bench.db
    .transaction()
    .execute(async (tx) => await insertPages(tx, [{ record, page: 0, features }], Date.now()));
  bench.registered.push(features);
  bench.pages.push({ record, read });
}

async function readPhoto(
  bench: Bench,
  kind: string,
  record: string | undefined,
  photo: Uint8Array,
): Promise<LookupQuery> {
  const started = performance.now();
  const read = await bench.reader.read(photo, bench.key);
  return { kind, record, read, readMs: performance.now() - started };
}

/** Generated papers: all damages of registered ones, and photos of strangers of the same forms. */
async function readGenerated(bench: Bench, seed: string, perKind: number): Promise<LookupQuery[]> {
  const known: { paper: BenchPaper; record: string }[] = [];
  const strangers: BenchPaper[] = [];
  const wanted = Math.min(312, Math.max(24, perKind * 3));
  for await (const one of benchPapers(seed, wanted)) {
    if (!one.isRegistered) {
      strangers.push(one);
      continue;
    }
    const page = (await renderDocument(one.paper.pdf)).pages[0];
    if (page) known.push({ paper: one, record: await register(bench, page.png) });
    bench.tell(known.length, wanted, '登记 register');
  }
  // Round by round, so that a run that is cut off has read as many of each kind.
  const plans = Array.from({ length: perKind }, (_, i) => [
    ...damages.map((kind, d) => {
      // Every kind meets other papers of the same forms.
      const one = known[(i * 7 + d * 3) % known.length];
      return { kind, record: one?.record, paper: one?.paper };
    }),
    ...[2 * i, 2 * i + 1].map((n) => ({
      kind: damages[n % damages.length] ?? 'clean',
      record: undefined,
      paper: strangers[n % strangers.length],
    })),
  ]).flat();
  const queries: LookupQuery[] = [];
  const draw = async (i: number) => {
    const plan = plans[i];
    return plan?.paper ? await photoOf(plan.paper.paper, plan.kind, `${seed}/${i}`) : undefined;
  };
  let next = draw(0);
  for (const [i, plan] of plans.entries()) {
    const photo = await next;
    // While one photo is read in its thread the next one is drawn in this one.
    const reading = photo ? readPhoto(bench, plan.kind, plan.record, photo) : undefined;
    next = draw(i + 1);
    if (reading) queries.push(await reading);
    bench.keep(queries);
    bench.tell(i + 1, plans.length, plan.kind);
  }
  return queries;
}

/** A folder of real photographs. */
async function readSet(bench: Bench, dir: string): Promise<LookupQuery[]> {
  if (!isLookupSet(dir))
    throw new HufuError('BENCH_SET_INVALID', {
      context: { set: dir, problem: 'no folders with flat_document.png, no folder `registered`' },
    });
  const records = await registerSet(dir, async (png) => await register(bench, png));
  const queries: LookupQuery[] = [];
  for await (const { kind, of, photo } of setPhotos(dir)) {
    queries.push(await readPhoto(bench, kind, of === undefined ? undefined : records.get(of), photo));
    bench.keep(queries);
    bench.tell(queries.length, queries.length, kind);
  }
  return queries;
}

/** The straight line through the last two sizes: rows to be read grow with the number of segments. */
function extrapolated(growth: readonly GrowthStep[]) {
  const [before, last] = growth.slice(-2);
  if (!before || !last) return null;
  const line = (pick: (g: GrowthStep) => number | null) => {
    const slope = ((pick(last) ?? 0) - (pick(before) ?? 0)) / (last.papers - before.papers);
    return Math.round((pick(last) ?? 0) + slope * (1e7 - last.papers));
  };
  return {
    searchMs: { p50: line((g) => g.searchMs.p50), p95: line((g) => g.searchMs.p95) },
    gibibytes: Math.round(((last.bytes.total * 1e7) / 2 ** 30) * 100) / 100,
  };
}

function whole(option: string, value: string, low: number, high: number): number {
  const n = Number(value);
  if (!Number.isInteger(n) || n < low || n > high)
    throw new HufuError('OPTION_INVALID', { context: { option, value } });
  return n;
}

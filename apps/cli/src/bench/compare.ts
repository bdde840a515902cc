import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { HufuError } from '@hufu/contract';
import { openWorld, seeded, type World } from '@hufu/paper-world';
import { openProgress } from '../screen/progress.ts';
import { openBaselines } from './compare/baselines/open-baselines.ts';
import { scoreBaselines } from './compare/baselines/score-baselines.ts';
import type { BenchCase, BenchSet } from './compare/bench-case.ts';
import { openGeneratedSet } from './compare/generated-set.ts';
import { openLane } from './compare/lane.ts';
import { type Outcome, outcomeOf } from './compare/outcome.ts';
import { isRealPhotos, openRealPhotos } from './compare/real-photos.ts';
import type { CompareReport } from './compare/report.ts';
import { costOf, scoreOf } from './compare/score.ts';
import { openTruthSet } from './compare/truth-set.ts';
import { writeSet } from './compare/write-set.ts';
import type { BenchOptions } from './options.ts';

/** Detection by kind, alarms on honest pages, time and memory, over a set with known truth. */
export async function benchCompare(options: BenchOptions): Promise<CompareReport> {
  const jobs = whole('--jobs', options.jobs ?? '1', 1, 16);
  await using world = openWorld({ workers: jobs });
  const { name, cases } = await openSet(options, world);
  const progress = openProgress('比对 compare', options.json);
  const outcomes = new Map<BenchCase, Outcome>();
  const baselines = options.baselines ? await openBaselines() : undefined;
  const judged: Parameters<typeof scoreBaselines>[0][number][] = [];
  await Promise.all(
    shared(cases, jobs).map(async (line) => {
      await using lane = openLane();
      for (const one of line) {
        // Drawn and compared one after the other: what is timed has the core to itself.
        const material = await one.material();
        const measured = await lane.compare(material);
        outcomes.set(one, outcomeOf(one, material, measured));
        if (baselines && one.phase === 'before')
          judged.push({ expect: one.expect, answers: await baselines.judge(material, measured) });
        progress.update(outcomes.size, cases.length, one.file);
      }
    }),
  );
  progress.stop();
  const inOrder = cases.flatMap((one) => outcomes.get(one) ?? []);
  return {
    set: name,
    cases: inOrder.length,
    ...scoreOf(inOrder),
    ...costOf(inOrder),
    ...(baselines ? { baselines: scoreBaselines(judged, baselines.missing) } : {}),
  };
}

/** Writes the set that would be compared into a folder; says how many cases it has. */
export async function writeBenchSet(options: BenchOptions & { write: string }): Promise<{ cases: number }> {
  await using world = openWorld();
  const set = await openSet(options, world);
  const progress = openProgress('生成 write', options.json);
  await writeSet(set, options.write, (done, of) => progress.update(done, of));
  progress.stop();
  return { cases: set.cases.length };
}

async function openSet(options: BenchOptions, world: World): Promise<BenchSet> {
  const size = options.size === undefined ? undefined : whole('--size', options.size, 1, 1e6);
  const kinds = options.kinds?.split(',').map((k) => k.trim());
  const dir = options.set;
  if (dir === undefined)
    return openGeneratedSet(world, {
      split: options.split ?? 'report',
      seed: options.seed,
      ...(size ? { size } : {}),
      ...(kinds ? { kinds } : {}),
    });
  if (existsSync(join(dir, 'truth.json'))) return chosen(openTruthSet(dir), options.seed, size, kinds);
  if (isRealPhotos(dir)) return chosen(await openRealPhotos(dir, options.seed), options.seed, size, kinds);
  const problem = existsSync(dir)
    ? 'neither truth.json nor folders with flat_document.png'
    : 'no such folder';
  throw new HufuError('BENCH_SET_INVALID', { context: { set: basename(dir), problem } });
}

/** What is left of a set after --kinds and --size; honest sheets stay, a rate of alarms needs them. */
function chosen(set: BenchSet, seed: string, size?: number, kinds?: readonly string[]): BenchSet {
  const named = (c: BenchCase) => (c.phase === 'before' ? c.kind : `${c.phase}:${c.kind}`);
  const known = new Set(set.cases.map(named));
  const unknown = kinds?.find((k) => !known.has(k));
  if (unknown !== undefined)
    throw new HufuError('OPTION_INVALID', { context: { option: '--kinds', value: unknown } });
  const wanted = set.cases.filter((c) => c.expect === 'match' || !kinds || kinds.includes(named(c)));
  if (size === undefined || size >= wanted.length) return { ...set, cases: wanted };
  const random = seeded(`bench/${seed}`);
  const cases = wanted
    .map((one, i) => ({ one, i, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, size)
    .sort((a, b) => a.i - b.i)
    .map(({ one }) => one);
  return { ...set, cases };
}

/** Deals whole documents to the lanes, so that each page is prepared in one of them only. */
function shared(cases: readonly BenchCase[], jobs: number): BenchCase[][] {
  const lines = Array.from({ length: jobs }, (): BenchCase[] => []);
  for (const group of Map.groupBy(cases, (c) => c.document).values())
    lines.reduce((least, line) => (line.length < least.length ? line : least)).push(...group);
  return lines;
}

function whole(option: string, value: string, low: number, high: number): number {
  const n = Number(value);
  if (!Number.isInteger(n) || n < low || n > high)
    throw new HufuError('OPTION_INVALID', { context: { option, value } });
  return n;
}

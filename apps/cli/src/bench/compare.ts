import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { HufuError } from '@hufu/contract';
import { seeded } from '@hufu/paper-world';
import { openProgress } from '../screen/progress.ts';
import type { BenchCase, BenchSet } from './compare/bench-case.ts';
import { openLane } from './compare/lane.ts';
import { type Outcome, outcomeOf } from './compare/outcome.ts';
import { isRealPhotos, openRealPhotos } from './compare/real-photos.ts';
import { costOf, scoreOf } from './compare/score.ts';
import { openTruthSet } from './compare/truth-set.ts';
import type { BenchOptions } from './options.ts';

/** Detection by kind, alarms on honest pages, time and memory, over a set with known truth. */
export async function benchCompare(options: BenchOptions): Promise<Record<string, unknown>> {
  const set = await openSet(options);
  const cases = chosen(set, options);
  const jobs = whole('--jobs', options.jobs ?? '1', 1, 16);
  const progress = openProgress('比对 compare', options.json);
  const outcomes: Outcome[] = [];
  // Cases of one document follow each other in one lane: its page is prepared there once.
  const lines = Array.from({ length: jobs }, (_, i) =>
    cases.filter((__, k) => laneOf(k, cases.length, jobs) === i),
  );
  await Promise.all(
    lines.map(async (line) => {
      await using lane = openLane();
      for (const one of line) {
        const outcome = outcomeOf(one, await lane.compare(await one.material()));
        outcomes.push(outcome);
        progress.update(outcomes.length, cases.length, one.file);
      }
    }),
  );
  progress.stop();
  const order = new Map(cases.map((c, i) => [c.file, i]));
  outcomes.sort((a, b) => (order.get(a.bench.file) ?? 0) - (order.get(b.bench.file) ?? 0));
  return { set: set.name, ...scoreOf(outcomes), ...costOf(outcomes) };
}

async function openSet(options: BenchOptions): Promise<BenchSet> {
  const dir = options.set;
  if (!dir) throw new HufuError('OPTION_INVALID', { context: { option: '--set', value: '' } });
  if (existsSync(join(dir, 'truth.json'))) return openTruthSet(dir);
  if (isRealPhotos(dir)) return openRealPhotos(dir, options.seed);
  const problem = existsSync(dir)
    ? 'neither truth.json nor folders with flat_document.png'
    : 'no such folder';
  throw new HufuError('BENCH_SET_INVALID', { context: { set: basename(dir), problem } });
}

/** What is left of a set after --kinds and --size; honest sheets stay, a rate of alarms needs them. */
function chosen(set: BenchSet, options: BenchOptions): BenchCase[] {
  const kinds = options.kinds?.split(',').map((k) => k.trim());
  const known = new Set(set.cases.map((c) => c.kind));
  const unknown = kinds?.find((k) => !known.has(k));
  if (unknown !== undefined)
    throw new HufuError('OPTION_INVALID', { context: { option: '--kinds', value: unknown } });
  const wanted = set.cases.filter((c) => c.expect === 'match' || !kinds || kinds.includes(c.kind));
  const size = options.size === undefined ? wanted.length : whole('--size', options.size, 1, 1e6);
  if (size >= wanted.length) return wanted;
  const random = seeded(`bench/${options.seed}`);
  const drawn = wanted
    .map((one, i) => ({ one, i, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, size)
    .sort((a, b) => a.i - b.i);
  return drawn.map(({ one }) => one);
}

function laneOf(index: number, count: number, jobs: number): number {
  return Math.floor((index * jobs) / count);
}

function whole(option: string, value: string, low: number, high: number): number {
  const n = Number(value);
  if (!Number.isInteger(n) || n < low || n > high)
    throw new HufuError('OPTION_INVALID', { context: { option, value } });
  return n;
}

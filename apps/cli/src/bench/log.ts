import { benchLog } from '@hufu/log/node';
import { openProgress } from '../screen/progress.ts';
import type { BenchOptions } from './options.ts';

/** Appends and proofs of the log on this disk, with real fsyncs. */
export async function benchTheLog(options: BenchOptions): Promise<Record<string, unknown>> {
  const entries = Number(options.runs ?? 20_000);
  const progress = openProgress('log', options.json);
  const result = await benchLog({ entries, progress: (done: number) => progress.update(done, entries) });
  progress.stop();
  return { ...result };
}

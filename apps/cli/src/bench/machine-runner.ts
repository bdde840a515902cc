import { HufuError } from '@hufu/contract';
import { randomRun } from '@hufu/machine/drill';
import { openProgress } from '../screen/progress.ts';
import type { BenchOptions } from './options.ts';

/**
 * The random-fault runner: the agent's real code and the press controller's real core in one process and in virtual
 * time, cut, torn and disturbed at the steps of MACHINE.md 2, with every invariant checked after every step. A seed
 * fixes all of it: a violation prints the seed and the steps that led to it, and the same seed leads there again.
 */
export async function benchRunner(options: BenchOptions): Promise<Record<string, unknown>> {
  const stampings = Number(options.stampings ?? 500);
  if (!Number.isInteger(stampings) || stampings < 1)
    throw new HufuError('OPTION_INVALID', {
      context: { option: '--stampings', value: options.stampings ?? '' },
    });
  const from = Number(options.from ?? 0);
  if (!Number.isInteger(from) || from < 0 || from >= stampings)
    throw new HufuError('OPTION_INVALID', { context: { option: '--from', value: options.from ?? '' } });
  const progress = openProgress('演练 drill', options.json);
  try {
    const result = await randomRun({
      stampings,
      seed: options.seed,
      from,
      onProgress: (done) => progress.update(done, stampings),
    });
    if (result.violations.length > 0) {
      process.exitCode = 1;
      console.error(`seed ${result.seed}`);
      for (const line of result.trace) console.error(line);
    }
    const { trace, ...told } = result;
    return { ...told, traceSteps: trace.length };
  } finally {
    progress.stop();
  }
}

import { basename } from 'node:path';
import { HufuError } from '@hufu/contract';
import type { BenchOptions } from '../bench/options.ts';
import { conditionsNow, keepResult } from '../bench/results.ts';

/** `hufu bench`: measures one thing and keeps the result with its conditions. */
export async function bench(what: string, options: BenchOptions): Promise<void> {
  // A folder is kept by its name: where it lies on this computer is nobody's business.
  const conditions = conditionsNow({ ...options, ...(options.set ? { set: basename(options.set) } : {}) });
  const result = await measure(what, options);
  const file = keepResult(what, conditions, result);
  if (options.json) console.log(JSON.stringify(result, null, 2));
  else {
    console.table(flat(result));
    console.error(`→ ${file}`);
  }
}

async function measure(what: string, options: BenchOptions): Promise<Record<string, unknown>> {
  switch (what) {
    case 'compare':
      return (await import('../bench/compare.ts')).benchCompare(options);
    case 'log':
      return (await import('../bench/log.ts')).benchTheLog(options);
    case 'machine':
      return (await import('../bench/machine.ts')).benchMachine(options);
    case 'server':
      return (await import('../bench/server.ts')).benchServer(options);
    default:
      throw new HufuError('OPTION_INVALID', { context: { option: '<what>', value: what } });
  }
}

/** One level of names, so that a table can show it. */
function flat(value: Record<string, unknown>, prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([k, v]) =>
      typeof v === 'object' && v !== null && !Array.isArray(v)
        ? Object.entries(flat(v as Record<string, unknown>, `${prefix}${k}.`))
        : [[`${prefix}${k}`, v]],
    ),
  );
}

import { basename } from 'node:path';
import { HufuError } from '@hufu/contract';
import { type CompareReport, reportLines } from '../bench/compare/report.ts';
import type { BenchOptions } from '../bench/options.ts';
import { conditionsNow, keepResult } from '../bench/results.ts';

/** `hufu bench`: measures one thing and keeps the result with its conditions. */
export async function bench(what: string, options: BenchOptions): Promise<void> {
  if (what === 'compare' && options.write !== undefined) {
    const { writeBenchSet } = await import('../bench/compare.ts');
    const written = await writeBenchSet({ ...options, write: options.write });
    console.log(options.json ? JSON.stringify(written) : `✓ ${written.cases} → ${options.write}`);
    return;
  }
  // A folder is kept by its name: where it lies on this computer is nobody's business.
  const conditions = conditionsNow({
    ...options,
    ...(options.set ? { set: basename(options.set) } : {}),
    ...(options.write ? { write: basename(options.write) } : {}),
  });
  const lang = options.lang ?? 'zh';
  if (lang !== 'zh' && lang !== 'en')
    throw new HufuError('OPTION_INVALID', { context: { option: '--lang', value: lang } });
  const result = await measure(what, options);
  const file = keepResult(what, conditions, result);
  if (options.json) console.log(JSON.stringify(result, null, 2));
  else {
    if (isCompareReport(what, result)) for (const line of reportLines(result, lang)) console.log(line);
    else console.table(flat(result));
    console.error(`→ ${file}`);
  }
}

function isCompareReport(what: string, _: object): _ is CompareReport {
  return what === 'compare';
}

async function measure(
  what: string,
  options: BenchOptions,
): Promise<Record<string, unknown> | CompareReport> {
  switch (what) {
    case 'compare':
      return (await import('../bench/compare.ts')).benchCompare(options);
    case 'log':
      return (await import('../bench/log.ts')).benchTheLog(options);
    case 'machine':
      return (await import('../bench/machine.ts')).benchMachine(options);
    case 'server':
      return (await import('../bench/server.ts')).benchServer(options);
    case 'fleet':
      return (await import('../bench/fleet.ts')).benchFleet(options);
    case 'lookup':
      return (await import('../bench/lookup.ts')).benchLookup(options);
    default:
      throw new HufuError('OPTION_INVALID', { context: { option: '<what>', value: what } });
  }
}

/** One level of names, so that a table can show it. */
function flat(value: object, prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([k, v]) =>
      typeof v === 'object' && v !== null && !Array.isArray(v)
        ? Object.entries(flat(v, `${prefix}${k}.`))
        : [[`${prefix}${k}`, v]],
    ),
  );
}

import { HufuError, toHex } from '@hufu/contract';
import { thumbprint } from '@hufu/statement';
import { type CertifyJig, openCertifyBench } from './bench.ts';
import { checkRegisters, checks } from './checks.ts';
import type { Broken } from './judging.ts';

/** What came of one check. */
export interface CheckResult {
  readonly name: string;
  readonly result: 'passed' | 'violated' | 'skipped' | 'failed';
  readonly broken: readonly Broken[];
  /** Why it was skipped, or what kept it from coming to an end. */
  readonly problem: string;
}

/** What the certification found. */
export interface Certificate {
  readonly controller: string;
  readonly firmware: string;
  /** Every check was made and passed. */
  readonly certified: boolean;
  /** Whether the contacts were counted outside of the controller. */
  readonly countedOutside: boolean;
  readonly violated: readonly string[];
  readonly checks: readonly CheckResult[];
}

/** Runs the suite against a blank controller. The first violation of each check is named; the suite goes on after it. */
export async function certifyPress(
  jig: CertifyJig,
  options: { readonly onCheck?: (result: CheckResult) => void; readonly stopAtFirst?: boolean } = {},
): Promise<Certificate> {
  const bench = await openCertifyBench(jig);
  const results: CheckResult[] = [];
  const tell = (result: CheckResult) => {
    results.push(result);
    options.onCheck?.(result);
  };
  try {
    await bench.atRest();
    const status = await bench.status();
    // A controller in service has a roster that this suite may not exchange: it is certified before it is given one.
    if (status.mode !== 'blank') throw new HufuError('GENESIS_ALREADY_SET');
    // A counter that cannot be read would spoil every check: its fault ends the suite before anything moves.
    await bench.contacts();
    let H: number | undefined;
    for (const { name, needs, run } of checks) {
      if (needs === 'power' && !jig.cycle) {
        tell({
          name,
          result: 'skipped',
          broken: [],
          problem: '没有断电工具 / nobody can cut the power: --cycle',
        });
        continue;
      }
      if (needs === 'zone' && jig.zoneMs === undefined) {
        tell({
          name,
          result: 'skipped',
          broken: [],
          problem: '没有说明到接触区要多久 / nobody says how long the head takes to the zone: --zone-ms',
        });
        continue;
      }
      try {
        const broken = await run(bench);
        // A controller that answers what it must not may have lost the session over it.
        if (broken.length > 0) await bench.client.hello();
        broken.push(...(await checkRegisters(bench, H)));
        H = (await bench.registers()).counters.H;
        tell({ name, result: broken.length > 0 ? 'violated' : 'passed', broken, problem: '' });
        if (broken.length > 0) await bench.release();
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        tell({ name, result: 'failed', broken: [], problem });
      }
      if (options.stopAtFirst && results.some((r) => r.result === 'violated')) break;
    }
    return {
      controller: toHex(thumbprint(bench.greeting.key)),
      firmware: bench.greeting.fw,
      certified: results.length === checks.length && results.every((r) => r.result === 'passed'),
      countedOutside: jig.contacts !== undefined,
      violated: [...new Set(results.flatMap((r) => r.broken.map((b) => b.invariant)))].sort(),
      checks: results,
    };
  } finally {
    await bench.close();
  }
}

import { attendedChecks } from './attended-checks.ts';
import type { CertifyBench } from './bench.ts';
import type { Broken, Check } from './judging.ts';
import { powerChecks } from './power-checks.ts';
import { pressChecks } from './press-checks.ts';
import { trustChecks } from './trust-checks.ts';
import { wireChecks } from './wire-checks.ts';

/** What holds after every check, whatever it was about. */
export async function checkRegisters(bench: CertifyBench, before: number | undefined): Promise<Broken[]> {
  const { counters, quarantine } = await bench.registers();
  const { A, D, V, U, L, H } = counters;
  const found: Broken[] = [];
  if (A + D + V + U !== L) found.push({ invariant: 'M8', detail: `A+D+V+U=${A + D + V + U}, L=${L}` });
  if (quarantine === null && (H < A || H - A > U))
    found.push({ invariant: 'M8', detail: `H=${H}, A=${A}, U=${U}, and not locked` });
  if (before !== undefined && H < before)
    found.push({ invariant: 'M7', detail: `the contact counter fell from ${before} to ${H}` });
  return found;
}

/** The suite, in its order: it begins with a blank controller. */
export const checks: readonly Check[] = [
  ...wireChecks,
  ...trustChecks,
  ...pressChecks,
  ...attendedChecks,
  ...powerChecks,
];

import { basename } from 'node:path';
import { HufuError } from '@hufu/contract';
import { compareFiles, type Verdict } from '@hufu/paper';
import { exitWithProblem } from '../screen/problem.ts';
import { readInput } from './json-file.ts';

export interface CompareOptions {
  readonly after?: string;
  readonly specimen?: string;
  readonly page: string;
  readonly json?: boolean;
}

const exitCodes: Record<Verdict['verdict'], number> = { match: 0, mismatch: 1, unsure: 2 };

/** `hufu compare`: the comparison of the machine, on files. Exit 0 match, 1 mismatch, 2 unsure, 3 bad input. */
export async function compare(approved: string, photo: string, options: CompareOptions): Promise<void> {
  try {
    const page = Number(options.page);
    if (!Number.isInteger(page) || page < 1)
      throw new HufuError('OPTION_INVALID', { context: { option: '--page', value: options.page } });
    const verdict = await compareFiles({
      approvedBytes: readInput(approved),
      approvedName: basename(approved),
      photoBytes: readInput(photo),
      page,
      ...(options.after ? { afterBytes: readInput(options.after) } : {}),
      ...(options.specimen ? { specimenBytes: readInput(options.specimen) } : {}),
    });
    console.log(options.json ? JSON.stringify(verdict) : verdictLines(verdict).join('\n'));
    process.exitCode = exitCodes[verdict.verdict];
  } catch (e) {
    exitWithProblem(e, 3);
  }
}

const names: Record<Verdict['verdict'], string> = {
  match: '✓ 一致 match',
  mismatch: '✗ 不一致 mismatch',
  unsure: '? 拿不准 unsure',
};

function verdictLines(v: Verdict): string[] {
  return [
    `${names[v.verdict]}  (${(100 * v.confidence).toFixed(0)} %)`,
    ...v.reasons.map((r) => `  ${r}`),
    ...v.regions.map(
      (r) =>
        `  第 ${r.page} 页 page ${r.page}  ${r.kind}  [${r.box.map(Math.round).join(', ')}]${
          r.before || r.after ? `  “${r.before ?? ''}” → “${r.after ?? ''}”` : ''
        }`,
    ),
    ...Object.entries(v.timingsMs).map(([k, ms]) => `  ${k} ${Math.round(ms)} ms`),
  ];
}

import { HufuError } from '@hufu/contract';
import { readLogHead } from '../log-head.ts';
import type { ServerData } from '../server-data.ts';
import { checkBlobs } from './check-blobs.ts';
import { checkCheckpoints } from './check-checkpoints.ts';
import { checkEvidence } from './check-evidence.ts';
import { checkLogFolder } from './check-log.ts';
import { checkStatements } from './check-statements.ts';
import { type CheckName, checkNames, type Difference, type DoctorNote } from './difference.ts';

/** Names of checks from the command line: one of them, or all. */
export function checksOf(what: string): readonly CheckName[] {
  const found = what === 'all' ? checkNames : checkNames.filter((n) => n === what);
  if (found.length === 0)
    throw new HufuError('OPTION_INVALID', { context: { option: '[what]', value: what } });
  return found;
}

/**
 * Compares the stores of a server with each other and reports every difference; repairs nothing. The database is seen as of
 * one moment; a log that grew before that moment was known is allowed for.
 */
export async function examine(
  data: ServerData,
  checks: readonly CheckName[],
  on: {
    progress?: (step: string, done: number, total: number) => void;
    difference?: (d: Difference) => void;
    note?: (n: DoctorNote) => void;
  } = {},
): Promise<Difference[]> {
  const differences: Difference[] = [];
  const talk = (check: CheckName, step: string) => ({
    difference(where: string, problem: string) {
      const found = { check, where, problem };
      differences.push(found);
      on.difference?.(found);
    },
    note: (where: string, words: string) => on.note?.({ check, where, words }),
    progress: (done: number, total: number) => on.progress?.(step, done, total),
  });
  if (checks.includes('log')) await checkLogFolder(data, talk('log', '日志 log'));
  const sizeBefore = (await readLogHead(data.logDir))?.checkpoint.size ?? 0;
  await data.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      if (checks.includes('log')) {
        await checkStatements(tx, data.logDir, sizeBefore, talk('log', '声明 statements'));
        await checkCheckpoints(tx, data.logDir, talk('log', '检查点 checkpoints'));
      }
      if (checks.includes('evidence'))
        await checkEvidence(
          tx,
          { blobsDir: data.blobsDir, dataDir: data.config.dataDir },
          talk('evidence', '证据 evidence'),
        );
      if (checks.includes('blobs')) await checkBlobs(tx, data, talk('blobs', '文件 blobs'));
    });
  return differences;
}

import { explain, HufuError } from '@hufu/contract';

/** What people see of a problem: code, and the three sentences in both languages. */
export function problemLines(e: unknown): string[] {
  if (e instanceof HufuError)
    return [
      `✗ ${e.code}`,
      ...(['zh', 'en'] as const).map(
        (l) => `  ${explain(e.code, l, e.context).join(l === 'zh' ? '。' : '. ')}${l === 'zh' ? '。' : '.'}`,
      ),
    ];
  return [`✗ ${e instanceof Error ? e.message : String(e)}`];
}

/** Prints the problem on the error stream and sets the exit code of bad input; with HUFU_DEBUG also the stack. */
export function exitWithProblem(e: unknown, exitCode = 3): void {
  for (const line of problemLines(e)) console.error(line);
  if (process.env.HUFU_DEBUG && e instanceof Error) console.error(e.stack, e.cause ?? '');
  process.exitCode = exitCode;
}

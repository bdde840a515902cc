import { HufuError } from '@hufu/contract';
import type { PaperEyes } from './paper-eyes.ts';

/** The comparison of packages/paper in worker threads. */
export function openPaperEyes(_workers: number): PaperEyes {
  throw new HufuError('AGENT_CONFIG_INVALID', { context: { problem: 'the comparison is not built in yet' } });
}

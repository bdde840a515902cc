import type { VerdictSummary } from '@hufu/contract';
import type { JobContext } from './job-context.ts';

/** Records what became of a paper on the platen: refused, badly stamped, or not to be seen. */
export async function recordPaper(
  context: JobContext,
  event: 'paperRefused' | 'cameraFault' | 'lightIgnored' | 'badStamp',
  about: {
    readonly authorization: string;
    readonly k: number;
    readonly frame: Uint8Array | null;
    readonly verdict: VerdictSummary | null;
    readonly detail: string;
  },
): Promise<void> {
  await context.notebook.record({ type: 'event', event, ...about, detail: about.detail.slice(0, 500) });
}

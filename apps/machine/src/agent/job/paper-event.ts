import type { MachineEvent, VerdictSummary } from '@hufu/contract';
import type { JobContext } from './job-context.ts';
import type { PageToShow } from './job-plan.ts';

/** Records what became of a paper on the platen: shown, refused, badly stamped, or not to be seen. */
export async function recordPaper(
  context: JobContext,
  event: 'pageShown' | 'paperRefused' | 'cameraFault' | 'lightIgnored' | 'badStamp',
  about: {
    readonly authorization: string;
    readonly k: number | null;
    readonly frame: Uint8Array | null;
    readonly verdict: VerdictSummary | null;
    readonly detail: string;
    readonly shown?: NonNullable<MachineEvent['shown']>;
  },
): Promise<void> {
  await context.notebook.record({ type: 'event', event, ...about, detail: about.detail.slice(0, 500) });
}

/** Records a page that was only shown and is the approved one (F65). */
export function recordShown(
  context: JobContext,
  { page, copy, n, of }: PageToShow,
  about: Pick<Parameters<typeof recordPaper>[2], 'authorization' | 'k' | 'frame' | 'verdict'>,
): Promise<void> {
  const detail = `第 ${n} 张，共 ${of} 张`;
  return recordPaper(context, 'pageShown', { ...about, detail, shown: { page, copy } });
}

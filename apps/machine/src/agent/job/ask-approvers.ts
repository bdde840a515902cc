import { HufuError, type PlannedImpression, toHex } from '@hufu/contract';
import type { JobContext } from './job-context.ts';
import { laidOf } from './job-plan.ts';
import type { PaperLook } from './look-step.ts';
import { pageCorners } from './page-corners.ts';
import type { ScreenHolder } from './screen.ts';

/** Why somebody has to look: the comparison is unsure, or the authorization has each impression confirmed (F18). */
export type AskedBecause = 'paperUnsure' | 'confirmationAsked';

/**
 * Everybody who approved looks at the frame of this moment. Answers with the nonce that their word has to bind: it is good
 * for this frame, and dies when the paper is moved.
 */
export async function askApprovers(
  context: JobContext,
  holder: ScreenHolder,
  of: {
    readonly authorization: string;
    readonly planned: PlannedImpression;
    readonly seen: PaperLook;
    readonly because: AskedBecause;
  },
): Promise<Uint8Array> {
  const { authorization, seen, because } = of;
  const { k, page } = of.planned;
  const laid = laidOf({ planned: of.planned, shown: undefined });
  const nonce = await context.press.use((client) => client.nonce('exception'));
  if (!nonce.ok) throw new HufuError(nonce.code, { context: nonce.context });
  const verdict = seen.look.summary;
  holder.show({
    name: 'unsure',
    authorization,
    ...laid,
    verdict,
    frame: toHex(seen.frame),
    corners: pageCorners(context, authorization, page, seen),
    waitsForException: true,
  });
  await context.notebook.record({
    type: 'event',
    event: because,
    authorization,
    k,
    frame: seen.frame,
    verdict,
    nonce: nonce.value,
    detail: verdict.reasons.join(' ').slice(0, 500),
  });
  return nonce.value;
}

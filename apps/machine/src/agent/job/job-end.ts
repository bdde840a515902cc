import { type Finish, HufuError } from '@hufu/contract';
import { heldOf, type JobContext } from './job-context.ts';
import { progressOf } from './job-plan.ts';

/** Why a job ends. */
export type EndReason = Finish['reason'];

/** Ends a job: what was not pressed is voided in the controller, the manifest goes into the record. */
export async function finishJob(
  context: JobContext,
  authorization: string,
  reason: EndReason,
): Promise<{ executed: number; granted: number }> {
  const { payload } = heldOf(context, authorization);
  const { memory } = context.notebook;
  const facts = memory.job(authorization);
  const { executed, plan } = progressOf(payload, facts);
  const counts = { executed, granted: plan.length };
  if (facts.finish) return counts;
  // An end that is written before an outcome would say less than what happened.
  if (facts.attempts.some((a) => a.outcome === null)) throw new HufuError('MACHINE_NOT_RECONCILED');
  if (reason !== 'complete') {
    const closed = await context.press.use((client) => client.close(authorization));
    // It may never have come to the controller; then there is nothing to void.
    if (!closed.ok && closed.code !== 'PRESS_AUTHORIZATION_UNKNOWN')
      context.onTrouble(new Error(`close ${authorization}: ${closed.code}`));
  }
  await context.notebook.record({
    type: 'finish',
    authorization,
    ...counts,
    reason,
    files: [...facts.files],
  });
  return counts;
}

/** Why a job must end although nobody ended it; undefined when it may go on. */
export function endOf(context: JobContext, authorization: string): EndReason | undefined {
  const { memory, clock } = context.notebook;
  const held = memory.authorizations.get(authorization);
  if (!held) return undefined;
  const facts = memory.job(authorization);
  if (facts.attempts.some((a) => a.outcome === null)) return undefined;
  const progress = progressOf(held.payload, facts);
  if (progress.hasUnknown) return 'unknownOutcome';
  if (memory.revoked.has(authorization)) return 'withdrawn';
  if (!progress.next) return progress.unchecked.length === 0 ? 'complete' : undefined;
  return clock.now() > held.payload.validTo ? 'expired' : undefined;
}

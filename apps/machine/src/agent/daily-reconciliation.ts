import type { Counters, Instant } from '@hufu/contract';
import { planImpressions } from '@hufu/contract';
import type { Notebook } from './notebook.ts';

const dayMs = 86_400_000;
/** China has one time zone and no summer time: a day begins at 16:00 UTC. */
const zoneMs = 8 * 3_600_000;

/** The day of an instant, as people there count it. */
export function dayOf(at: Instant): string {
  return new Date(at + zoneMs).toISOString().slice(0, 10);
}

/** Writes the reconciliation of every day that ended since the last one, days without a stamp too. At most a month back. */
export async function reconcileDays(notebook: Notebook, counters: Counters): Promise<number> {
  const { memory, clock } = notebook;
  const now = clock.now();
  const today = dayOf(now);
  let made = 0;
  for (let back = 31; back >= 1; back--) {
    const day = dayOf(now - back * dayMs);
    const isMissing = day > memory.reconciledDay && day >= dayOf(memory.since ?? now);
    if (!isMissing || day >= today) continue;
    const done = memory.executedOn((at) => dayOf(at) === day);
    await notebook.record({
      type: 'reconciliation',
      day,
      counters,
      executedToday: done.length,
      bySeal: countSeals(notebook, done),
    });
    made++;
  }
  return made;
}

function countSeals(
  { memory }: Notebook,
  done: readonly { authorization: string; k: number }[],
): { seal: string; executed: number }[] {
  const counts = new Map<string, number>();
  for (const { authorization, k } of done) {
    const held = memory.authorizations.get(authorization);
    const planned = held && planImpressions(held.payload.impressions)[k];
    if (planned) counts.set(planned.seal, (counts.get(planned.seal) ?? 0) + 1);
  }
  return [...counts]
    .map(([seal, executed]) => ({ seal, executed }))
    .sort((a, b) => (a.seal < b.seal ? -1 : 1));
}

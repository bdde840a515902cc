import { type Intent, planImpressions, wereShown } from '@hufu/contract';
import { parseSigned } from '@hufu/statement';
import type { Db } from '../db/tables.ts';
import type { KnownMachine } from '../link/machine.store.ts';
import type { Job } from '../link/stamping.store.ts';
import { findAuthorizationCose, listEventsOf } from './pages-shown.store.ts';
import type { Cause } from './raise-alarm.ts';

/** F65: an intent for a copy of which a page was not shown before, or not in order; the machine should never have made it. */
export async function unshownPageAlarms(
  db: Db,
  machine: KnownMachine,
  intent: Intent,
  job: Job,
): Promise<Cause[]> {
  const cose = await findAuthorizationCose(db, intent.authorization);
  const signed = cose && parseSigned(cose);
  if (!signed?.ok || signed.value.payload.type !== 'authorization') return [];
  const authorization = signed.value.payload;
  const copy = planImpressions(authorization.impressions)[intent.k]?.copy ?? 0;
  const shown = (await listEventsOf(db, job.request)).flatMap((event) => {
    const { payload } = event;
    if (payload.type !== 'event' || payload.authorization !== intent.authorization) return [];
    return payload.n < intent.n && payload.shown ? [payload.shown] : [];
  });
  if (wereShown(authorization, copy, shown)) return [];
  return [
    {
      kind: 'pagesNotShown',
      severity: 'serious',
      key: `pagesNotShown:${intent.authorization}:${intent.k}`,
      village: machine.village,
      request: job.request,
      machine: machine.id,
      title: { zh: '没有逐页出示就要盖章', en: 'Stamping began before every page was shown' },
      detail: {
        zh: `第 ${intent.k + 1} 次盖章之前，第 ${copy + 1} 份有页没有按顺序出示`,
        en: `Before impression ${intent.k + 1} not every page of copy ${copy + 1} was shown in order`,
      },
    },
  ];
}

import type { ServerParts } from '../http/parts.ts';
import { commit } from '../http/unit-of-work.ts';
import { noticeToPerson } from '../notify/notice.store.ts';
import { getRoster } from '../people/roster.store.ts';
import { decideHeld } from './decide-held.ts';
import { listExpired, setPhase } from './request.store.ts';
import { lockSealUse } from './seal-use.store.ts';

/** Queue of the minute-by-minute look for authorizations that ran out. */
export const expiryQueue = 'expire-requests';

/** Requests whose authorization ran out before the first impression are said to be so. */
export async function expireRequests(parts: ServerParts): Promise<void> {
  for (const expired of await listExpired(parts.db, parts.now()))
    await commit(parts, async (work) => {
      const { tx, now } = work;
      const request = await lockSealUse(tx, expired.id, expired.village);
      const { phase } = decideHeld(request, { kind: 'expire' }, await getRoster(tx, request.village), now);
      if (phase !== 'expired') return;
      await setPhase(tx, request.id, phase, { finishedAt: now });
      const title = {
        zh: `授权已过期，没有盖章：${request.number}`,
        en: `Expired unstamped: ${request.number}`,
      };
      await noticeToPerson(work, request.filer, { village: request.village, request: request.id, title });
      work.tell({
        kind: 'requestChanged',
        request: request.id,
        phase,
        village: request.village,
        at: now,
      });
    });
}

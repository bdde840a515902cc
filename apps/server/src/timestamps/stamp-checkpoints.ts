import { HufuError } from '@hufu/contract';
import { defaultAges, endOfAlgorithms, requestTimestamp, timestampedBytes } from '@hufu/evidence';
import type { ServerParts } from '../http/parts.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { openTimestampAuthorities, type TimestampAuthority } from './authorities.ts';
import { findNewestCosigned, findStampedNote, insertStamp, listEnding, listStamps } from './stamp.store.ts';

/** The queue of the daily stamping. */
const stampQueue = 'stamp-checkpoints';
/** Renewed this long before certificate or algorithm ends: authorities may be away for weeks. */
const renewBeforeMs = 180 * 86_400_000;

/** What one round did. */
export interface StampRound {
  readonly stamped: number;
  readonly renewed: number;
  /** Authorities that did not answer as they should. */
  readonly failed: readonly string[];
}

/** Has checkpoints stamped. */
export interface Timestamper {
  readonly authorities: readonly TimestampAuthority[];
  /** A round as of a time of the caller's, else of now. */
  stampNow(now?: number): Promise<StampRound>;
}

/** Reads the authorities and begins the daily round; without authorities nothing is stamped, and that is said once. */
export async function startTimestamps(
  parts: Pick<ServerParts, 'db' | 'config' | 'jobs' | 'log' | 'now'>,
  keeper: Pick<LogKeeper, 'origin'>,
): Promise<Timestamper> {
  const authorities = await openTimestampAuthorities(parts.config.log.timestampsFile);
  const stampNow = async (now = parts.now()) => await stampRound(parts, authorities, now);
  if (authorities.length === 0)
    parts.log.info({ origin: keeper.origin }, 'no time-stamp authority is configured: packs will say so');
  else {
    await parts.jobs.work(stampQueue, async () => {
      const round = await stampNow();
      // The queue tries again: an authority that is down at three in the morning is up at four.
      if (round.failed.length > 0)
        throw new HufuError('TIMESTAMP_AUTHORITY_FAILED', {
          context: { authority: round.failed.join(', '), problem: '见运行日志 / see the operating log' },
        });
    });
    await parts.jobs.schedule(stampQueue, '17 19 * * *');
  }
  return { authorities, stampNow };
}

/** Stamps the newest cosigned checkpoint with every authority that has not yet, and renews what ends soon. */
async function stampRound(
  parts: Pick<ServerParts, 'db' | 'log'>,
  authorities: readonly TimestampAuthority[],
  now: number,
): Promise<StampRound> {
  const { db } = parts;
  const failed = new Set<string>();
  const ask = async (of: { size: number; note: string; layer: number }): Promise<number> => {
    const kept = await listStamps(db, of.size);
    // A renewal covers the layers below as they were: none of them may grow any more.
    if (kept.some((t) => t.layer > of.layer)) return 0;
    const message = timestampedBytes(of.layer, new TextEncoder().encode(of.note), kept);
    let added = 0;
    for (const authority of authorities) {
      if (kept.some((t) => t.layer === of.layer && t.authority === authority.name)) continue;
      // A renewal must outlast what it renews, in its algorithm as well.
      const asked = await requestTimestamp(authority, message, {
        digest: of.layer === 1 ? 'sha256' : 'sha512',
      });
      if (!asked.ok) {
        failed.add(authority.name);
        parts.log.warn({ authority: authority.name, ...asked.context }, 'no time stamp');
        continue;
      }
      const { token, verified } = asked.value;
      const endsAt = Math.min(verified.signer.notAfter, endOfAlgorithms(verified, defaultAges));
      await insertStamp(db, { ...of, authority: authority.name, token, at: verified.at, endsAt });
      added += 1;
    }
    return added;
  };
  const newest = await findNewestCosigned(db);
  // Another note of the same size may have come since: the tokens of a size are all over the first.
  const stamped = newest
    ? await ask({ ...newest, note: (await findStampedNote(db, newest.size)) ?? newest.note, layer: 1 })
    : 0;
  let renewed = 0;
  for (const { size, note, layer } of await listEnding(db, now + renewBeforeMs))
    renewed += await ask({ size, note, layer: layer + 1 });
  return { stamped, renewed, failed: [...failed] };
}

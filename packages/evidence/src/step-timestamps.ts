import { accept, type Instant, type Result } from '@hufu/contract';
import { checkpointPath } from './step-log.ts';
import {
  defaultAges,
  type KeptTimestamp,
  type TimestampStory,
  verifyTimestamps,
} from './timestamp/layers.ts';
import type { TrustPolicy } from './trust-policy.ts';
import type { Bilingual } from './verdict.ts';
import type { PackFiles } from './zip.ts';

/** The time stamps that lie in a pack. */
export function timestampsIn(files: PackFiles): KeptTimestamp[] {
  return [...files].flatMap(([path, token]) => {
    const [, layer, authority] = /^log\/timestamps\/(\d{2})-(.+)\.tsr$/.exec(path) ?? [];
    return layer !== undefined && authority !== undefined ? [{ layer: Number(layer), authority, token }] : [];
  });
}

/** RFC 3161 time stamps over the pack's checkpoint; none at all is no fault, and is said. */
export function verifyTimestampFiles(
  files: PackFiles,
  policy: TrustPolicy | undefined,
  now: Instant | undefined,
): Result<TimestampStory> {
  const tokens = timestampsIn(files);
  const none = { trusted: [], strangers: [], lapsed: [], existedAt: undefined };
  if (tokens.length === 0) return accept(none);
  const checkpoint = files.get(checkpointPath) ?? new Uint8Array(0);
  const held = verifyTimestamps(
    tokens,
    checkpoint,
    policy?.timestampAnchors ?? [],
    policy?.ages ?? defaultAges,
    now,
  );
  if (held.ok) return held;
  const { authority, layer } = held.context;
  return {
    ...held,
    context: { ...held.context, path: `log/timestamps/${String(layer).padStart(2, '0')}-${authority}.tsr` },
  };
}

/** Date and time as people read it, in UTC: a verdict must be the same wherever it is made. */
export const readableTime = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** What the time stamps say, in words. */
export function wordsOfTimestamps({ trusted, strangers, existedAt }: TimestampStory): Bilingual {
  if (existedAt !== undefined) {
    const names = trusted.map((t) => t.signer.name || t.authority);
    return {
      zh: `时间戳机构 ${names.join('、')} 证明：不晚于 ${readableTime(existedAt)} 已有这些记录`,
      en: `the time-stamp authorities ${names.join(', ')} say that the records existed by ${readableTime(existedAt)}`,
    };
  }
  if (strangers.length > 0)
    return {
      zh: `带有 ${strangers.length} 枚时间戳，签名完好，但信任名单没有列出其机构，不作依据`,
      en: `${strangers.length} time stamps are whole, but the policy lists none of their authorities: not relied on`,
    };
  return {
    zh: '没有可用的时间戳；时间由见证方签名的时间证明',
    en: 'no time stamp to rely on; the time is vouched for by the witnesses’ signatures',
  };
}

/** Renewals that came too late, and authorities who contradict the witnesses. */
export function reserveTimestamps(
  { lapsed, existedAt }: TimestampStory,
  cosignedAtSeconds: number | undefined,
  reservations: Bilingual[],
): void {
  if (lapsed.length > 0)
    reservations.push({
      zh: `时间戳（${lapsed.join('、')}）的证书或算法已过期而没有及时续签。`,
      en: `Time stamps (${lapsed.join(', ')}) were not renewed before their certificate or algorithm ended.`,
    });
  if (
    existedAt !== undefined &&
    cosignedAtSeconds !== undefined &&
    existedAt + 600_000 < cosignedAtSeconds * 1000
  )
    reservations.push({
      zh: '时间戳早于见证方签名的时间，两边的钟对不上。',
      en: 'A time stamp is earlier than the witnesses’ signatures: their clocks disagree.',
    });
}

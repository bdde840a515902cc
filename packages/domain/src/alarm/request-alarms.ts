import type { Instant } from '@hufu/contract';
import { localTime } from '../statistics/local-time.ts';
import type { AlarmPolicy, FoundAlarm, RequestFact } from './facts.ts';
import { alarm } from './titles.ts';

/** Everything that a single request can give cause for. */
export function requestAlarms(r: RequestFact, policy: AlarmPolicy, now: Instant): FoundAlarm[] {
  const about = { village: r.village, request: r.id };
  const found: FoundAlarm[] = [];
  const executed = r.executedAt.length;
  const hours = (ms: number) => Math.floor(ms / 3_600_000);
  if (r.phase === 'authorized' && r.authorizedAt !== null && now - r.authorizedAt > policy.neverStampedMs) {
    const h = hours(now - r.authorizedAt);
    found.push(
      alarm('neverStamped', about, {
        zh: `${r.number} 批准 ${h} 小时未盖章`,
        en: `${r.number}: ${h} h since approval`,
      }),
    );
  }
  if (r.phase === 'stamping' && r.startedAt !== null && now - r.startedAt > policy.neverEndedMs) {
    const h = hours(now - r.startedAt);
    found.push(
      alarm('neverEnded', about, {
        zh: `${r.number} 开始盖章 ${h} 小时未办结`,
        en: `${r.number}: ${h} h since the first press`,
      }),
    );
  }
  if (r.authorizedAt === null && executed > 0)
    found.push(
      alarm('unauthorizedUse', about, {
        zh: `${r.number} 未经批准盖了 ${executed} 次`,
        en: `${r.number}: ${executed} impressions`,
      }),
    );
  else if (executed > r.granted)
    found.push(
      alarm('moreThanGranted', about, {
        zh: `${r.number} 授权 ${r.granted} 次，盖了 ${executed} 次`,
        en: `${r.number}: ${r.granted} granted, ${executed} executed`,
      }),
    );
  if (r.unknown > 0)
    found.push(
      alarm('unknownOutcome', about, {
        zh: `${r.number} 有 ${r.unknown} 次结果不明，请核对纸面`,
        en: `${r.number}: ${r.unknown} unknown; inspect the paper`,
      }),
    );
  const run = longestMismatchRun(r.trials);
  if (run >= policy.mismatchesInARow)
    found.push(
      alarm('papersRefused', about, {
        zh: `${r.number} 连续 ${run} 次纸面与批准的不符`,
        en: `${r.number}: ${run} papers refused in a row`,
      }),
    );
  const late = r.executedAt.filter((at) => isAfterHours(at, policy)).length;
  if (late > 0)
    found.push(
      alarm('afterHours', about, {
        zh: `${r.number} 有 ${late} 次盖章在非工作时间`,
        en: `${r.number}: ${late} impressions after hours`,
      }),
    );
  found.push(...readingAlarms(r, policy));
  if (r.objection && r.authorizedAt !== null)
    found.push(
      alarm('approvedDespiteObjection', about, {
        zh: `${r.number} 复核有异议`,
        en: `${r.number}: the reviewer objected`,
      }),
    );
  found.push(...emergencyAlarms(r, policy, now));
  const pictures = Math.min(r.beforePhotos, r.afterPhotos);
  const last = r.executedAt.reduce((a, b) => Math.max(a, b), 0);
  // Before, after and impression come in threes (F57); pictures still on their way are no cause yet.
  if (
    executed > 0 &&
    (pictures < executed || r.afterPhotos > executed + r.unknown) &&
    now - last > policy.pictureGraceMs
  )
    found.push(
      alarm('picturesMissing', about, {
        zh: `${r.number} 盖章 ${executed} 次，盖前照片 ${r.beforePhotos} 张、盖后 ${r.afterPhotos} 张`,
        en: `${r.number}: ${executed} impressions, ${r.beforePhotos} before, ${r.afterPhotos} after`,
      }),
    );
  return found;
}

/** F47: every emergency is published by an alarm of its own at once; nobody answers it in time: another, more serious. */
function emergencyAlarms(r: RequestFact, policy: AlarmPolicy, now: Instant): FoundAlarm[] {
  if (!r.emergency || r.authorizedAt === null) return [];
  const about = { village: r.village, request: r.id };
  const hours = Math.floor(policy.emergencyReviewMs / 3_600_000);
  const found = [
    alarm('emergencyUse', about, {
      zh: `${r.number} 由两人应急授权，请在 ${hours} 小时内核查并写明结论`,
      en: `${r.number}: authorized by two people as an emergency; look into it within ${hours} h`,
    }),
  ];
  if (!r.emergency.reviewed && now - r.authorizedAt > policy.emergencyReviewMs)
    found.push(
      alarm('emergencyUnreviewed', about, {
        zh: `${r.number} 应急用印超过 ${hours} 小时没有人核查`,
        en: `${r.number}: nobody looked into the emergency use within ${hours} h`,
      }),
    );
  return found;
}

/** Approvals made faster than anybody reads (N8). An approver without any reading time did not open the pages. */
function readingAlarms(r: RequestFact, policy: AlarmPolicy): FoundAlarm[] {
  if (r.authorizedAt === null) return [];
  return r.approvers.flatMap((approver) => {
    const shownMs = r.reading.filter((x) => x.approver === approver).reduce((sum, x) => sum + x.shownMs, 0);
    if (shownMs >= policy.minReadingMsPerPage * r.pages) return [];
    const seconds = Math.round(shownMs / 1000);
    return [
      alarm(
        'approvedTooQuickly',
        { village: r.village, request: r.id, person: approver },
        {
          zh: `${r.number} 共 ${r.pages} 页，审阅 ${seconds} 秒`,
          en: `${r.number}: ${r.pages} pages in ${seconds} s`,
        },
      ),
    ];
  });
}

/** Several requests with one counterparty, each below the limit and together above it, within the window (N8). */
export function splitAlarms(requests: readonly RequestFact[], policy: AlarmPolicy): FoundAlarm[] {
  const groups = Map.groupBy(
    requests.filter((r) => isSplitCandidate(r, policy)),
    (r) => `${r.village} ${normalised(r.counterparty)}`,
  );
  const found: FoundAlarm[] = [];
  for (const group of groups.values()) {
    const ordered = [...group].sort((a, b) => a.filedAt - b.filedAt);
    for (const [i, first] of ordered.entries()) {
      const within = ordered.slice(i).filter((r) => r.filedAt - first.filedAt <= policy.splitWindowMs);
      const sum = within.reduce((s, r) => s + (r.amountFen ?? 0), 0);
      if (within.length < 2 || sum < policy.splitThresholdFen) continue;
      const numbers = within.map((r) => r.number).join('、');
      const yuan = Math.round(sum / 100);
      found.push(
        alarm(
          'counterpartySplit',
          { village: first.village, request: first.id },
          {
            zh: `与“${first.counterparty}”的 ${numbers} 合计 ${yuan} 元，单件都低于限额`,
            en: `${numbers} with “${first.counterparty}” sum up to ${yuan} yuan, each below the limit`,
          },
        ),
      );
      break;
    }
  }
  return found;
}

/** Matters that are major anyway hide nothing; rejected and withdrawn ones bind nobody. */
function isSplitCandidate(r: RequestFact, policy: AlarmPolicy): boolean {
  if (r.major || r.amountFen === null || normalised(r.counterparty) === '') return false;
  return r.amountFen < policy.splitThresholdFen && r.phase !== 'rejected' && r.phase !== 'withdrawn';
}

function normalised(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\s\p{P}]/gu, '')
    .toLowerCase();
}

function longestMismatchRun(trials: RequestFact['trials']): number {
  let run = 0;
  let longest = 0;
  for (const t of trials) {
    run = t === 'mismatch' ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** Whether an hour lies outside of the usual ones. */
export function isAfterHours(at: Instant, policy: AlarmPolicy): boolean {
  const { hour, weekday } = localTime(at, policy.offsetMinutes);
  return !policy.workDays.includes(weekday) || hour < policy.workFromHour || hour >= policy.workToHour;
}

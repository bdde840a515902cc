import type { Instant, Phase } from '@hufu/contract';
import { localTime } from './local-time.ts';

/** One impression that was made. */
export interface UseFact {
  readonly request: string;
  readonly village: string;
  readonly seal: string;
  readonly sealKind: string;
  readonly at: Instant;
}

/** One request as it is counted. */
export interface CaseFact {
  readonly id: string;
  readonly village: string;
  readonly matter: string;
  readonly phase: Phase;
  readonly filedAt: Instant;
  readonly decidedAt: Instant | null;
  readonly firstStampAt: Instant | null;
}

/** Counts things by a name, most frequent first, names in order where counts are equal. */
export function countBy<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
): { name: string; count: number }[] {
  return [...Map.groupBy(items, nameOf)]
    .map(([name, group]) => ({ name, count: group.length }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** The middle value, or the mean of the two middle ones; null without values. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}

/** From filing to decision. */
export function approvalLatencyMs(cases: readonly CaseFact[]): number | null {
  return median(cases.flatMap((c) => (c.decidedAt === null ? [] : [c.decidedAt - c.filedAt])));
}

/** From filing to the first impression. */
export function requestToStampMs(cases: readonly CaseFact[]): number | null {
  return median(cases.flatMap((c) => (c.firstStampAt === null ? [] : [c.firstStampAt - c.filedAt])));
}

/** Requests and impressions of every month between the first and the last, months without any included (F92). */
export function byMonth(
  cases: readonly CaseFact[],
  uses: readonly UseFact[],
  offsetMinutes = 480,
): { month: string; requests: number; impressions: number }[] {
  const month = (at: Instant) => localTime(at, offsetMinutes).month;
  const requests = new Map(countBy(cases, (c) => month(c.filedAt)).map((x) => [x.name, x.count]));
  const impressions = new Map(countBy(uses, (u) => month(u.at)).map((x) => [x.name, x.count]));
  const months = [...requests.keys(), ...impressions.keys()].sort();
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return [];
  const all: { month: string; requests: number; impressions: number }[] = [];
  for (let m = first; m <= last; m = nextMonth(m))
    all.push({ month: m, requests: requests.get(m) ?? 0, impressions: impressions.get(m) ?? 0 });
  return all;
}

/** Impressions in each hour of the local day. */
export function byHour(uses: readonly UseFact[], offsetMinutes = 480): number[] {
  const hours = Array.from({ length: 24 }, () => 0);
  for (const use of uses) {
    const { hour } = localTime(use.at, offsetMinutes);
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return hours;
}

function nextMonth(month: string): string {
  const [year, number] = month.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, number ?? 0, 1)).toISOString().slice(0, 7);
}

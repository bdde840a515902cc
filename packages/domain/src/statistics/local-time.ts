import type { Instant } from '@hufu/contract';

/** Local calendar of an instant. China has one offset and no summer time, so minutes ahead of UTC are enough. */
export function localTime(at: Instant, offsetMinutes = 480) {
  const d = new Date(at + offsetMinutes * 60_000);
  const day = d.toISOString().slice(0, 10);
  return { day, month: day.slice(0, 7), hour: d.getUTCHours(), weekday: d.getUTCDay() };
}

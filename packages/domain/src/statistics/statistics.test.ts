import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localTime } from './local-time.ts';
import {
  approvalLatencyMs,
  byHour,
  byMonth,
  type CaseFact,
  countBy,
  median,
  requestToStampMs,
  type UseFact,
} from './statistics.ts';

const aCase = (filedAt: number, decidedAt: number | null, firstStampAt: number | null = null): CaseFact => ({
  id: `${filedAt}`,
  village: 'v',
  matter: 'm',
  phase: 'finished',
  filedAt,
  decidedAt,
  firstStampAt,
});
const aUse = (at: number, seal = 's'): UseFact => ({ request: 'r', village: 'v', seal, sealKind: 'k', at });

describe('statistics', () => {
  it('count by a name, most frequent first', () => {
    expect(countBy(['b', 'a', 'c', 'a', 'b'], (x) => x)).toEqual([
      { name: 'a', count: 2 },
      { name: 'b', count: 2 },
      { name: 'c', count: 1 },
    ]);
  });

  it('take the median: at least half lies on either side', () => {
    expect(median([])).toBeNull();
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), (values) => {
        const m = median(values) ?? Number.NaN;
        expect(values.filter((v) => v <= m).length * 2).toBeGreaterThanOrEqual(values.length);
        expect(values.filter((v) => v >= m).length * 2).toBeGreaterThanOrEqual(values.length);
      }),
    );
  });

  it('measure approval and the way to the stamp over what was decided and stamped', () => {
    const cases = [aCase(0, 100, 300), aCase(0, 200), aCase(0, null)];
    expect(approvalLatencyMs(cases)).toBe(150);
    expect(requestToStampMs(cases)).toBe(300);
    expect(approvalLatencyMs([])).toBeNull();
  });

  it('count months in local time, empty ones too', () => {
    // 16:30 UTC of the last of November is December in Hangzhou.
    const december = Date.UTC(2025, 10, 30, 16, 30);
    const february = Date.UTC(2026, 1, 10);
    expect(byMonth([aCase(december, null)], [aUse(february), aUse(february)])).toEqual([
      { month: '2025-12', requests: 1, impressions: 0 },
      { month: '2026-01', requests: 0, impressions: 0 },
      { month: '2026-02', requests: 0, impressions: 2 },
    ]);
    expect(byMonth([], [])).toEqual([]);
  });

  it('put every impression into one hour of the local day', () => {
    const hours = byHour([aUse(Date.UTC(2026, 2, 2, 2)), aUse(Date.UTC(2026, 2, 2, 16))]);
    expect(hours[10]).toBe(1);
    expect(hours[0]).toBe(1);
    expect(hours.reduce((a, b) => a + b, 0)).toBe(2);
    expect(localTime(Date.UTC(2026, 2, 1, 16))).toMatchObject({ day: '2026-03-02', weekday: 1 });
  });
});

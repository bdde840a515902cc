import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openClock } from './clock.ts';

const start = Date.UTC(2026, 2, 2, 2);
beforeEach(() => {
  vi.useFakeTimers({ now: start, toFake: ['Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the clock of a machine', () => {
  it('never goes behind the journal, though the system clock fell back to 2017', () => {
    vi.setSystemTime(Date.UTC(2017, 0, 1));
    expect(openClock(start).now()).toBe(start);
  });

  it('never goes back when the system clock is set back while it runs', () => {
    const clock = openClock(0);
    expect(clock.now()).toBe(start);
    vi.setSystemTime(start - 3_600_000);
    expect(clock.now()).toBe(start);
  });

  it('counts from what witnesses said by monotonic time, whatever the system clock does', () => {
    const clock = openClock(0);
    expect(clock.witnessed(start + 60_000)).toBe(-60_000);
    expect(clock.quality()).toBe('witness');
    vi.advanceTimersByTime(5_000);
    vi.setSystemTime(start + 30 * 86_400_000);
    expect(clock.now()).toBe(start + 65_000);
  });
});

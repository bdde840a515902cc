import type { Instant, TimeQuality } from '@hufu/contract';

/** The machine's time (MACHINE.md 2): witnesses first, else the system's clock, and never behind the journal. */
export interface DeviceClock {
  now(): Instant;
  quality(): TimeQuality;
  /** Milliseconds since the process started: decides durations. */
  monoMs(): number;
  /** k witnesses vouch for this time; returns how far the system's clock was off. */
  witnessed(now: Instant): number;
  /** The controller lost what witnesses said. */
  forget(): void;
}

/** Opens the clock; `last` is the newest time in the journal. */
export function openClock(last: Instant): DeviceClock {
  let floor = last;
  let vouched: { at: Instant; monoMs: number } | undefined;
  const monoMs = () => Math.round(performance.now());
  return {
    monoMs,
    now() {
      const believed = vouched ? vouched.at + monoMs() - vouched.monoMs : Date.now();
      floor = Math.max(floor, believed);
      return floor;
    },
    quality: () => (vouched ? 'witness' : 'rtc'),
    witnessed(at) {
      vouched = { at, monoMs: monoMs() };
      return Date.now() - at;
    },
    forget() {
      vouched = undefined;
    },
  };
}

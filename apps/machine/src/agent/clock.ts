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

/** Where time comes from: the system, or a drill that makes it pass by itself. */
export interface TimeSource {
  wall(): Instant;
  /** Monotone milliseconds. */
  mono(): number;
}

const systemTime: TimeSource = { wall: () => Date.now(), mono: () => performance.now() };

/** Opens the clock; `last` is the newest time in the journal. */
export function openClock(last: Instant, source: TimeSource = systemTime): DeviceClock {
  let floor = last;
  let vouched: { at: Instant; monoMs: number } | undefined;
  const monoMs = () => Math.round(source.mono());
  return {
    monoMs,
    now() {
      const believed = vouched ? vouched.at + monoMs() - vouched.monoMs : source.wall();
      floor = Math.max(floor, believed);
      return floor;
    },
    quality: () => (vouched ? 'witness' : 'rtc'),
    witnessed(at) {
      vouched = { at, monoMs: monoMs() };
      return source.wall() - at;
    },
    forget() {
      vouched = undefined;
    },
  };
}

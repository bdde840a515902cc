import { HufuError, type Instant } from '@hufu/contract';

const windowMs = 5 * 60_000;

/** Counts failed sign-ins of one address or account within five minutes. */
export interface Attempts {
  /** Throws TOO_MANY_REQUESTS when the name has used them up. */
  check(name: string, now: Instant): void;
  fail(name: string, now: Instant): void;
  clear(name: string): void;
}

/** Attempts in memory: a restart forgives, which an attacker cannot cause from outside. */
export function countAttempts(limit: number): Attempts {
  const failures = new Map<string, Instant[]>();
  const recent = (name: string, now: Instant) => (failures.get(name) ?? []).filter((t) => t > now - windowMs);
  return {
    check(name, now) {
      const held = recent(name, now);
      const [oldest] = held;
      if (oldest !== undefined && held.length >= limit)
        throw new HufuError('TOO_MANY_REQUESTS', {
          context: { seconds: Math.ceil((oldest + windowMs - now) / 1000) },
        });
    },
    fail(name, now) {
      failures.set(name, [...recent(name, now), now]);
      // Names come from outside: the oldest go before memory does.
      if (failures.size > 20_000) failures.delete(failures.keys().next().value ?? '');
    },
    clear: (name) => void failures.delete(name),
  };
}

/** How long an answer is waited for before the same is said again. */
export interface Patience {
  /** Something was said, for the first time or again: each time that nothing is heard, the wait doubles. */
  said(): void;
  /** An answer came: nothing is waited for. */
  heard(): void;
  isOver(): boolean;
}

const FIRST_MS = 30_000;
const LONGEST_MS = 3_600_000;

/**
 * A broker that lost its sessions confirms what nobody hears: who came back before the server did has spoken to an empty
 * room, and would wait for ever.
 */
export function openPatience(nowMs: () => number = () => performance.now()): Patience {
  let waiting: { readonly since: number; readonly ms: number } | undefined;
  const isOver = () => waiting !== undefined && nowMs() - waiting.since >= waiting.ms;
  return {
    said() {
      if (!waiting) waiting = { since: nowMs(), ms: FIRST_MS };
      else if (isOver()) waiting = { since: nowMs(), ms: Math.min(LONGEST_MS, 2 * waiting.ms) };
    },
    heard() {
      waiting = undefined;
    },
    isOver,
  };
}

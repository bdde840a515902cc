/** Time that passes only when it is told to: the same events in the same order, however slow this host is. */
export interface VirtualTime {
  /** Milliseconds since the drill began. */
  now(): number;
  /** Calls back when so much time has passed; returns how to cancel. */
  setTimer(run: () => void, ms: number): () => void;
  /** Goes to the next moment at which something happens; false when nothing is due any more. */
  next(): boolean;
}

/** Opens a time of its own. */
export function openVirtualTime(): VirtualTime {
  let nowMs = 0;
  let made = 0;
  const due = new Map<number, { at: number; run: () => void }>();
  return {
    now: () => nowMs,
    setTimer(run, ms) {
      const id = ++made;
      due.set(id, { at: nowMs + Math.max(0, ms), run });
      return () => due.delete(id);
    },
    next() {
      let first: number | undefined;
      // In the order of their making when they are due together.
      for (const [id, { at }] of due) {
        const best = first === undefined ? undefined : due.get(first);
        if (!best || at < best.at) first = id;
      }
      const event = first === undefined ? undefined : due.get(first);
      if (first === undefined || !event) return false;
      due.delete(first);
      nowMs = Math.max(nowMs, event.at);
      event.run();
      return true;
    },
  };
}

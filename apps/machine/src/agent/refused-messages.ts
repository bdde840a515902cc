import type { ErrorCode } from '@hufu/contract';
import type { EntryBody } from './journal-entries.ts';

/** The first of a kind is written at once, those after it as a number: whoever floods the link wears out no disk. */
const EVERY_MS = 600_000;

/** Messages from the server's side that could not be read, on their way into the journal. */
export interface RefusedMessages extends Disposable {
  /** One of this kind was refused. Kinds are few: topics of the machine, not what a sender may name. */
  refused(kind: string, code: ErrorCode): void;
}

/** Counts by kind and code; `note` writes, and its faults are told by whoever gives it. */
export function openRefusedMessages(
  note: (entry: EntryBody<'refusedMessages'>) => void,
  everyMs = EVERY_MS,
): RefusedMessages {
  interface Counted {
    readonly entry: Omit<EntryBody<'refusedMessages'>, 'count'>;
    count: number;
    readonly timer: NodeJS.Timeout;
  }
  const counted = new Map<string, Counted>();

  function tell(key: string): void {
    const kept = counted.get(key);
    if (!kept) return;
    counted.delete(key);
    clearTimeout(kept.timer);
    if (kept.count > 0) note({ ...kept.entry, count: kept.count });
  }

  return {
    refused(kind, code) {
      const key = `${kind} ${code}`;
      const kept = counted.get(key);
      if (kept) {
        kept.count++;
        return;
      }
      const entry = { kind, code };
      counted.set(key, { entry, count: 0, timer: setTimeout(() => tell(key), everyMs).unref() });
      note({ ...entry, count: 1 });
    },
    [Symbol.dispose]() {
      for (const key of [...counted.keys()]) tell(key);
    },
  };
}

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EntryBody } from './journal-entries.ts';
import { openRefusedMessages } from './refused-messages.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('writes the first of a kind at once, a flood as one number, and what is left at the end', () => {
  const written: EntryBody<'refusedMessages'>[] = [];
  {
    using refusals = openRefusedMessages((entry) => void written.push(entry), 1000);
    for (let i = 0; i < 5000; i++) refusals.refused('command', 'LINK_MESSAGE_INVALID');
    refusals.refused('policy', 'LINK_MESSAGE_INVALID');
    expect(written).toEqual([
      { kind: 'command', code: 'LINK_MESSAGE_INVALID', count: 1 },
      { kind: 'policy', code: 'LINK_MESSAGE_INVALID', count: 1 },
    ]);
    vi.advanceTimersByTime(1001);
    expect(written.slice(2)).toEqual([{ kind: 'command', code: 'LINK_MESSAGE_INVALID', count: 4999 }]);
    refusals.refused('command', 'LINK_MESSAGE_INVALID');
    refusals.refused('command', 'LINK_MESSAGE_INVALID');
  }
  expect(written.slice(3).map(({ count }) => count)).toEqual([1, 1]);
  expect(written.reduce((sum, { count }) => sum + count, 0)).toBe(5003);
});

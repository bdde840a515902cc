import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBoardMailbox, openHostMailbox } from './mailbox.ts';
import { pumpMailbox, telegramMsAt } from './mailbox-pump.ts';

// What the press controller allows (`deadManMs`), and how often the host's link lets itself be heard.
const deadManMs = 250;
const beatMs = 100;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const after = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** Beats over a serial bus of this speed, of whose telegrams every so-many-th is lost; the longest silence at the board. */
async function longestSilence(of: { baudRate: number; loseEvery: number; seconds: number }) {
  const [mailbox, board] = [openHostMailbox(), openBoardMailbox()];
  const wireMs = (bytes: number) => (bytes * 11_000) / of.baudRate;
  let [telegrams, heardAt, longest, isOpen] = [0, 0, 0, true];
  const isLost = () => ++telegrams % of.loseEvery === 0;
  const unanswered = async (withinMs: number): Promise<never> => {
    await after(withinMs);
    throw new Error('no answer');
  };
  const done = pumpMailbox({
    mailbox,
    telegramMs: telegramMsAt(of.baudRate),
    isOpen: () => isOpen,
    onBytes: () => undefined,
    pause: () => after(15),
    bus: {
      async read(at, count, withinMs) {
        if (isLost()) return unanswered(withinMs);
        await after(wireMs(8 + 5 + 2 * count) + 4);
        return board.input.slice(at, at + count);
      },
      async write(values, withinMs) {
        if (isLost()) return unanswered(withinMs);
        await after(wireMs(9 + 2 * values.length + 8) + 4);
        if (board.take(values).length === 0) return;
        longest = Math.max(longest, Date.now() - heardAt);
        heardAt = Date.now();
      },
    },
  });
  heardAt = Date.now();
  const beats = setInterval(() => {
    mailbox.send(new Uint8Array(48));
    // The controller answers each.
    board.send(new Uint8Array(48));
  }, beatMs);
  await vi.advanceTimersByTimeAsync(of.seconds * 1000);
  clearInterval(beats);
  isOpen = false;
  await vi.advanceTimersByTimeAsync(1000);
  await done;
  return longest;
}

describe('the pump of a Modbus RTU mailbox', () => {
  it.each([
    [115_200, 7],
    [57_600, 7],
    [115_200, 3],
  ])(
    'lets the controller hear a beat within its dead-man of 250 ms at %i baud though one telegram in %i is lost',
    async (baudRate, loseEvery) => {
      expect(await longestSilence({ baudRate, loseEvery, seconds: 20 })).toBeLessThan(deadManMs);
    },
  );

  it('gives a line up when nothing answers, so that the agent opens it anew', async () => {
    let asked = 0;
    const done = pumpMailbox({
      mailbox: openHostMailbox(),
      telegramMs: telegramMsAt(115_200),
      isOpen: () => true,
      onBytes: () => undefined,
      pause: () => after(15),
      bus: {
        async read(_at, _count, withinMs) {
          asked++;
          await after(withinMs);
          throw new Error('no answer');
        },
        write: () => after(1),
      },
    });
    await vi.advanceTimersByTimeAsync(3000);
    await done;
    expect(asked).toBe(5);
  });
});

import { accept, type Result, refuse } from '@hufu/contract';
import type { PressClient } from '@hufu/press';
import { aVillage, derivedBytes, freshnessFor } from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import { openClock } from './clock.ts';
import { openFreshnessKeeper } from './freshness-keeper.ts';
import type { Notebook } from './notebook.ts';
import type { PressLine } from './press-line.ts';

const minute = 60_000;
const village = aVillage();
const nonce = derivedBytes('nonce of the controller').slice(0, 16);
const words = freshnessFor(village, nonce).map((s) => s.cose);

/** A time that tests move. */
let monoMs = 0;

/** A keeper whose controller, when it takes the words, says that witnesses live `offMs` after the system's clock. */
async function keeperOff(offMs: number, loads: () => Result<void> = () => accept(undefined)) {
  const clock = openClock(0, { wall: () => Date.now(), mono: () => monoMs });
  const jumps: number[] = [];
  let loaded = 0;
  let asked = 0;
  const client = {
    nonce: async () => accept(nonce),
    loadFreshness: async () => {
      loaded++;
      const done = loads();
      return done.ok ? accept({ now: Date.now() + offMs, freshMs: 24 * 60 * minute }) : done;
    },
  } as unknown as PressClient;
  const keeper = openFreshnessKeeper({
    notebook: { clock } as unknown as Notebook,
    press: () =>
      ({
        isUp: true,
        caredAt: 0,
        use: <T>(work: (c: PressClient) => Promise<T>) => work(client),
      }) as unknown as PressLine,
    freshnessMs: () => 24 * 60 * minute,
    canAsk: () => true,
    request: async () => void asked++,
    onClockJump: async (offByMs) => void jumps.push(offByMs),
    onRevoked: async () => undefined,
  });
  await keeper.tick();
  return { keeper, clock, jumps, loaded: () => loaded, asked: () => asked };
}

describe('the words of witnesses', () => {
  it.each([
    ['an hour ahead', 60],
    ['an hour back', -60],
    ['a year ahead', 365 * 24 * 60],
  ])('tell of a system clock that is wrong by more than five minutes: witnesses %s', async (_, minutes) => {
    const { keeper, clock, jumps } = await keeperOff(minutes * minute);
    await keeper.take({ nonce, statements: words });
    expect(jumps).toHaveLength(1);
    expect(Math.round((jumps[0] ?? 0) / minute)).toBe(-minutes);
    expect(clock.quality()).toBe('witness');
  });

  it('say nothing about a clock that is wrong by four minutes', async () => {
    const { keeper, jumps } = await keeperOff(4 * minute);
    await keeper.take({ nonce, statements: words });
    expect(keeper.until).not.toBeNull();
    expect(jumps).toEqual([]);
  });

  it('are not even shown to the controller when they answer another nonce', async () => {
    const { keeper, jumps, loaded } = await keeperOff(60 * minute);
    await keeper.take({ nonce: derivedBytes('older nonce').slice(0, 16), statements: words });
    expect([loaded(), jumps, keeper.until]).toEqual([0, [], null]);
  });

  it('that the controller refuses neither set the clock nor end the round', async () => {
    let isGood = false;
    const { keeper, clock, jumps } = await keeperOff(60 * minute, () =>
      isGood ? accept(undefined) : refuse('FRESHNESS_MISSING'),
    );
    await keeper.take({ nonce, statements: words.slice(1) });
    expect([clock.quality(), jumps, keeper.until]).toEqual(['rtc', [], null]);
    isGood = true;
    await keeper.take({ nonce, statements: words });
    expect(keeper.until).not.toBeNull();
  });

  it('are asked for again within minutes, so that what only witnesses know is in force here soon', async () => {
    const { keeper, asked } = await keeperOff(0);
    await keeper.take({ nonce, statements: words });
    expect(asked()).toBe(1);
    monoMs += 3 * minute;
    await keeper.tick();
    expect(asked()).toBe(1);
    monoMs += 2 * minute;
    await keeper.tick();
    expect(asked()).toBe(2);
    // Nobody answered: what was said stays good, and the question is repeated.
    expect(keeper.until).not.toBeNull();
    monoMs += minute;
    await keeper.tick();
    expect(asked()).toBe(3);
  });
});

import { accept } from '@hufu/contract';
import type { PressClient } from '@hufu/press';
import { derivedBytes } from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import { followRosters } from './controller-greeting.ts';
import type { FreshnessKeeper } from './freshness-keeper.ts';
import type { Notebook } from './notebook.ts';
import type { PressLine } from './press-line.ts';

const chain = [1, 2, 3].map((n) => derivedBytes(`roster ${n}`));

/** A controller that holds so many rosters, and an agent that holds all three. */
function met(held: number, isUp = true) {
  const loaded: Uint8Array[] = [];
  let forgotten = 0;
  const client = {
    status: async () => accept({ rosterVersion: held + loaded.length }),
    loadRoster: async (cose: Uint8Array) => accept({ version: held + loaded.push(cose) }),
  } as unknown as PressClient;
  const press = {
    isUp,
    caredAt: 0,
    get status() {
      return isUp ? { rosterVersion: held + loaded.length } : null;
    },
    use: <T>(work: (c: PressClient) => Promise<T>) => work(client),
    refresh: async () => undefined,
  } as unknown as PressLine;
  const context = {
    notebook: { memory: { rosters: chain } } as unknown as Notebook,
    freshness: { forget: () => void forgotten++ } as unknown as FreshnessKeeper,
    press,
  };
  return { context, loaded, forgotten: () => forgotten };
}

describe('a controller that is behind the roster', () => {
  it('is given what it lacks, in order, and its old words of witnesses are forgotten', async () => {
    const { context, loaded, forgotten } = met(1);
    await followRosters(context);
    expect(loaded).toEqual(chain.slice(1));
    expect(forgotten()).toBe(1);
  });

  it('is asked again at every tick without losing its words once it is level', async () => {
    const { context, loaded, forgotten } = met(1);
    for (let tick = 0; tick < 3; tick++) await followRosters(context);
    expect(loaded).toHaveLength(2);
    expect(forgotten()).toBe(1);
  });

  it('is left alone while the two are still being introduced', async () => {
    const { context, loaded, forgotten } = met(1, false);
    await followRosters(context);
    expect([loaded, forgotten()]).toEqual([[], 0]);
  });
});

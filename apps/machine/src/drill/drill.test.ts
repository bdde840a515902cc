import { expect, it, vi } from 'vitest';
import { randomRun } from './random-run.ts';

// Every step of every stamping is checked against the mechanism's own truth; 500 and 10,000 stampings run by
// `hufu bench machine --runner`.
vi.setConfig({ testTimeout: 240_000 });
const stampings = Number(process.env.HUFU_DRILL_STAMPINGS ?? 12);
const seed = process.env.HUFU_SEED ?? '1';

it(`I1 I2 I3 I4: real agent and real core keep every invariant at every step of ${stampings} stampings under random faults`, async () => {
  const result = await randomRun({ stampings, seed });
  expect(result.violations, result.trace.join('\n')).toEqual([]);
  expect(result).toMatchObject({ lost: 0, doubled: 0, unexplained: 0 });
  expect(result.executed).toBeGreaterThan(stampings / 3);
  expect(result.contacts).toBeGreaterThanOrEqual(result.executed);
});

it('replays a run by its seed alone, step for step and millisecond for millisecond', async () => {
  const first = await randomRun({ stampings: 2, seed: 'replay', keepTrace: true });
  const again = await randomRun({ stampings: 2, seed: 'replay', keepTrace: true });
  expect(first.trace.length).toBeGreaterThan(20);
  expect(again.trace).toEqual(first.trace);
});

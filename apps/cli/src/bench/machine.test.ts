import { expect, it } from 'vitest';
import { benchMachine } from './machine.ts';

it('finds no impression lost, doubled or told wrongly by a controller that is killed and disturbed', async () => {
  const result = await benchMachine({ runs: '3', seed: 'test', json: true });
  expect(result).toMatchObject({ runs: 3, lost: 0, doubled: 0, unexplained: 0 });
  expect(result.executed).toBeGreaterThan(0);
  expect(result.refusedAgain).toBeGreaterThanOrEqual(Number(result.executed));
}, 120_000);

it('refuses a number of runs that is none', async () => {
  await expect(benchMachine({ runs: 'many', seed: '1' })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
});

import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { perform } from './perform.ts';

// Two whole comparisons.
vi.setConfig({ testTimeout: 120_000 });

const data = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../testdata/${name}`, import.meta.url)));

it('tells an impression of a retired die as that, where the task brings its specimen', async () => {
  const task = {
    kind: 'after',
    approved: { bytes: data('00.pdf') },
    before: data('after-before.jpg'),
    photo: data('after-wrong.jpg'),
    specimen: data('specimen.png'),
    place: { xMm: 134.4, yMm: 253 },
  } as const;
  const known = await perform({ ...task, retired: [data('specimen-wrong.png')] });
  expect(known).toMatchObject({ verdict: 'mismatch' });
  expect('reasons' in known && known.reasons).toContain('RETIRED_SEAL');
  const unknown = await perform(task);
  expect('reasons' in unknown && unknown.reasons).toContain('WRONG_SEAL');
});

import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { perform } from './perform.ts';

// A whole comparison, with a second die to fit.
vi.setConfig({ testTimeout: 120_000 });

const data = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../testdata/${name}`, import.meta.url)));

it('tells an impression of a retired die as that, where the task brings its specimen', async () => {
  const known = await perform({
    kind: 'after',
    approved: { bytes: data('00.pdf') },
    before: data('after-before.jpg'),
    photo: data('after-wrong.jpg'),
    specimen: data('specimen.png'),
    retired: [data('specimen-wrong.png')],
    place: { xMm: 134.4, yMm: 253 },
  });
  expect(known).toMatchObject({ verdict: 'mismatch' });
  expect('reasons' in known && known.reasons).toContain('RETIRED_SEAL');
});

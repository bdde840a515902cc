import { expect, it } from 'vitest';
import { benchSpoiltFrames } from './spoilt-frames.ts';

it('lets none of 20,000 randomly corrupted frames through to the controller, in nine ways of corruption', async () => {
  const result = await benchSpoiltFrames({ seed: 'ci', frames: '20000', json: true });
  expect(result).toMatchObject({ frames: 20_000, accepted: 0, decoded: 0 });
});

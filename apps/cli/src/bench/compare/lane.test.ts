import { expect, it } from 'vitest';
import { openLane } from './lane.ts';

const material = (bytes: string) => ({
  approved: { bytes: new Uint8Array(Buffer.from(bytes)), name: 'a.pdf' },
  photo: new Uint8Array([1, 2, 3]),
});

it('a lane tells the code of a file that is refused, and goes on', async () => {
  await using lane = openLane();
  expect(await lane.compare(material(''))).toMatchObject({ refusal: 'PAPER_EMPTY_FILE' });
  const second = await lane.compare(material('no document'));
  expect(second).toMatchObject({ refusal: 'PAPER_NOT_A_PDF' });
  expect(second.peakRssMiB).toBeGreaterThan(0);
  expect(second.verdict).toBeUndefined();
});

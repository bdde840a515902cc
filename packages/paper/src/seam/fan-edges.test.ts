import { describe, expect, it } from 'vitest';
import { type Gray, mmToPx } from '../image/raster.ts';
import { fanTrouble, findFanEdges } from './fan-edges.ts';

const pageEdge = 300;

/** Paper with a shadow beside each edge, lines of print on the first sheet, and the dark table; `lean` turns the lower edges. */
function beside(edgesMm: readonly number[], { lean = 0, shadow = 0.2, reach = 0.8 } = {}): Gray {
  const [width, height] = [540, 420];
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const edges = [0, ...edgesMm.map((mm) => mm + (lean * (y - height / 2)) / height)].map(
      (mm) => pageEdge + mmToPx(mm),
    );
    const end = edges.at(-1) ?? pageEdge;
    for (let x = 0; x < width; x++) {
      const near = edges.slice(0, -1).map((edge) => (x - edge) / mmToPx(reach));
      const dark = near.reduce((most, d) => (d >= 0 && d < 1 ? Math.max(most, shadow * (1 - d)) : most), 0);
      const ink = x < 120 && y % 40 < 12 ? 0.7 : 0;
      data[y * width + x] = x >= end ? 40 : 225 * (1 - dark) * (1 - ink) + ((x * 7 + y * 13) % 5);
    }
  }
  return { width, height, data };
}
const seen = (edgesMm: readonly number[], how: Parameters<typeof beside>[1] = {}) =>
  findFanEdges({ plane: beside(edgesMm, how), pageEdge });

describe('the edges of a fan', () => {
  it.each([[[20]], [[10, 20]], [[7, 13.5, 20]], [[4, 8, 12, 16, 20]]])(
    'are found where they are: %j',
    (edgesMm) => {
      const { edgesMm: found, agreement } = seen(edgesMm);
      expect(found.length).toBe(edgesMm.length);
      for (const [i, mm] of edgesMm.entries()) expect(Math.abs((found[i] ?? 0) - mm)).toBeLessThan(0.6);
      expect(agreement).toBeGreaterThan(0.9);
      expect(fanTrouble({ edgesMm: found, agreement }, edgesMm.length + 1)).toBeUndefined();
    },
  );

  it('are found although the sheets lie a little askew', () => {
    expect(seen([10, 20], { lean: 4 }).edgesMm.length).toBe(2);
  });

  it('are counted against what was approved: one sheet too few or too many is refused', () => {
    expect(fanTrouble(seen([10, 20]), 4)).toEqual({ reason: 'SEAM_SHEETS', isCertain: true });
    expect(fanTrouble(seen([7, 13.5, 20]), 3)).toEqual({ reason: 'SEAM_SHEETS', isCertain: true });
  });

  it('that do not lie like a fan are refused, and what light does not show is not guessed', () => {
    expect(fanTrouble(seen([]), 3)).toEqual({ reason: 'SEAM_FAN', isCertain: true });
    expect(fanTrouble(seen([3, 20]), 3)).toEqual({ reason: 'SEAM_FAN', isCertain: true });
    expect(fanTrouble(seen([5, 9]), 3)).toEqual({ reason: 'SEAM_FAN', isCertain: true });
    expect(fanTrouble({ edgesMm: [10, 20], agreement: 0.4 }, 3)).toEqual({
      reason: 'SEAM_FAN',
      isCertain: false,
    });
    // Without shadows three sheets look like two: refused, never passed.
    expect(fanTrouble(seen([10, 20], { shadow: 0 }), 3)).toMatchObject({ reason: 'SEAM_SHEETS' });
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quadMap } from './quad-map.ts';

it('maps the corners of the page onto the corners in the photo', () => {
  const near = fc.tuple(
    fc.double({ min: -50, max: 50, noNaN: true }),
    fc.double({ min: -50, max: 50, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.tuple(near, near, near, near), (shifts) => {
      const plain: [number, number][] = [
        [100, 100],
        [900, 100],
        [900, 1300],
        [100, 1300],
      ];
      const corners = plain.map(([x, y], i): [number, number] => [
        x + (shifts[i]?.[0] ?? 0),
        y + (shifts[i]?.[1] ?? 0),
      ]);
      const map = quadMap(corners);
      const ends: [number, number][] = [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ];
      ends.forEach(([u, v], i) => {
        const at = map?.(u, v);
        expect(at?.x).toBeCloseTo(corners[i]?.[0] ?? 0, 6);
        expect(at?.y).toBeCloseTo(corners[i]?.[1] ?? 0, 6);
      });
    }),
  );
});

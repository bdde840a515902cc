import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gaussian } from '../image/blur.ts';
import { luma, shrink } from '../image/raster.ts';
import { noDisplacement, warpChannels, warpPage } from '../image/warp.ts';
import { inkOf } from '../ink/ink.ts';
import { kernels } from './kernels.ts';
import { floatsAt, intsAt, leaving, putBytes, putFloats, room } from './room.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

it('are built from their source, byte for byte', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hufu-kernels-'));
  try {
    const file = join(folder, 'kernels.wasm');
    execFileSync(process.execPath, [here('../../../../tools/build-kernels.mjs'), file]);
    expect(readFileSync(file).equals(readFileSync(here('kernels.wasm')))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

const sides = fc.record({ width: fc.integer({ min: 1, max: 70 }), height: fc.integer({ min: 1, max: 20 }) });
const bytes = (n: number) => fc.uint8Array({ minLength: n, maxLength: n });
const pictures = (channels: number) =>
  sides.chain(({ width, height }) =>
    bytes(width * height * channels).map((data) => ({ width, height, data })),
  );

it('weigh colours as the formula does, pixel for pixel', () => {
  fc.assert(
    fc.property(pictures(3), (image) => {
      const { data } = luma(image);
      for (let i = 0; i < image.width * image.height; i++) {
        const [r = 0, g = 0, b = 0] = image.data.subarray(3 * i, 3 * i + 3);
        expect(data[i]).toBe((77 * r + 150 * g + 29 * b + 128) >> 8);
      }
    }),
  );
});

it.each([2, 3])('shrink a picture to the rounded means of %s by as many pixels', (k) => {
  fc.assert(
    fc.property(pictures(1), (image) => {
      const small = shrink(image, k);
      for (let y = 0; y < small.height; y++)
        for (let x = 0; x < small.width; x++) {
          let sum = (k * k) >> 1;
          for (let j = 0; j < k; j++)
            for (let i = 0; i < k; i++) sum += image.data[(k * y + j) * image.width + k * x + i] ?? 0;
          expect(small.data[y * small.width + x]).toBe(Math.floor(sum / (k * k)));
        }
    }),
  );
});

/** A page moved over a photo by whole and half pixels. */
const shifted = (dx: number, dy: number, width: number, height: number) => ({
  homography: [1, 0, dx, 0, 1, dy, 0, 0, 1] as const,
  displacement: noDisplacement(width, height),
});

it('draw what lies in the photo and fill what does not, in gray and in colour alike', () => {
  fc.assert(
    fc.property(
      pictures(3).filter((p) => p.width > 2 && p.height > 2),
      fc.integer({ min: -90, max: 90 }),
      fc.integer({ min: -30, max: 30 }),
      (image, twiceX, twiceY) => {
        const mapping = shifted(twiceX / 2, twiceY / 2, 40, 24);
        const planes = warpChannels(image, 1, mapping, 40, 24, 1, 7);
        planes.forEach((plane, k) => {
          const gray = { ...image, data: image.data.filter((_, i) => i % 3 === k) };
          const { image: drawn } = warpPage(gray, 1, mapping, 40, 24, 1, 7);
          expect(drawn.data).toEqual(plane.data);
          for (let y = 0; y < 24; y++)
            for (let x = 0; x < 40; x++) {
              const [px, py] = [x + twiceX / 2, y + twiceY / 2];
              const isInside = px >= 0 && py >= 0 && px <= image.width - 1.001 && py <= image.height - 1.001;
              const [fx, fy] = [px % 1, py % 1];
              const at = (i: number, j: number) =>
                gray.data[(Math.floor(py) + j) * image.width + Math.floor(px) + i] ?? 0;
              const mean =
                (at(0, 0) * (1 - fx) + at(1, 0) * fx) * (1 - fy) + (at(0, 1) * (1 - fx) + at(1, 1) * fx) * fy;
              expect(Math.abs((drawn.data[y * 40 + x] ?? 0) - (isInside ? mean : 7))).toBeLessThanOrEqual(
                0.5,
              );
            }
        });
      },
    ),
    { numRuns: 40 },
  );
});

it('blur as the sum over the kernel does, and repeat the edges', () => {
  fc.assert(
    fc.property(
      pictures(1),
      fc.double({ min: 0.3, max: 4, noNaN: true }),
      ({ width, height, data }, sigma) => {
        const field = { width, height, data: Float32Array.from(data, (v) => v / 255) };
        const blurred = gaussian(field, sigma);
        const r = Math.max(1, Math.ceil(sigma * 2.6));
        const weights = Array.from({ length: 2 * r + 1 }, (_, i) =>
          Math.exp(-((i - r) ** 2) / (2 * sigma * sigma)),
        );
        const total = weights.reduce((a, b) => a + b);
        const edge = (v: number, n: number) => Math.min(n - 1, Math.max(0, v));
        for (const [x, y] of [
          [0, 0],
          [width - 1, height - 1],
          [width >> 1, height >> 1],
        ] as const) {
          let sum = 0;
          weights.forEach((a, j) => {
            weights.forEach((b, i) => {
              const at = edge(y + j - r, height) * width + edge(x + i - r, width);
              sum += (a * b * (field.data[at] ?? 0)) / (total * total);
            });
          });
          expect(blurred.data[y * width + x]).toBeCloseTo(sum, 4);
        }
      },
    ),
    { numRuns: 40 },
  );
});

it('divide brightness by the paper around it', () => {
  fc.assert(
    fc.property(pictures(1), fc.integer({ min: 20, max: 255 }), ({ width, height, data }, white) => {
      const [columns, rows] = [Math.ceil(width / 8), Math.ceil(height / 8)];
      const paper = { width: columns, height: rows, data: new Float32Array(columns * rows).fill(white) };
      const ink = inkOf({ width, height, data }, paper).data;
      data.forEach((v, i) => {
        expect(ink[i]).toBeCloseTo(Math.max(-0.2, 1 - v / white), 5);
      });
    }),
  );
});

it('find the two nearest of all descriptors, the first of equals', () => {
  const descriptors = (most: number) => fc.integer({ min: 1, max: most }).chain((n) => bytes(32 * n));
  fc.assert(
    fc.property(descriptors(4), descriptors(9), (from, to) => {
      const [count, others] = [from.length / 32, to.length / 32];
      const told = leaving(() => {
        const [a, b, out] = [putBytes(from), putBytes(to), room(12 * count)];
        kernels.nearestTwo(a, count, b, others, out);
        return intsAt(out, 3 * count).slice();
      });
      for (let i = 0; i < count; i++) {
        const apart = Array.from({ length: others }, (_, j) => {
          let bits = 0;
          for (let k = 0; k < 32; k++)
            for (let v = (from[32 * i + k] ?? 0) ^ (to[32 * j + k] ?? 0); v; v &= v - 1) bits++;
          return bits;
        });
        const sorted = apart.toSorted((x, y) => x - y);
        expect([...told.subarray(3 * i, 3 * i + 3)]).toEqual([
          apart.indexOf(sorted[0] ?? 0),
          sorted[0],
          sorted[1] ?? 257,
        ]);
      }
    }),
  );
});

it('take off what creases do, and turn the rest into units of its class', () => {
  const pixel = fc.record({
    v: fc.float({ min: -1, max: 1, noNaN: true }),
    ink: fc.integer({ min: 0, max: 250 }),
    bin: fc.integer({ min: 0, max: 47 }),
  });
  fc.assert(
    fc.property(
      fc.array(pixel, { minLength: 1, maxLength: 40 }),
      fc.float({ min: 0, max: Math.fround(0.13), noNaN: true }),
      (row, shading) => {
        const n = row.length;
        const units = Float32Array.from({ length: 48 }, (_, i) => 10 + i);
        const told = leaving(() => {
          const values = putFloats(Float32Array.from({ length: n + 4 }, (_, i) => row[i]?.v ?? 0));
          const inks = putBytes(Uint8Array.from({ length: n + 4 }, (_, i) => row[i]?.ink ?? 0));
          const bins = putBytes(Uint8Array.from({ length: n + 4 }, (_, i) => row[i]?.bin ?? 0));
          kernels.standardiseRow(values, inks, bins, putFloats(units), n, shading, 40, 10);
          return floatsAt(values, n).slice();
        });
        row.forEach(({ v, ink, bin }, i) => {
          const added = Math.max(0, v - (ink < 40 ? shading : shading / 2));
          const missing = ink < 10 ? 0 : Math.min(0, v + shading / 2);
          expect(told[i]).toBeCloseTo((v > 0 ? added : missing) * (10 + bin), 3);
        });
      },
    ),
  );
});

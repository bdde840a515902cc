import { openWorld } from '@hufu/paper-world';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { openPageRenderer } from './page-renderer.ts';
import { pageWarnings } from './page-warnings.ts';

const world = openWorld({ workers: 1 });
const renderer = openPageRenderer();
afterAll(async () => {
  await world.close();
  await renderer[Symbol.asyncDispose]();
});

/** A page of lines of text at these heights (shares of the page). */
async function lines(...heights: number[]): Promise<Uint8Array> {
  const [w, h] = [1654, 2339];
  const bars = heights.map((y) => `<rect x="200" y="${y * h}" width="1200" height="28" fill="#000"/>`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}"><rect width="${w}" height="${h}" fill="#fff"/>${bars.join('')}</svg>`;
  return new Uint8Array(await sharp(Buffer.from(svg)).png().toBuffer());
}

describe('a page that invites additions (F66)', () => {
  it('is one with a wide empty band above the signature', async () => {
    expect(await pageWarnings(await lines(0.1, 0.14, 0.18, 0.22, 0.6), 'document')).toEqual(['halfBlank']);
  });

  it('is one with a heading and nothing below it', async () => {
    expect(await pageWarnings(await lines(0.1, 0.13, 0.16), 'document')).toEqual(['halfBlank']);
  });

  it('is not a short text with its signature and an empty lower half', async () => {
    expect(await pageWarnings(await lines(0.1, 0.2, 0.24, 0.28, 0.4, 0.44), 'document')).toEqual([]);
  });

  it('is none of the ordinary certificates of a village', async () => {
    for (const [layout, seed] of [
      ['residence', 'a'],
      ['residence', 'b'],
      ['kinship', 'a'],
      ['introduction', 'b'],
      ['income', 'a'],
    ] as const) {
      const { pdf } = await world.villagePaper({ layout, seed });
      for await (const page of renderer.render({ bytes: pdf, name: 'a.pdf' }))
        expect([layout, seed, page.warnings]).toEqual([layout, seed, []]);
    }
  });
});

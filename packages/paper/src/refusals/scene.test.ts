import {
  blankSheet,
  camera,
  layOver,
  layUnder,
  type Paper,
  photograph,
  photographOfScreen,
  type Sheet,
  sheetFromPage,
  sheetFromPicture,
  villagePaper,
} from '@hufu/paper-world';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { compareBefore } from '../compare-before.ts';
import { decodePicture } from '../image/decode.ts';
import { pageImage } from '../image/render.ts';
import { type PreparedPage, preparePage } from '../prepare.ts';

const style = { sizePt: 14 };
// Pictures are drawn and compared at full size.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let paper: Paper;
let page: PreparedPage;
let sheet: Sheet;

beforeAll(async () => {
  paper = await villagePaper({ layout: 'residence', seed: 'scene', style });
  page = await preparePage(await pageImage(paper.pdf));
  sheet = await sheetFromPage(paper.pdf, 1, 'scene');
});

const seenBy = (seed: string) => camera('m', seed, { shadows: [], megapixels: 5 });
const compare = (photo: Uint8Array) => compareBefore({ approved: page, photo });

describe('a screen in place of the paper', () => {
  it.each([
    [98, 1],
    [110, 0.5],
  ])('of %i pixels an inch and contrast %d is told as a screen, and not passed', async (dpi, contrast) => {
    const v = await compare(await photographOfScreen(sheet, seenBy('screen'), 'screen', { dpi, contrast }));
    expect(v.verdict).toBe('unsure');
    expect(v.reasons).toContain('PHOTO_OF_SCREEN');
  });

  it('and a photo that was printed out and photographed again are both told as no original', async () => {
    const first = await photograph(sheet, camera('p', 'first', { megapixels: 5, shadows: [] }), 'first');
    const { image } = await decodePicture(first);
    const again = sheetFromPicture(image, 250, { linesPerInch: 106, dpi: 400 });
    const v = await compare(await photograph(again, seenBy('again'), 'again'));
    expect(v.verdict).not.toBe('match');
    expect(v.reasons).toContain('PHOTO_OF_SCREEN');
  });
});

describe('a reflection', () => {
  const glare = (strength: number, x: number, y: number, radius = 0.16) =>
    photograph(sheet, { ...seenBy('glare'), exposure: 0.8, glare: { x, y, radius, strength } }, 'glare');

  it.each([1.4, 2.6])(
    'of strength %d over print is not taken for missing text, and marked',
    async (strength) => {
      const v = await compare(await glare(strength, 0.5, 0.42));
      expect(v.verdict).toBe('unsure');
      expect(v.reasons).toContain('GLARE');
      expect(v.regions.some((r) => r.kind === 'hidden')).toBe(true);
    },
  );

  it('over half of the page is no leave to pass it', async () => {
    const v = await compare(await glare(2.3, 0.5, 0.45, 0.3));
    expect(v.verdict).toBe('unsure');
    expect(v.reasons).toContain('GLARE');
  });

  it('over bare paper is no trouble', async () => {
    const v = await compare(await glare(1.2, 0.5, 0.8, 0.05));
    expect(v.reasons).not.toContain('GLARE');
  });
});

describe('a second sheet', () => {
  it.each([
    [110, 170, 4],
    [150, 120, 7],
  ])('over the page (from %i, %i mm, turned by %i degrees) is told as one', async (xMm, yMm, angleDeg) => {
    const over = await sheetFromPage(
      (await villagePaper({ layout: 'letter', seed: 'over', style })).pdf,
      1,
      'over',
    );
    const v = await compare(
      await photograph(layOver(sheet, over, { xMm, yMm, angleDeg }), seenBy('over'), 'over'),
    );
    expect(v.verdict).not.toBe('match');
    expect(v.reasons).toContain('TWO_SHEETS');
  });

  it('without any print, laid over the place of the seal, is told as one', async () => {
    const over = blankSheet('slip', { widthMm: 90, heightMm: 70 });
    const v = await compare(
      await photograph(layOver(sheet, over, { xMm: 95, yMm: 205, angleDeg: 2 }), seenBy('slip'), 'slip'),
    );
    expect(v.verdict).not.toBe('match');
    expect(v.reasons).toContain('TWO_SHEETS');
  });

  it.each([
    [7, 3, 0],
    [0, -6, -1],
  ])(
    'that juts out from under the page by %i and %i mm, turned by %d degrees, is told as one',
    async (xMm, yMm, angleDeg) => {
      const used = seenBy('under');
      const pile = layUnder(sheet, blankSheet('under'), { xMm, yMm, angleDeg }, used.background.rgb);
      const v = await compare(await photograph(pile, { ...used, viewMm: 270 }, 'under'));
      expect(v.verdict).toBe('unsure');
      expect(v.reasons).toContain('TWO_SHEETS');
    },
  );
});

describe('an honest sheet', () => {
  it.each(['one', 'two'])('is none of these under camera %s', async (seed) => {
    const v = await compare(await photograph(sheet, camera('m', seed), seed));
    expect(v).toMatchObject({ verdict: 'match', reasons: [] });
  });

  it('with two folds across each other is no pile of sheets', async () => {
    const used = camera('m', 'folds', { megapixels: 5 });
    const fold = { heightMm: 1.2, reachMm: 50 };
    const curl = {
      ...used.curl,
      folds: [
        { ...fold, runs: 'across' as const, at: 0.5 },
        { ...fold, runs: 'down' as const, at: 0.5 },
      ],
    };
    const v = await compare(await photograph(sheet, { ...used, curl }, 'folds'));
    expect(v.reasons).not.toContain('TWO_SHEETS');
  });
});

import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareAfter } from './compare-after.ts';
import { pageImage } from './image/render.ts';
import { prepareSpecimen, type Specimen } from './impression/specimen.ts';
import { type PreparedPage, preparePage } from './prepare.ts';

const data = (name: string) => new Uint8Array(readFileSync(new URL(`../testdata/${name}`, import.meta.url)));
let approved: PreparedPage;
let specimen: Specimen;

beforeAll(async () => {
  approved = await preparePage(await pageImage(data('00.pdf')));
  specimen = await prepareSpecimen(data('specimen.png'));
});

const place = { xMm: 134.4, yMm: 253 };
const after = (photo: string, at = place) =>
  compareAfter({
    approved,
    before: data('after-before.jpg'),
    photo: data(`after-${photo}.jpg`),
    specimen,
    place: at,
  });

describe('exactly the agreed impression', () => {
  it('passes and is described', async () => {
    const v = await after('ok0');
    expect(v.verdict).toBe('match');
    expect(v.impression).toMatchObject({ count: 1, clarity: 'clear' });
    expect(v.impression?.placeErrorMm).toBeLessThan(3);
  });

  it('passes when faint, and is called so', async () => {
    const v = await after('okfaint');
    expect(v).toMatchObject({ verdict: 'match', reasons: ['FAINT'], impression: { clarity: 'faint' } });
  });

  it('is refused far from the agreed place', async () => {
    const v = await after('ok0', { xMm: 60, yMm: 60 });
    expect(v).toMatchObject({ verdict: 'mismatch' });
    expect(v.reasons).toContain('WRONG_PLACE');
  });
});

describe('a picture after the press that does not show the sheet as it is', () => {
  /** The picture of a good impression, with its light changed from place to place. */
  const lit = async (light: (x: number, y: number, value: number) => number) => {
    const picture = sharp(data('after-ok0.jpg')).removeAlpha().raw();
    const { data: pixels, info } = await picture.toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    for (let p = 0; p < pixels.length; p++) {
      const at = Math.floor(p / channels);
      pixels[p] = Math.min(255, light(at % width, Math.floor(at / width), pixels[p] ?? 0));
    }
    const raw = { width, height, channels };
    const photo = new Uint8Array(await sharp(pixels, { raw }).jpeg({ quality: 92 }).toBuffer());
    return compareAfter({ approved, before: data('after-before.jpg'), photo, specimen, place });
  };

  it('is not judged when it is of a screen', async () => {
    const grid = (x: number, y: number) => 0.9 + 0.1 * Math.cos((2 * Math.PI * (12 * x + 5 * y)) / 64);
    const v = await lit((x, y, value) => value * grid(x, y));
    expect(v).toMatchObject({ verdict: 'unsure', reasons: ['PHOTO_OF_SCREEN'] });
  });

  it('is unsure where light hides print, and marks the place', async () => {
    const v = await lit((x, y, value) => (Math.hypot(x - 1100, y - 1100) < 300 ? 255 : value));
    expect(v.verdict).toBe('unsure');
    expect(v.reasons).toContain('GLARE');
    expect(v.regions.some((r) => r.kind === 'hidden')).toBe(true);
  });
});

it.each([
  ['a second seal', 'double', 'SECOND_IMPRESSION'],
  ['a seal with one other character', 'wrong', 'WRONG_SEAL'],
  ['no impression', 'none', 'NO_IMPRESSION'],
  ['a digit changed meanwhile', 'ok-digit', 'ADDED_AFTER'],
] as const)('refuses %s', async (_, photo, reason) => {
  const v = await after(photo);
  expect(v.verdict).toBe('mismatch');
  expect(v.reasons).toContain(reason);
});

it('marks both seals of a doubled sheet', async () => {
  const v = await after('double');
  expect(v.regions.filter((r) => r.kind === 'impression')).toHaveLength(2);
});

it('tells an impression of a retired die as that', async () => {
  const v = await compareAfter({
    approved,
    before: data('after-before.jpg'),
    photo: data('after-wrong.jpg'),
    specimen,
    retired: [await prepareSpecimen(data('specimen-wrong.png'))],
    place,
  });
  expect(v.verdict).toBe('mismatch');
  expect(v.reasons).toContain('RETIRED_SEAL');
  expect(v.reasons).not.toContain('WRONG_SEAL');
});

it('finds a digit that changed under the seal', async () => {
  const page = await preparePage(await pageImage(data('under.pdf')));
  const v = await compareAfter({
    approved: page,
    before: data('under-before.jpg'),
    photo: data('under-digit.jpg'),
    place: { xMm: 95.7, yMm: 93.4 },
  });
  expect(v).toMatchObject({ verdict: 'mismatch', impression: { count: 1 } });
  const marked = v.regions.filter(
    ({ box: [x, y, w, h] }) => x < 710 && x + w > 680 && y < 745 && y + h > 695,
  );
  expect(marked).not.toHaveLength(0);
});

it('does not take a digit for old that weighs little beside the errors of two photos', async () => {
  const v = await compareAfter({
    approved: await preparePage(await pageImage(data('01.pdf'))),
    before: data('after-01-before.jpg'),
    photo: data('after-01-ok-digit.jpg'),
    specimen,
    place: { xMm: 158.6, yMm: 230 },
  });
  expect(v.verdict).toBe('mismatch');
  expect(v.reasons).toContain('DIGIT_CHANGED');
});

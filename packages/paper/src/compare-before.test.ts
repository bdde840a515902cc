import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareBefore } from './compare-before.ts';
import { decodePicture } from './image/decode.ts';
import { type Box, quarterTurns } from './image/raster.ts';
import { pageImage } from './image/render.ts';
import { type PreparedPage, preparePage } from './prepare.ts';

const data = (name: string) => new Uint8Array(readFileSync(new URL(`../testdata/${name}`, import.meta.url)));
const pages = new Map<string, PreparedPage>();

beforeAll(async () => {
  for (const n of ['00', '01']) pages.set(n, await preparePage(await pageImage(data(`${n}.pdf`))));
});

const page = (n: string) => {
  const found = pages.get(n);
  if (!found) throw new Error(`page ${n} was not prepared`);
  return found;
};
const compare = (n: string, photo: string) =>
  compareBefore({ approved: page(n), photo: data(`${photo}.jpg`) });
const touches = (a: Box, b: Box) =>
  a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];

describe('an honest sheet', () => {
  it.each([
    ['00', '00-base-00-m'],
    ['01', '01-base-00-m'],
    ['01', '01-base-03-p'],
  ])('of page %s passes under camera %s', async (n, photo) => {
    const v = await compare(n, photo);
    expect(v.reasons).toEqual([]);
    expect(v.verdict).toBe('match');
  });

  it('passes whichever way up it lies', async () => {
    const { image } = await decodePicture(data('00-base-00-m.jpg'));
    for (const turns of [1, 2]) {
      const turned = quarterTurns(image, turns);
      const photo = await sharp(turned.data, {
        raw: { width: turned.width, height: turned.height, channels: 3 },
      })
        .jpeg({ quality: 85 })
        .toBuffer();
      expect((await compareBefore({ approved: page('00'), photo })).verdict).toBe('match');
    }
  });

  it('gets the same verdict each time', async () => {
    const once = await compare('01', '01-base-03-p');
    const again = await compare('01', '01-base-03-p');
    expect({ ...again, timingsMs: {} }).toEqual({ ...once, timingsMs: {} });
  });
});

describe('an altered sheet is refused, with the place marked', () => {
  it.each([
    ['one digit', '00', '00-digit-10-m', [1110, 580, 25, 38]],
    ['one similar character', '01', '01-char-10-m', [400, 1065, 40, 45]],
    ['a name and what belongs to it', '00', '00-swap-00-m', [931, 426, 400, 40]],
    ['a line that is gone', '01', '01-erase-00-m', [445, 652, 520, 50]],
    ['something written on it', '01', '01-hand-00-m', [785, 1573, 95, 55]],
  ] as const)('%s', async (_, n, photo, box) => {
    const v = await compare(n, photo);
    expect(v.verdict).toBe('mismatch');
    expect(v.regions.some((r) => touches(r.box, box))).toBe(true);
  });

  it('but not inside a permitted zone', async () => {
    const zones = [{ xMm: 95, yMm: 195, wMm: 25, hMm: 15 }];
    const v = await compareBefore({ approved: page('01'), photo: data('01-hand-00-m.jpg'), zones });
    expect(v.verdict).toBe('match');
  });
});

it('tells a blank sheet and another page apart', async () => {
  expect(await compare('00', '00-blank-00-m')).toMatchObject({
    verdict: 'mismatch',
    reasons: ['BLANK_PAGE'],
  });
  expect(await compare('01', '01-otherpage-00-m')).toMatchObject({
    verdict: 'mismatch',
    reasons: ['WRONG_PAGE'],
  });
});

it('says of a sheet whose lower part was never printed that it is half blank, and refuses it (F66)', async () => {
  const honest = sharp(data('01-base-00-m.jpg'));
  const { width, height } = await honest.metadata();
  const part = (share: number, of: number) => Math.round(share * of);
  // Bare paper of this very photo is laid over the second half of the text; edges and title stay as they are.
  const [left, top, w, h] = [part(0.16, width), part(0.38, height), part(0.7, width), part(0.22, height)];
  const bare = await honest
    .clone()
    .extract({ left, top: part(0.63, height), width: w, height: part(0.2, height) })
    .resize(w, h, { fit: 'fill' })
    .toBuffer();
  const photo = await honest
    .composite([{ input: bare, left, top }])
    .jpeg()
    .toBuffer();
  const v = await compareBefore({ approved: page('01'), photo });
  expect(v.verdict).toBe('mismatch');
  expect(v.reasons).toContain('HALF_BLANK');
  expect(v.reasons).not.toContain('BLANK_PAGE');
});

describe('a photo that shows too little is not guessed at', () => {
  const spoil = async (how: (image: Sharp) => Sharp) =>
    compareBefore({
      approved: page('00'),
      photo: await how(sharp(data('00-base-00-m.jpg')))
        .jpeg()
        .toBuffer(),
    });

  it('because it is dark', async () => {
    const v = await spoil((s) => s.linear(0.06, 0));
    expect(v.verdict).toBe('unsure');
    expect(v.reasons).toContain('TOO_DARK');
  });

  it('because it is blurred', async () => {
    const v = await spoil((s) => s.blur(6));
    expect(v.verdict).toBe('unsure');
    expect(v.reasons).toContain('BLURRED');
  });

  it('because half the sheet is outside', async () => {
    const v = await spoil((s) => s.extract({ left: 0, top: 0, width: 1836, height: 1300 }));
    expect(v.verdict).toBe('unsure');
    expect(v.reasons).toContain('CUT_OFF');
  });

  it('because its print is too small', async () => {
    const v = await spoil((s) => s.resize(800));
    expect(v.verdict).toBe('unsure');
    expect(v.reasons).toContain('TOO_SMALL_PRINT');
  });
});

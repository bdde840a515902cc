import { readFileSync } from 'node:fs';
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

import {
  blankSheet,
  demoVillages,
  type Fan,
  type Ink,
  photograph,
  plainCamera,
  pressSeam,
  type Seal,
  type Sheet,
  sheetFromPage,
  villagePaper,
  villageSeals,
} from '@hufu/paper-world';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Field } from '../image/raster.ts';
import { pageImage } from '../image/render.ts';
import { prepareSpecimen, type Specimen } from '../impression/specimen.ts';
import { type PreparedPage, preparePage } from '../prepare.ts';
import { judgeSeam, judgeSeamBands } from './judge-seam.ts';

// Pictures are drawn and compared at full size.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const [village] = demoVillages();
if (!village) throw new Error('the demo has villages');
const { villageCommittee, partyBranch } = villageSeals(village);
let specimen: Specimen;

beforeAll(async () => {
  specimen = await prepareSpecimen(villageCommittee.specimenPng);
});

/** Seal ink of a sheet's right margin without any camera: red ink swallows green and blue. */
function bandOf({ rgba, width, height }: Sheet): Field {
  const wide = Math.min(width, 488);
  const data = new Float32Array(wide * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < wide; x++) {
      const p = (y * width + width - wide + x) * 4;
      const [r = 0, g = 0, b = 0] = rgba.subarray(p, p + 3);
      data[y * wide + x] = Math.max(0, (r - (g + b) / 2) / 245);
    }
  }
  return { width: wide, height, data };
}

const FAN: Fan = { stepMm: 7, yMm: 60, angleDeg: 4 };

async function sealed(
  n: number,
  fan: Partial<Fan> = {},
  die: Seal = villageCommittee,
  ink: Partial<Ink> = {},
) {
  const sheets = Array.from({ length: n }, (_, i) => blankSheet(i, { dpi: 200, widthMm: 90, heightMm: 120 }));
  const seam = await pressSeam(sheets, die, { ...FAN, ...fan }, ink, 'seam');
  return seam.sheets.map(bandOf);
}

describe('a seal across the seam, judged from its parts,', () => {
  it.each([
    [2, 20, 0],
    [3, 10, 4],
    [4, 7, -20],
    [6, 5, 170],
  ])('is right over %i sheets fanned by %i mm and turned by %i degrees', async (n, stepMm, angleDeg) => {
    const verdict = judgeSeamBands(await sealed(n, { stepMm, angleDeg }), specimen);
    expect(verdict).toMatchObject({
      verdict: 'match',
      count: n,
      order: Array.from({ length: n }, (_, i) => i),
    });
    expect(Math.abs(verdict.angleDeg - angleDeg)).toBeLessThan(2);
    expect(verdict.parts.every((p) => p.isPresent)).toBe(true);
  });

  it('tells that a sheet was taken out of the middle', async () => {
    const bands = await sealed(4);
    expect(judgeSeamBands([bands[0], bands[1], bands[3]], specimen)).toMatchObject({
      verdict: 'mismatch',
      reasons: ['SEAM_INCOMPLETE'],
    });
  });

  it('tells which page is not there', async () => {
    const bands = await sealed(4);
    const verdict = judgeSeamBands([bands[0], bands[1], undefined, bands[3]], specimen);
    expect(verdict.verdict).toBe('mismatch');
    expect(verdict.reasons).toContain('MISSING_PAGE');
    expect(verdict.parts.map((p) => p.isPresent)).toEqual([true, true, false, true]);
  });

  it('tells a sheet that was put in afterwards and bears no part', async () => {
    const bands = await sealed(3);
    const bare = bandOf(blankSheet('new', { dpi: 200, widthMm: 90, heightMm: 120 }));
    const verdict = judgeSeamBands([bands[0], bare, bands[2]], specimen);
    expect(verdict).toMatchObject({ verdict: 'mismatch', count: 2 });
    expect(verdict.reasons).toContain('SEAM_INCOMPLETE');
    expect(verdict.parts[1]?.isPresent).toBe(false);
  });

  it('tells that two sheets changed places', async () => {
    const [a, b, c, d] = await sealed(4);
    const verdict = judgeSeamBands([a, c, b, d], specimen);
    expect(verdict).toMatchObject({ verdict: 'mismatch', order: [0, 2, 1, 3] });
    expect(verdict.reasons).toContain('SEAM_ORDER');
  });

  it('tells the seal of somebody else', async () => {
    const verdict = judgeSeamBands(await sealed(3, { stepMm: 10 }, partyBranch), specimen);
    expect(verdict.verdict).toBe('mismatch');
    expect(verdict.reasons).toContain('WRONG_SEAL');
  });

  it('is none where no sheet bears ink', () => {
    const bare = bandOf(blankSheet(1, { dpi: 200, widthMm: 90, heightMm: 120 }));
    expect(judgeSeamBands([bare, bare], specimen)).toMatchObject({
      verdict: 'mismatch',
      reasons: ['NO_IMPRESSION'],
      count: 0,
    });
  });
});

it('a seal across the seam is judged from photos of the sheets', async () => {
  const paper = await villagePaper({ layout: 'lease', seed: 'seam', village, style: { sizePt: 22 } });
  const numbers = Array.from({ length: Math.min(3, paper.pages) }, (_, i) => i + 1);
  const pages: PreparedPage[] = [];
  const prints: Sheet[] = [];
  for (const n of numbers) {
    pages.push(await preparePage(await pageImage(paper.pdf, n)));
    prints.push(await sheetFromPage(paper.pdf, n, `seam/${n}`));
  }
  const { sheets } = await pressSeam(
    prints,
    villageCommittee,
    { stepMm: 10, yMm: 140, angleDeg: -3 },
    {},
    'seam',
  );
  const photos: Uint8Array[] = [];
  for (const [i, sheet] of sheets.entries())
    photos.push(await photograph(sheet, plainCamera({ noise: 2, blurPx: 0.6, megapixels: 5 }), `seam/${i}`));
  const shown = (order: readonly (Uint8Array | undefined)[]) =>
    pages.map((page, i) => {
      const photo = order[i];
      return { approved: async () => page, ...(photo ? { photo } : {}) };
    });
  const verdict = await judgeSeam({ sheets: shown(photos), specimen });
  expect(verdict).toMatchObject({ verdict: 'match', count: pages.length });
  // The second sheet is not there: its page is named, and what is left does not join.
  const torn = await judgeSeam({ sheets: shown([photos[0], undefined, photos[2]]), specimen });
  expect(torn.verdict).toBe('mismatch');
  expect(torn.reasons).toContain('MISSING_PAGE');
});

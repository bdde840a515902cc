import {
  demoVillages,
  fanOut,
  photograph,
  plainCamera,
  press,
  type Sheet,
  sheetFromPage,
  villagePaper,
  villageSeals,
} from '@hufu/paper-world';
import { beforeAll, expect, it, vi } from 'vitest';
import { cropBytes } from '../image/crop.ts';
import { mmToPx, type Rgb } from '../image/raster.ts';
import { pageImage } from '../image/render.ts';
import { prepareSpecimen } from '../impression/specimen.ts';
import { type PreparedPage, preparePage } from '../prepare.ts';
import { judgeFan, judgeSealedFan, seamCentreMm } from './judge-fan.ts';

// Pictures are drawn and compared.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const [village] = demoVillages();
if (!village) throw new Error('the demo has villages');
const { villageCommittee } = villageSeals(village);
/** A part of a page is as good as the whole, and four times as quick. */
const size = { widthMm: 110, heightMm: 130 };
let approved: PreparedPage;
let prints: Sheet[];

/** The upper left part of a picture of so many bytes a pixel. */
function part(data: Uint8Array, width: number, bytes: number, pixelsPerMm: number) {
  const [w, h] = [Math.round(size.widthMm * pixelsPerMm), Math.round(size.heightMm * pixelsPerMm)];
  const all = data.length / (width * bytes);
  return { width: w, height: h, data: cropBytes(data, width * bytes, all, 0, 0, w * bytes, h) };
}

beforeAll(async () => {
  const paper = await villagePaper({ layout: 'lease', seed: 'seam', village, style: { sizePt: 22 } });
  const page = await pageImage(paper.pdf, 1);
  approved = await preparePage({ ...page, ...part(page.data, page.width, 3, mmToPx(1)) } satisfies Rgb);
  prints = [];
  for (const n of [1, 1, 1]) {
    const { rgba, ...sheet } = await sheetFromPage(paper.pdf, n, `fan/${prints.length}`, { dpi: 200 });
    const { data, ...cut } = part(rgba, sheet.width, 4, mmToPx(1));
    prints.push({ ...sheet, ...size, ...cut, rgba: data });
  }
});

const shoot = (sheet: Sheet, seed: string) =>
  photograph(sheet, plainCamera({ noise: 2, blurPx: 0.6, megapixels: 2.5, viewMm: 180 }), seed);

it('a fan is compared by its first sheet and its edges, and after the press by the parts of the seal on every strip', async () => {
  const specimen = await prepareSpecimen(villageCommittee.specimenPng);
  const fan = fanOut(prints, 10, true);
  const before = await shoot(fan, 'before');
  const good = await judgeFan({ approved, photo: before, sheets: 3 });
  expect(good.reasons).toEqual([]);
  expect(good.verdict).toBe('match');
  expect(good.edgesMm?.map(Math.round)).toEqual([10, 20]);
  const xMm = seamCentreMm(size.widthMm, [10, 20], villageCommittee.diameterMm) ?? 0;
  const place = { yMm: 65, toleranceMm: 8 };
  const after = async (dxMm: number) => {
    const sealed = await press(
      fan,
      villageCommittee,
      { xMm: xMm + dxMm, yMm: 64, angleDeg: 3 },
      {},
      `at ${dxMm}`,
    );
    return judgeSealedFan({
      approved,
      before,
      photo: await shoot(sealed, 'after'),
      sheets: 3,
      specimen,
      place,
    });
  };
  const sealed = await after(1);
  expect(sealed.reasons).toEqual([]);
  expect(sealed).toMatchObject({ verdict: 'match', seam: { count: 3, order: [0, 1, 2] } });
  // Too far to the left: the last sheet bears nothing of it.
  const short = await after(-11);
  expect(short.verdict).toBe('mismatch');
  expect(short.reasons).toContain('SEAM_INCOMPLETE');
});

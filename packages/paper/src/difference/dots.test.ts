import {
  camera,
  type Paper,
  photograph,
  type Sheet,
  sheetFromPage,
  villagePaper,
  wear,
} from '@hufu/paper-world';
import { expect, it, vi } from 'vitest';
import { compareBefore } from '../compare-before.ts';
import { pageImage } from '../image/render.ts';
import { preparePage } from '../prepare.ts';

vi.setConfig({ testTimeout: 60_000 });

const paperOf = (name: string) =>
  villagePaper({
    layout: 'residence',
    seed: 'dots',
    style: { sizePt: 10.5, body: 'serif' },
    fields: { name },
  });

async function compare(approved: Paper, sheet: Sheet) {
  const page = await preparePage(await pageImage(approved.pdf));
  const photo = await photograph(sheet, camera('m', 'dots', { megapixels: 5, shadows: [] }), 'dots');
  return compareBefore({ approved: page, photo });
}

it('specks of toner are dirt, also among the characters', async () => {
  const paper = await paperOf('李大明');
  const dirty = wear(await sheetFromPage(paper.pdf, 1, 'dirty'), { dirt: 0.7 }, 'specks');
  expect(await compare(paper, dirty)).toMatchObject({ verdict: 'match', reasons: [] });
});

it('the dot that makes 大 into 太 is as small as a speck, and is told', async () => {
  const sheet = await sheetFromPage((await paperOf('李太明')).pdf, 1, 'dot');
  const v = await compare(await paperOf('李大明'), sheet);
  expect(v.verdict).toBe('mismatch');
  expect(v.regions).toHaveLength(1);
});

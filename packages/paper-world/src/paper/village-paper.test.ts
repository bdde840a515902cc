import { PDFiumLibrary } from '@hyzyla/pdfium';
import { describe, expect, it } from 'vitest';
import { sheetFromPage } from '../sheet/sheet.ts';
import { darkShare } from '../testing/dark-share.ts';
import { layoutNames, villagePaper } from './village-paper.ts';

describe.each(layoutNames)('the paper %s', (layout) => {
  it('is the same, byte for byte, for the same seed, and another for another', async () => {
    const first = await villagePaper({ layout, seed: 7 });
    const again = await villagePaper({ layout, seed: 7 });
    const other = await villagePaper({ layout, seed: 8 });
    expect(Buffer.from(again.pdf).equals(Buffer.from(first.pdf))).toBe(true);
    expect(again.fields).toEqual(first.fields);
    expect(Buffer.from(other.pdf).equals(Buffer.from(first.pdf))).toBe(false);
  });

  it('has ink where it says a field stands, and its text can be read from the PDF', async () => {
    const paper = await villagePaper({ layout, seed: 21 });
    const library = await PDFiumLibrary.init();
    const document = await library.loadDocument(paper.pdf);
    for (let page = 1; page <= paper.pages; page++) {
      const text = document
        .getPage(page - 1)
        .getText()
        .replace(/\s/g, '');
      const sheet = await sheetFromPage(paper.pdf, page, 1, { dpi: 150 });
      for (const field of paper.fields.filter((one) => one.page === page)) {
        expect(text).toContain(field.text.replace(/\s/g, ''));
        const share = darkShare(sheet, field.boxMm);
        expect(share, `${field.name} ${field.text}`).toBeGreaterThan(0.03);
        expect(share, `${field.name} ${field.text}`).toBeLessThan(0.6);
      }
    }
    document.destroy();
  });

  it('keeps its print on the page and its seal within it', async () => {
    const paper = await villagePaper({ layout, seed: 3 });
    for (const leaf of paper.source.leaves) {
      for (const run of leaf.runs) {
        expect(run.xMm).toBeGreaterThan(5);
        expect(run.baselineMm).toBeLessThan(leaf.heightMm - 5);
      }
    }
    for (const { page, boxMm } of paper.fields) {
      expect(boxMm[0] + boxMm[2]).toBeLessThan((paper.source.leaves[page - 1]?.widthMm ?? 0) - 5);
    }
    const { page, x, y } = paper.sealPlaceMm;
    const leaf = paper.source.leaves[page - 1];
    expect(page).toBe(paper.pages);
    expect(x).toBeLessThanOrEqual((leaf?.widthMm ?? 0) - 22);
    expect(y).toBeLessThanOrEqual((leaf?.heightMm ?? 0) - 22);
  });
});

it('takes given values instead of invented ones', async () => {
  const paper = await villagePaper({ layout: 'residence', seed: 1, fields: { name: '赵六七', house: '88' } });
  expect(paper.fields.find((one) => one.name === 'name')?.text).toBe('赵六七');
  expect(paper.values.house).toBe('88');
});

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { tinyDocx } from '../../rig/tiny-docx.ts';
import { openPageRenderer } from './page-renderer.ts';
import { wordToPdf } from './word-to-pdf.ts';

const hasLibreOffice = spawnSync('soffice', ['--version']).status === 0;

describe.skipIf(!hasLibreOffice)('a Word file (skipped where LibreOffice is not installed)', () => {
  it('becomes a PDF whose Chinese can be read: two texts give two different pages', async () => {
    await using renderer = openPageRenderer();
    const pages: Uint8Array[] = [];
    for (const text of ['同意租赁村集体厂房', '不予受理另行通知！']) {
      const pdf = await wordToPdf(tinyDocx(text), 'soffice');
      for await (const page of renderer.render({ bytes: pdf, name: 'a.pdf' })) pages.push(page.bytes);
    }
    // Boxes for missing glyphs would be the same nine boxes.
    expect(pages).toHaveLength(2);
    expect(Buffer.from(pages[0] ?? []).equals(pages[1] ?? Buffer.alloc(0))).toBe(false);
  });

  it('that is damaged is refused with a code, and not printed as the bytes it is', async () => {
    const cut = tinyDocx().slice(0, 300);
    await expect(wordToPdf(cut, 'soffice')).rejects.toMatchObject({ code: 'WORD_CONVERSION_FAILED' });
  });
});

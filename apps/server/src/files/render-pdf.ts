import { HufuError } from '@hufu/contract';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import sharp from 'sharp';
import type { RenderedPage } from './page-renderer.ts';
import { pageWarnings } from './page-warnings.ts';
import { maxImagePixels, maxPages, pageDpi } from './upload-limits.ts';

/** Renders every page of a PDF as PNG at 200 dpi. */
export async function renderPdf(
  bytes: Uint8Array,
  onPage: (page: RenderedPage, n: number, total: number) => Promise<void>,
): Promise<void> {
  const library = await PDFiumLibrary.init();
  const pdf = await library.loadDocument(bytes).catch((cause: unknown) => {
    const text = cause instanceof Error ? cause.message : '';
    throw new HufuError(/password/i.test(text) ? 'DOCUMENT_LOCKED' : 'DOCUMENT_DAMAGED', {
      cause,
      context: { problem: text },
    });
  });
  const total = pdf.getPageCount();
  if (total === 0) throw new HufuError('DOCUMENT_DAMAGED', { context: { problem: '没有页 / no pages' } });
  if (total > maxPages)
    throw new HufuError('DOCUMENT_TOO_MANY_PAGES', { context: { limit: maxPages, pages: total } });
  for (let n = 0; n < total; n++) {
    const page = pdf.getPage(n);
    const { originalWidth, originalHeight } = page.getOriginalSize();
    const width = Math.round((originalWidth * pageDpi) / 72);
    const height = Math.round((originalHeight * pageDpi) / 72);
    if (width * height > maxImagePixels || width < 1 || height < 1)
      throw new HufuError('IMAGE_TOO_LARGE', { context: { width, height } });
    const drawn = await page.render({ width, height, render: async (image) => image.data });
    await onPage(await pngOf(drawn.data, width, height), n, total);
  }
}

/** pdfium draws BGRA in memory but hands out RGBA; paper is opaque. */
async function pngOf(rgba: Uint8Array, width: number, height: number): Promise<RenderedPage> {
  const image = sharp(rgba, { raw: { width, height, channels: 4 } }).flatten({ background: '#ffffff' });
  const bytes = new Uint8Array(await image.png({ compressionLevel: 6 }).toBuffer());
  return {
    bytes,
    mediaType: 'image/png',
    widthPx: width,
    heightPx: height,
    source: 'document',
    warnings: await pageWarnings(bytes, 'document'),
  };
}

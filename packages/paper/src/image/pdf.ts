import { HufuError } from '@hufu/contract';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import type { Limits } from './decode.ts';
import { letGo } from './planes.ts';
import { PAGE_DPI, type Rgb } from './raster.ts';

let library: Promise<PDFiumLibrary> | undefined;

/** A3 with a little bleed: the largest page a seal is put on here. */
const MAX_POINTS = 1240;
/** A page smaller than 4 cm bears no text that a seal confirms. */
const MIN_PX = 300;

/** Draws pages of a PDF at 200 dpi, all or one (counted from 1). */
export async function drawPdf(bytes: Uint8Array, limits: Limits, only?: number): Promise<Rgb[]> {
  // A PDF whose end is missing can often be repaired by guessing; guessing is not for approved papers.
  if (!Buffer.from(bytes.subarray(-2048)).includes('%%EOF')) throw new HufuError('PAPER_TRUNCATED');
  library ??= PDFiumLibrary.init();
  const pdfium = await library;
  let document: PdfDocument;
  try {
    document = await pdfium.loadDocument(bytes);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message.toLowerCase() : '';
    throw new HufuError(text.includes('password') ? 'PAPER_ENCRYPTED' : 'PAPER_DAMAGED', { cause });
  }
  try {
    return await drawPages(document, limits, only);
  } catch (cause) {
    if (cause instanceof HufuError) throw cause;
    // A file that breaks the reader in the middle may have broken its memory too: the next file gets a new one.
    library = undefined;
    throw new HufuError('PAPER_DAMAGED', { cause });
  } finally {
    close(document);
  }
}

type PdfDocument = Awaited<ReturnType<PDFiumLibrary['loadDocument']>>;

/** Frees a document; a reader that broke cannot even do that, and is thrown away as a whole. */
function close(document: PdfDocument): void {
  try {
    document.destroy();
  } catch {
    library = undefined;
  }
}

async function drawPages(document: PdfDocument, limits: Limits, only?: number): Promise<Rgb[]> {
  const count = document.getPageCount();
  if (count === 0) throw new HufuError('PAPER_NO_PAGES');
  if (count > limits.maxPages) {
    throw new HufuError('PAPER_TOO_MANY_PAGES', { context: { pages: count, limit: limits.maxPages } });
  }
  if (only !== undefined && (only < 1 || only > count)) {
    throw new HufuError('PAPER_NO_SUCH_PAGE', { context: { pages: count, page: only } });
  }
  const pages: Rgb[] = [];
  for (let i = only === undefined ? 0 : only - 1; i < (only ?? count); i++) {
    const page = document.getPage(i);
    const { originalWidth, originalHeight } = page.getOriginalSize();
    if (originalWidth > MAX_POINTS || originalHeight > MAX_POINTS) {
      throw new HufuError('PAPER_PAGE_TOO_LARGE', { context: { page: i + 1 } });
    }
    // Sizes are passed in pixels: the library floors points before it scales.
    const width = Math.round((originalWidth * PAGE_DPI) / 72);
    const height = Math.round((originalHeight * PAGE_DPI) / 72);
    if (!(Math.min(width, height) >= MIN_PX)) {
      throw new HufuError('PAPER_TOO_FEW_PIXELS', { context: { width, height } });
    }
    const drawn = await page.render({ width, height, scale: 1, render: 'bitmap', renderFormFields: true });
    pages.push(dropAlpha(drawn.data, drawn.width, drawn.height));
    letGo(drawn.data);
  }
  return pages;
}

function dropAlpha(rgba: Uint8Array, width: number, height: number): Rgb {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0, j = 0, k = 0; i < width * height; i++, j += 3, k += 4) {
    data[j] = rgba[k] ?? 0;
    data[j + 1] = rgba[k + 1] ?? 0;
    data[j + 2] = rgba[k + 2] ?? 0;
  }
  return { width, height, data };
}

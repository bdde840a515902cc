import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { manifestPath } from '../manifest.ts';
import { type Pack, reportPath } from '../pack.ts';
import type { Block, ReportPage } from './blocks.ts';
import { reportPages } from './report-pages.ts';

/** Written into the PDF: a verifier compares only reports that its own version would have made. */
export const reportProducer = 'hufu-report/1';

const require = createRequire(import.meta.url);
const font = require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');
const bold = require.resolve('@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf');
const margin = 50;
const size = { title: 18, heading: 12, text: 10, small: 8 } as const;
const colour = { ink: '#1c1c1c', soft: '#5f5f5f', line: '#c9c9c9', red: '#a8201a' } as const;

/**
 * The report of a pack as a PDF with its fonts inside; undefined when there is nothing to tell. The same pack gives the
 * same bytes: nothing is compressed anew, since two builds of zlib need not agree, and the date is that of the pack.
 */
export async function makeReport(pack: Pack): Promise<Uint8Array | undefined> {
  const pages = reportPages(pack);
  if (pages.length === 0) return undefined;
  const doc = new PDFDocument({
    autoFirstPage: false,
    bufferPages: true,
    compress: false,
    size: 'A4',
    margin,
    lang: 'zh-CN',
    displayTitle: true,
    info: {
      Title: '用印证据报告',
      Producer: reportProducer,
      Creator: reportProducer,
      CreationDate: new Date(0),
    },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Uint8Array>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    doc.on('error', reject);
  });
  doc.registerFont('text', font).registerFont('bold', bold);
  const images = imagesOf(pack);
  for (const page of pages) drawPage(doc, page, images);
  numberPages(doc);
  doc.end();
  return await done;
}

function imagesOf({ files }: Pack): ReadonlyMap<string, Uint8Array> {
  return new Map(
    [...files].flatMap(([path, bytes]) => {
      const digest = /^(?:pages|pictures)\/([0-9a-f]{64})\./.exec(path)?.[1];
      return digest && path !== manifestPath && path !== reportPath ? [[digest, bytes] as const] : [];
    }),
  );
}

function drawPage(doc: PDFKit.PDFDocument, page: ReportPage, images: ReadonlyMap<string, Uint8Array>): void {
  doc.addPage();
  doc.font('bold').fontSize(size.title).fillColor(colour.ink).text(page.title);
  doc
    .moveTo(margin, doc.y + 4)
    .lineTo(doc.page.width - margin, doc.y + 4)
    .strokeColor(colour.line)
    .stroke();
  doc.moveDown(0.8);
  for (const block of page.blocks) drawBlock(doc, block, images);
}

function drawBlock(doc: PDFKit.PDFDocument, block: Block, images: ReadonlyMap<string, Uint8Array>): void {
  doc.x = margin;
  switch (block.kind) {
    case 'text':
      doc
        .font(block.tone === 'strong' ? 'bold' : 'text')
        .fontSize(block.tone === 'strong' ? size.heading : size.text)
        .fillColor(block.tone === 'soft' ? colour.soft : colour.ink)
        .text(block.text, { lineGap: 3 });
      break;
    case 'heading':
      doc.font('bold').fontSize(size.heading).fillColor(colour.ink).text(block.text, { lineGap: 3 });
      break;
    case 'facts':
      for (const [name, value] of block.rows) {
        doc.font('bold').fontSize(size.text).fillColor(colour.soft).text(`${name}　`, { continued: true });
        doc
          .font('text')
          .fillColor(colour.ink)
          .text(value || '无', { lineGap: 3 });
      }
      break;
    case 'list':
      for (const item of block.items)
        doc.font('text').fontSize(size.text).fillColor(colour.ink).text(`· ${item}`, { lineGap: 2 });
      break;
    case 'ticks':
      for (const item of block.items) {
        const { y } = doc;
        doc
          .rect(margin, y + 3, 8, 8)
          .strokeColor(colour.ink)
          .stroke();
        doc.font('text').fontSize(size.text).fillColor(colour.ink);
        doc.text(item, margin + 16, y, { lineGap: 3 });
        doc.x = margin;
      }
      break;
    case 'pictures':
      drawPictures(doc, block.items, images);
      break;
    default:
      block satisfies never;
  }
  doc.moveDown(0.6);
}

/** Three pictures beside each other, as large as the page allows. */
function drawPictures(
  doc: PDFKit.PDFDocument,
  items: readonly { readonly label: string; readonly digest: string | null }[],
  images: ReadonlyMap<string, Uint8Array>,
): void {
  const gap = 10;
  const columns = 3;
  const width = (doc.page.width - 2 * margin - (columns - 1) * gap) / columns;
  const height = width * 1.45;
  for (let row = 0; row < items.length; row += columns) {
    if (doc.y + height + 40 > doc.page.height - margin) doc.addPage();
    const top = doc.y;
    for (const [i, { label, digest }] of items.slice(row, row + columns).entries()) {
      const left = margin + i * (width + gap);
      doc
        .font('bold')
        .fontSize(size.text)
        .fillColor(colour.ink)
        .text(label, left, top, { width, lineBreak: false });
      doc
        .rect(left, top + 16, width, height)
        .strokeColor(colour.line)
        .stroke();
      const bytes = digest === null ? undefined : images.get(digest);
      if (bytes) drawImage(doc, bytes, { left, top: top + 16, width, height });
      else
        doc
          .font('text')
          .fontSize(size.small)
          .fillColor(colour.red)
          .text('不在包里（已按期删除，或没有拍）', left + 6, top + 24, { width: width - 12 });
      if (digest !== null)
        doc
          .font('text')
          .fontSize(6)
          .fillColor(colour.soft)
          .text(digest, left, top + height + 20, { width });
    }
    doc.x = margin;
    doc.y = top + height + 40;
  }
}

function drawImage(
  doc: PDFKit.PDFDocument,
  bytes: Uint8Array,
  at: { left: number; top: number; width: number; height: number },
): void {
  try {
    doc.image(Buffer.from(bytes), at.left, at.top, {
      fit: [at.width, at.height],
      align: 'center',
      valign: 'center',
    });
  } catch {
    // A picture that no reader opens is part of the evidence as it is: the report says so and goes on.
    doc
      .font('text')
      .fontSize(size.small)
      .fillColor(colour.red)
      .text('这张图片打不开', at.left + 6, at.top + 8, { width: at.width - 12 });
  }
}

function numberPages(doc: PDFKit.PDFDocument): void {
  const { count } = doc.bufferedPageRange();
  for (let i = 0; i < count; i++) {
    doc.switchToPage(i);
    doc.page.margins.bottom = 0;
    doc
      .font('text')
      .fontSize(size.small)
      .fillColor(colour.soft)
      .text(`虎符用印证据报告　第 ${i + 1} 页，共 ${count} 页`, margin, doc.page.height - 34, {
        align: 'center',
        lineBreak: false,
        width: doc.page.width - 2 * margin,
      });
  }
}

import PDFDocument from 'pdfkit';
import { type FontName, fontSource } from '../fonts.ts';

/** Which characters of a run belong to which field (half-open range). */
export type Mark = { field: string; from: number; to: number };

/** One piece of a line of text, placed exactly: the unit a forger changes. Millimetres, from the upper left corner. */
export type Run = {
  text: string;
  xMm: number;
  baselineMm: number;
  sizePt: number;
  font: FontName;
  /** Extra space after each character, which justifies the line. */
  spacingPt: number;
  colour: string;
  angleDeg?: number;
  marks: Mark[];
};

/** A filled rectangle: rules of tables, tints, the line under a letterhead. */
export type Fill = { xMm: number; yMm: number; wMm: number; hMm: number; colour: string };

/** One page as a list of what is drawn on it, in order: fills first, then runs. */
export type Leaf = { widthMm: number; heightMm: number; fills: Fill[]; runs: Run[] };

/** [x, y, width, height] in millimetres from the upper left corner of the page. */
export type BoxMm = [number, number, number, number];

/** PostScript points in a millimetre. */
export const PT_PER_MM = 72 / 25.4;

/** Widths of characters in ems, from the font files themselves: what pdfkit will use when it draws. */
export type Measure = (font: FontName, text: string) => number;

let shared: Measure | undefined;

/** Opens the fonts for measuring, once a thread: they are large, and widths never change. */
export function openMeasure(): Measure {
  shared ??= measureFrom(new PDFDocument({ autoFirstPage: false }), new Map());
  return shared;
}

function measureFrom(doc: PDFKit.PDFDocument, known: Map<string, number>): Measure {
  return (font, text) => {
    let width = 0;
    for (const char of text) {
      const key = `${font}${char}`;
      let one = known.get(key);
      if (one === undefined) {
        one =
          doc
            .registerFont(font, fontSource(font))
            .font(font)
            .fontSize(1000)
            .widthOfString(char, { features: [] }) / 1000;
        known.set(key, one);
      }
      width += one;
    }
    return width;
  };
}

/** The box of the characters [from, to) of a run. */
export function boxOf(run: Run, from: number, to: number, measure: Measure): BoxMm {
  const left = (measure(run.font, run.text.slice(0, from)) * run.sizePt + from * run.spacingPt) / PT_PER_MM;
  const width =
    (measure(run.font, run.text.slice(from, to)) * run.sizePt + (to - from - 1) * run.spacingPt) / PT_PER_MM;
  const em = run.sizePt / PT_PER_MM;
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  return [round(run.xMm + left), round(run.baselineMm - 0.88 * em), round(width), round(1.1 * em)];
}

/** The width of a whole run in millimetres. */
export function widthOf(run: Run, measure: Measure): number {
  return boxOf(run, 0, run.text.length, measure)[2];
}

/** Makes the PDF of the pages; the same pages give the same bytes. */
export function toPdf(title: string, leaves: readonly Leaf[]): Promise<Uint8Array> {
  const doc = new PDFDocument({
    autoFirstPage: false,
    // A fixed date: pdfkit derives the file identifier from it, so the bytes depend on the pages alone.
    info: { Title: title, Producer: 'hufu paper-world', CreationDate: new Date('2025-01-01T00:00:00Z') },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Uint8Array>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    doc.on('error', reject);
  });
  for (const leaf of leaves) {
    doc.addPage({ size: [leaf.widthMm * PT_PER_MM, leaf.heightMm * PT_PER_MM], margin: 0 });
    for (const fill of leaf.fills) {
      doc
        .rect(fill.xMm * PT_PER_MM, fill.yMm * PT_PER_MM, fill.wMm * PT_PER_MM, fill.hMm * PT_PER_MM)
        .fill(fill.colour);
    }
    for (const run of leaf.runs) drawRun(doc, run);
  }
  doc.end();
  return done;
}

function drawRun(doc: PDFKit.PDFDocument, run: Run): void {
  if (run.text === '') return;
  const x = run.xMm * PT_PER_MM;
  const y = run.baselineMm * PT_PER_MM;
  doc.save();
  if (run.angleDeg) doc.rotate(run.angleDeg, { origin: [x, y] });
  doc
    .registerFont(run.font, fontSource(run.font))
    .font(run.font)
    .fontSize(run.sizePt)
    .fillColor(run.colour)
    .text(run.text, x, y, {
      lineBreak: false,
      baseline: 'alphabetic',
      characterSpacing: run.spacingPt,
      features: [],
    });
  doc.restore();
}

import { boldOf, type FontName } from '../fonts.ts';
import { type Fill, type Leaf, type Measure, PT_PER_MM, type Run } from './drawing.ts';

/** How a paper is set: its body face and size. */
export type Style = {
  body: FontName;
  heading: FontName;
  sizePt: number;
  leading: number;
  marginMm: number;
  /** The hand of whoever writes on it later. */
  hand?: FontName;
};

/** Field values by name; a template names them in braces: 兹证明{name}。 */
export type FieldValues = Record<string, string>;

/** A cell of a table: a label (set bold on a tint) or a template. */
export type Cell = { text: string; wMm: number; label?: boolean; align?: 'left' | 'centre' };

type Char = { char: string; field?: string };
type LineOptions = { sizePt?: number; font?: FontName; colour?: string };

// 避头尾: what may not begin and what may not end a line.
const NOT_FIRST = '，。、；：！？）》〕”％%';
const NOT_LAST = '（《〔“¥';
const LATIN = /[0-9A-Za-z.,:/-]/;

/** Sets text into pages from top to bottom, and remembers which characters came from which field. */
export class Typesetter {
  readonly leaves: Leaf[] = [];
  /** Space where a line could be added unnoticed: below the last paragraph before the signature. */
  gap: { page: number; xMm: number; baselineMm: number } = { page: 1, xMm: 30, baselineMm: 200 };
  sealPlace: { page: number; x: number; y: number } = { page: 1, x: 150, y: 230 };
  #y: number;
  readonly #values: FieldValues;
  readonly #style: Style;
  readonly #measure: Measure;
  readonly #page: { widthMm: number; heightMm: number };

  constructor(
    values: FieldValues,
    style: Style,
    measure: Measure,
    page: { widthMm: number; heightMm: number } = { widthMm: 210, heightMm: 297 },
  ) {
    this.#values = values;
    this.#style = style;
    this.#measure = measure;
    this.#page = page;
    this.#y = style.marginMm;
    this.#turnPage();
  }

  /** A centred heading. */
  heading(template: string, options: LineOptions & { trackingPt?: number } = {}): void {
    const sizePt = options.sizePt ?? this.#style.sizePt * 1.6;
    const chars = this.#expand(template);
    const spacingPt = options.trackingPt ?? sizePt * 0.25;
    const font = options.font ?? this.#style.heading;
    const width = this.#widthMm(chars, font, sizePt) + ((chars.length - 1) * spacingPt) / PT_PER_MM;
    this.#need(mm(sizePt) * 2);
    this.#y += mm(sizePt) * 1.1;
    const x = (this.#page.widthMm - width) / 2;
    this.#put(chars, x, this.#y, { ...options, font, sizePt, spacingPt });
    this.#y += mm(sizePt) * 0.9;
  }

  /** A justified paragraph with the first line indented by two characters. */
  paragraph(template: string, options: LineOptions & { indent?: number } = {}): void {
    const sizePt = options.sizePt ?? this.#style.sizePt;
    const font = options.font ?? this.#style.body;
    const indent = mm(sizePt) * (options.indent ?? 2);
    const width = this.#page.widthMm - 2 * this.#style.marginMm;
    let first = true;
    for (const line of this.#lines(this.#expand(template), font, sizePt, width, indent)) {
      this.#need(mm(sizePt) * this.#style.leading);
      this.#y += mm(sizePt) * this.#style.leading;
      const x = this.#style.marginMm + (first ? indent : 0);
      const free = width - (first ? indent : 0) - this.#widthMm(line.chars, font, sizePt);
      const even = Math.max(0, (free * PT_PER_MM) / Math.max(1, line.chars.length - 1));
      // A line that ends early before a long number stays ragged: spread out it would look like no paper ever does.
      const spacingPt = line.last || even > sizePt * 0.2 ? 0 : even;
      this.#put(line.chars, x, this.#y, { ...options, font, sizePt, spacingPt });
      first = false;
    }
  }

  /** One line at the left margin, at the right margin, or in two columns ('left|right'). */
  line(template: string, options: LineOptions & { align?: 'left' | 'right' } = {}): void {
    const sizePt = options.sizePt ?? this.#style.sizePt;
    const font = options.font ?? this.#style.body;
    this.#need(mm(sizePt) * this.#style.leading);
    this.#y += mm(sizePt) * this.#style.leading;
    const columns = template.split('|');
    const step = (this.#page.widthMm - 2 * this.#style.marginMm) / columns.length;
    columns.forEach((column, i) => {
      const chars = this.#expand(column);
      const width = this.#widthMm(chars, font, sizePt);
      const left = this.#style.marginMm + i * step;
      const x = options.align === 'right' ? this.#page.widthMm - this.#style.marginMm - width : left;
      this.#put(chars, x, this.#y, { ...options, font, sizePt, spacingPt: 0 });
    });
  }

  /** A horizontal rule over the width of the text. */
  rule(colour = '#111111', thicknessMm = 0.4): void {
    this.#y += 2;
    const { marginMm } = this.#style;
    this.#fill(marginMm, this.#y, this.#page.widthMm - 2 * marginMm, thicknessMm, colour);
    this.#y += 1;
  }

  /** A row of a table; call row after row. A tint colours the label cells (and with 'all' the whole row); light ink goes on dark bars. */
  row(
    cells: readonly Cell[],
    options: { hMm?: number; tint?: string; tintAll?: boolean; sizePt?: number; ink?: string } = {},
  ): void {
    const sizePt = options.sizePt ?? this.#style.sizePt * 0.86;
    const leading = mm(sizePt) * 1.45;
    const pad = 1.6;
    const laid = cells.map((cell) => {
      const font = cell.label ? boldOf(this.#style.body) : this.#style.body;
      return { cell, font, lines: this.#lines(this.#expand(cell.text), font, sizePt, cell.wMm - 2 * pad, 0) };
    });
    const tallest = Math.max(...laid.map((one) => one.lines.length));
    const height = Math.max(options.hMm ?? 9, tallest * leading + 2.4);
    this.#need(height + 0.3);
    const total = cells.reduce((sum, cell) => sum + cell.wMm, 0);
    const left = (this.#page.widthMm - total) / 2;
    const top = this.#y;
    let x = left;
    for (const { cell, font, lines } of laid) {
      if (options.tint !== undefined && (cell.label || options.tintAll)) {
        this.#fill(x, top, cell.wMm, height, options.tint);
      }
      const block = lines.length * leading;
      lines.forEach((line, i) => {
        const width = this.#widthMm(line.chars, font, sizePt);
        const centred = cell.align === 'centre' || (cell.label && cell.align === undefined);
        const at = centred ? x + (cell.wMm - width) / 2 : x + pad;
        const baseline = top + (height - block) / 2 + i * leading + mm(sizePt) * 1.08;
        this.#put(line.chars, at, baseline, {
          font,
          sizePt,
          spacingPt: 0,
          ...(options.ink === undefined ? {} : { colour: options.ink }),
        });
      });
      x += cell.wMm;
    }
    const hair = 0.25;
    for (const y of [top, top + height]) this.#fill(left, y - hair / 2, total, hair, '#111111');
    x = left;
    this.#fill(x - hair / 2, top, hair, height, '#111111');
    for (const cell of cells) {
      x += cell.wMm;
      this.#fill(x - hair / 2, top, hair, height, '#111111');
    }
    this.#y = top + height;
  }

  /** Empty space. */
  space(heightMm: number): void {
    this.#y += heightMm;
  }

  /** Who issues the paper and when: two lines at the right, where the seal goes over the date (骑年盖月). */
  signature(issuer: string, date: string, options: LineOptions & { spaceMm?: number } = {}): void {
    const sizePt = options.sizePt ?? this.#style.sizePt;
    const step = mm(sizePt) * this.#style.leading;
    this.#need((options.spaceMm ?? 14) + 2 * step + 8);
    const free = options.spaceMm ?? 14;
    const above = this.#y + step;
    this.#y += free;
    this.line(issuer, { ...options, align: 'right' });
    const issuerY = this.#y;
    this.line(date, { ...options, align: 'right' });
    const right = this.#page.widthMm - this.#style.marginMm;
    const x = Math.min(right - 24, this.#page.widthMm - 26);
    const y = Math.min((issuerY + this.#y) / 2 - 1, this.#page.heightMm - 26);
    this.sealPlace = { page: this.leaves.length, x, y };
    // Between text and signature where it fits, else below the date.
    const baselineMm = free >= step ? above : this.#y + step * 1.2;
    this.gap = { page: this.leaves.length, xMm: this.#style.marginMm + mm(sizePt) * 2, baselineMm };
  }

  #turnPage(): void {
    this.leaves.push({ ...this.#page, fills: [], runs: [] });
    this.#y = this.#style.marginMm;
  }

  #need(heightMm: number): void {
    if (this.#y + heightMm > this.#page.heightMm - this.#style.marginMm * 0.7) this.#turnPage();
  }

  #leaf(): Leaf {
    const leaf = this.leaves.at(-1);
    if (leaf === undefined) throw new Error('a typesetter always has a page');
    return leaf;
  }

  #fill(xMm: number, yMm: number, wMm: number, hMm: number, colour: string): void {
    const fill: Fill = { xMm, yMm, wMm, hMm, colour };
    this.#leaf().fills.push(fill);
  }

  #expand(template: string): Char[] {
    const chars: Char[] = [];
    for (const part of template.split(/(\{\w+\})/)) {
      const field = /^\{(\w+)\}$/.exec(part)?.[1];
      if (field === undefined) for (const char of part) chars.push({ char });
      else {
        const value = this.#values[field];
        if (value === undefined) throw new Error(`the template names a field without a value: ${field}`);
        for (const char of value) chars.push({ char, field });
      }
    }
    return chars;
  }

  #widthMm(chars: readonly Char[], font: FontName, sizePt: number): number {
    return chars.reduce((sum, one) => sum + this.#measure(font, one.char), 0) * mm(sizePt);
  }

  #lines(
    chars: Char[],
    font: FontName,
    sizePt: number,
    widthMm: number,
    indentMm: number,
  ): { chars: Char[]; last: boolean }[] {
    const lines: { chars: Char[]; last: boolean }[] = [];
    let rest = chars;
    do {
      const room = widthMm - (lines.length === 0 ? indentMm : 0);
      let taken = 0;
      let width = 0;
      while (taken < rest.length) {
        const next = rest[taken];
        if (next === undefined) break;
        width += this.#measure(font, next.char) * mm(sizePt);
        if (width > room) break;
        taken += 1;
      }
      if (taken < rest.length) taken = breakAt(rest, Math.max(1, taken));
      lines.push({ chars: rest.slice(0, taken), last: taken >= rest.length });
      rest = rest.slice(taken);
    } while (rest.length > 0);
    return lines;
  }

  #put(
    chars: readonly Char[],
    xMm: number,
    baselineMm: number,
    style: { font: FontName; sizePt: number; spacingPt: number; colour?: string },
  ): void {
    const run: Run = {
      text: chars.map((one) => one.char).join(''),
      xMm,
      baselineMm,
      sizePt: style.sizePt,
      font: style.font,
      spacingPt: style.spacingPt,
      colour: style.colour ?? '#111111',
      marks: [],
    };
    chars.forEach((one, i) => {
      if (one.field === undefined) return;
      const last = run.marks.at(-1);
      if (last !== undefined && last.field === one.field && last.to === i) last.to = i + 1;
      else run.marks.push({ field: one.field, from: i, to: i + 1 });
    });
    if (run.text !== '') this.#leaf().runs.push(run);
  }
}

function mm(pt: number): number {
  return pt / PT_PER_MM;
}

function breakAt(chars: readonly Char[], wanted: number): number {
  const at = (i: number): string => chars[i]?.char ?? '';
  for (let i = wanted; i > Math.max(0, wanted - 20); i--) {
    const inside = LATIN.test(at(i - 1)) && LATIN.test(at(i));
    if (!inside && !NOT_FIRST.includes(at(i)) && !NOT_LAST.includes(at(i - 1))) return i;
  }
  return wanted;
}

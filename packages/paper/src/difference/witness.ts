import { cropBytes } from '../image/crop.ts';
import { type Box, type Field, type Gray, mmToPx } from '../image/raster.ts';
import type { PreparedPage } from '../prepare.ts';
import { type ReadCharacter, readLine } from './ocr.ts';

/** What both pages say at a place, as far as it could be read. */
export interface Testimony {
  readonly before: string;
  readonly after: string;
  /** A digit stands against another digit, both read with confidence. */
  readonly isDigitChange: boolean;
}

/** Probability from which a digit read counts as read. */
const SURE = 0.7;

/** Rows of the line of print that runs through a box: up and down to the first bare rows, on either page. */
function lineOf(page: PreparedPage, ink: Field, box: Box): Box {
  const [x, y, w, h] = box;
  const reach = Math.round(mmToPx(14));
  const x0 = Math.max(0, x - reach);
  const x1 = Math.min(page.width, x + w + reach);
  const isBare = (row: number) => {
    let n = 0;
    for (let px = x0; px < x1; px++) {
      const p = row * page.width + px;
      if ((page.model.sharp[p] ?? 0) > 60 || (ink.data[p] ?? 0) > 0.3) n++;
    }
    return n < 3;
  };
  const limit = Math.round(mmToPx(6));
  let top = y;
  let bottom = y + h - 1;
  while (top > 1 && y - top < limit && !(isBare(top) && isBare(top - 1))) top--;
  while (bottom < page.height - 2 && bottom - y - h < limit && !(isBare(bottom) && isBare(bottom + 1)))
    bottom++;
  const pad = 3;
  const height = bottom - top + 1 + 2 * pad;
  const side = Math.round(height * 5);
  const left = Math.max(0, x - side);
  return [left, Math.max(0, top - pad), Math.min(page.width, x + w + side) - left, height];
}

function grayOf(page: PreparedPage, ink: Field, line: Box): { approved: Gray; found: Gray } {
  const [x, y, width, height] = line;
  const approved = cropBytes(page.model.sharp, page.width, page.height, x, y, width, height);
  for (let p = 0; p < approved.length; p++) approved[p] = 255 - (approved[p] ?? 0);
  const found = new Uint8Array(width * height);
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const v = ink.data[Math.min(page.height - 1, y + j) * page.width + x + i] ?? 0;
      found[j * width + i] = Math.max(0, Math.min(255, 255 - 255 * v));
    }
  }
  return { approved: { width, height, data: approved }, found: { width, height, data: found } };
}

function within(read: readonly ReadCharacter[], line: Box, box: Box, slack: number): ReadCharacter[] {
  return read.filter((c) => {
    const x = line[0] + c.at * line[2];
    return x > box[0] - slack && x < box[0] + box[2] + slack;
  });
}

function isSureDigit(c: ReadCharacter): boolean {
  return /^\d$/.test(c.text) && c.probability >= SURE;
}

/**
 * Reads the line through a place on both pages and says what stands against what there; undefined where only digits are
 * of interest and the approved page has none.
 */
export async function readPlace(
  page: PreparedPage,
  ink: Field,
  box: Box,
  digitsOnly: boolean,
): Promise<Testimony | undefined> {
  const line = lineOf(page, ink, box);
  const { approved, found } = grayOf(page, ink, line);
  const was = within(await readLine(approved), line, box, 0.35 * line[3]);
  if (digitsOnly && !was.some(isSureDigit)) return undefined;
  const is = within(await readLine(found), line, box, 0.35 * line[3]);
  const text = (read: readonly ReadCharacter[]) =>
    read
      .map((c) => c.text)
      .join('')
      .trim();
  let isDigitChange = false;
  for (const a of was.filter(isSureDigit)) {
    for (const b of is.filter(isSureDigit)) {
      const near = Math.abs(a.at - b.at) * line[2] < 0.3 * line[3];
      if (near && a.text !== b.text) isDigitChange = true;
    }
  }
  return { before: text(was), after: text(is), isDigitChange };
}

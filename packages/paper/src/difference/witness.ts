import { cropBytes } from '../image/crop.ts';
import { type Box, type Field, type Gray, mmToPx } from '../image/raster.ts';
import type { PreparedPage } from '../prepare.ts';
import { compareReadings, isSureDigit, SURE } from './compare-readings.ts';
import { type ReadCharacter, readLine } from './ocr.ts';

/** What both pages say at a place, as far as it could be read. */
export interface Testimony {
  readonly before: string;
  readonly after: string;
  /** A digit stands against another digit, both read with confidence. */
  readonly isDigitChange: boolean;
  /** Another character stands there, or every one read is the same, with confidence; points and commas aside. */
  readonly isOtherLetter: boolean;
  readonly isSame: boolean;
}

/** How much of the line is shown to the reader on each side, in heights; a lone figure is lost in a wide empty line. */
const BESIDE = { usual: 5, short: 3, narrow: 1 };
/** How far beside a place characters are heard, in heights of the line. */
const ASIDE = 0.35;

/** Rows of the line of print that runs through a box: up and down to the first bare rows, on either page. */
function lineOf(page: PreparedPage, ink: Field, box: Box, beside = BESIDE.usual): Box {
  const [x, y, w, h] = box;
  const reach = Math.round(mmToPx(14));
  const x0 = Math.max(0, x - reach);
  const x1 = Math.min(page.width, x + w + reach);
  const limit = Math.round(mmToPx(6));
  const inked = (row: number) => {
    let n = 0;
    for (let px = x0; px < x1; px++) {
      const p = row * page.width + px;
      if ((page.model.sharp[p] ?? 0) > 60 || (ink.data[p] ?? 0) > 0.3) n++;
    }
    return n;
  };
  // Upright rules of a table run through the gaps between lines too: bare is what bears no more than they do.
  let rules = Infinity;
  for (let row = Math.max(0, y - limit); row < Math.min(page.height, y + h + limit); row++)
    rules = Math.min(rules, inked(row));
  const isBare = (row: number) => inked(row) < rules + 3;
  let top = y;
  let bottom = y + h - 1;
  while (top > 1 && y - top < limit && !(isBare(top) && isBare(top - 1))) top--;
  while (bottom < page.height - 2 && bottom - y - h < limit && !(isBare(bottom) && isBare(bottom + 1)))
    bottom++;
  const pad = 3;
  const height = bottom - top + 1 + 2 * pad;
  const side = Math.round(height * beside);
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

function textOf(read: readonly ReadCharacter[]): string {
  return read
    .map((c) => c.text)
    .join('')
    .trim();
}

/**
 * Reads the line through a place on both pages and says what stands against what there; undefined where only digits are
 * of interest and the approved page has none.
 */
export async function readPlace(
  page: PreparedPage,
  ink: Field,
  box: Box,
  {
    digitsOnly = false,
    aside = ASIDE,
    isShort = false,
  }: { digitsOnly?: boolean; aside?: number; isShort?: boolean } = {},
): Promise<Testimony | undefined> {
  let line = lineOf(page, ink, box, isShort ? BESIDE.short : BESIDE.usual);
  let { approved, found } = grayOf(page, ink, line);
  const slack = aside * line[3];
  let was = within(await readLine(approved), line, box, slack);
  if (was.length === 0) {
    line = lineOf(page, ink, box, BESIDE.narrow);
    ({ approved, found } = grayOf(page, ink, line));
    was = within(await readLine(approved), line, box, slack);
  }
  if (digitsOnly && !was.some(isSureDigit)) return undefined;
  const is = within(await readLine(found), line, box, slack);
  const { isOtherDigit, isOtherLetter, isSame } = compareReadings(
    was,
    is,
    line,
    (box[0] + box[2] / 2 - line[0]) / line[2],
  );
  return { before: textOf(was), after: textOf(is), isDigitChange: isOtherDigit, isOtherLetter, isSame };
}

/** Height of the lower part of a line, in which points stand. */
const FOOT = 0.45;
/** A line lower than this is no line of print but the dot itself. */
const LEAST_LINE = mmToPx(2);

/** Whether a dot may be a point between digits: it stands where points stand, and the reader sees one or loses a digit over it. */
export async function mayBePoint(page: PreparedPage, ink: Field, box: Box): Promise<boolean> {
  const line = lineOf(page, ink, box);
  if (line[3] < LEAST_LINE) return false;
  const middle = box[1] + box[3] / 2;
  if (middle < line[1] + (1 - FOOT) * line[3]) return false;
  const { approved, found } = grayOf(page, ink, line);
  const at = (box[0] + box[2] / 2 - line[0]) / line[2];
  const reach = (1.1 * line[3]) / line[2];
  const around = (read: readonly ReadCharacter[]) => read.filter((c) => Math.abs(c.at - at) < reach);
  const was = around(await readLine(approved));
  const digits = was.filter((c) => /^\d$/.test(c.text));
  if (!digits.some((c) => c.at < at) || !digits.some((c) => c.at > at)) return false;
  const is = around(await readLine(found));
  return textOf(was) !== textOf(is) || is.some((c) => c.probability < SURE);
}

import { readLine } from '@hufu/paper';
import { brightnessAt, type Plane } from './plane.ts';
import { pointOf, reversed, type TextLine, textLines } from './text-lines.ts';
import { findText } from './text-map.ts';

/** A character and the picture pixel of its middle. */
export interface PlacedCharacter {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly probability: number;
}

/** The characters of one line in their order, and how high the line is in the picture. */
export interface ReadTextLine {
  readonly characters: readonly PlacedCharacter[];
  readonly height: number;
}

const LINE_HEIGHT = 48;
/** Longest piece that is read at once, in heights of the line; the reader squeezes what is longer than 20. */
const PIECE = 17;
const OVERLAP = 3;
/** Lines that are read both ways to tell which way up the paper lies. */
const TRIED = 4;
/** So much of each, in heights of the line. */
const TRIED_LENGTH = 8;
const MOST_LINES = 160;

/** Reads all print of a picture, whichever way up and however turned the paper lies in it. */
export async function readPaper(plane: Plane): Promise<ReadTextLine[]> {
  const lines = textLines(await findText(plane))
    .sort((a, b) => b.to - b.from - (a.to - a.from))
    .slice(0, MOST_LINES);
  let balance = 0;
  for (const line of lines.slice(0, TRIED)) {
    const some = { ...line, to: Math.min(line.to, line.from + TRIED_LENGTH * line.height) };
    balance += sureness(await readTextLine(plane, some));
    balance -= sureness(await readTextLine(plane, reversed(some)));
  }
  const read: ReadTextLine[] = [];
  for (const line of lines) read.push(await readTextLine(plane, balance >= 0 ? line : reversed(line)));
  return read.filter((l) => l.characters.length > 0);
}

function sureness(line: ReadTextLine): number {
  return line.characters.reduce((sum, c) => sum + Math.max(0, c.probability - 0.5), 0);
}

async function readTextLine(plane: Plane, line: TextLine): Promise<ReadTextLine> {
  const length = line.to - line.from;
  const piece = PIECE * line.height;
  const step = (PIECE - OVERLAP) * line.height;
  const characters: PlacedCharacter[] = [];
  for (let from = line.from; ; from += step) {
    const isLast = from + piece >= line.to || length <= piece;
    const to = isLast ? line.to : from + piece;
    const isFirst = from === line.from;
    // Of two pieces that overlap each has the say up to the middle of what both show.
    const low = isFirst ? Number.NEGATIVE_INFINITY : from + (OVERLAP / 2) * line.height;
    const high = isLast ? Number.POSITIVE_INFINITY : to - (OVERLAP / 2) * line.height;
    for (const c of await readLine(straightened(plane, line, from, to))) {
      const u = from + c.at * (to - from);
      if (u < low || u >= high) continue;
      const [x, y] = pointOf(line, u, 0);
      characters.push({ text: c.text, x, y, probability: c.probability });
    }
    if (isLast) return { characters, height: line.height };
  }
}

/** A piece of a line, drawn straight. */
function straightened(plane: Plane, line: TextLine, from: number, to: number): Plane {
  const width = Math.max(16, Math.round(((to - from) * LINE_HEIGHT) / line.height));
  const data = new Uint8Array(width * LINE_HEIGHT);
  for (let x = 0; x < width; x++) {
    const u = from + ((x + 0.5) / width) * (to - from);
    for (let y = 0; y < LINE_HEIGHT; y++) {
      const [px, py] = pointOf(line, u, ((y + 0.5) / LINE_HEIGHT - 0.5) * line.height);
      data[y * width + x] = brightnessAt(plane, px - 0.5, py - 0.5);
    }
  }
  return { width, height: LINE_HEIGHT, data };
}

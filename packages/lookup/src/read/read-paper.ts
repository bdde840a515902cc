import { readLine } from '@hufu/paper';
import { brightnessAt, type Plane } from './plane.ts';
import { pointOf, reversed, type TextLayout, type TextLine, textLayout } from './text-lines.ts';
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
/** From this angle (radians) on a picture is turned before it is read. */
const ASLANT = 0.16;
/** Of the extent of the text found at first: of a page aslant sometimes only half is. */
const AROUND = 0.7;

/** All print of a picture; places are pixels of the picture as it was turned for reading. */
export interface ReadPaper {
  readonly lines: readonly ReadTextLine[];
  readonly width: number;
  readonly height: number;
}

/** Reads all print of a picture, whichever way up and however turned the paper lies in it. */
export async function readPaper(picture: Plane): Promise<ReadPaper> {
  const first = textLayout(await findText(picture));
  // The model breaks lines up that run aslant: then the picture is turned so that they lie level, and looked at again.
  const isAslant = Math.abs(first.angle) > ASLANT && first.lines.length > 0;
  const plane = isAslant ? turnedLevel(picture, first) : picture;
  const layout = isAslant ? textLayout(await findText(plane)) : first;
  const lines = [...layout.lines].sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, MOST_LINES);
  let balance = 0;
  for (const line of lines.slice(0, TRIED)) {
    const some = { ...line, to: Math.min(line.to, line.from + TRIED_LENGTH * line.height) };
    balance += sureness(await readTextLine(plane, some));
    balance -= sureness(await readTextLine(plane, reversed(some)));
  }
  const read: ReadTextLine[] = [];
  for (const line of lines) read.push(await readTextLine(plane, balance >= 0 ? line : reversed(line)));
  return { lines: read.filter((l) => l.characters.length > 0), width: plane.width, height: plane.height };
}

/** The part of the picture that holds text, turned so that the text runs from left to right or from right to left. */
function turnedLevel(picture: Plane, { lines, angle }: TextLayout): Plane {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const text = extent(
    lines.flatMap((l) => [pointOf(l, l.from, 0), pointOf(l, l.to, 0)]),
    cos,
    sin,
  );
  const { width: w, height: h } = picture;
  const whole = extent(
    [
      [0, 0],
      [w, 0],
      [w, h],
      [0, h],
    ],
    cos,
    sin,
  );
  const around = AROUND * Math.max(text.right - text.left, text.bottom - text.top);
  const left = Math.max(whole.left, text.left - around);
  const top = Math.max(whole.top, text.top - around);
  const width = Math.round(Math.min(whole.right, text.right + around) - left);
  const height = Math.round(Math.min(whole.bottom, text.bottom + around) - top);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const v = y + top;
    for (let x = 0; x < width; x++) {
      const u = x + left;
      data[y * width + x] = brightnessAt(picture, u * cos - v * sin, u * sin + v * cos);
    }
  }
  return { width, height, data };
}

/** How far points reach along an axis at some angle, and across it. */
function extent(points: readonly (readonly [number, number])[], cos: number, sin: number) {
  const us = points.map(([x, y]) => x * cos + y * sin);
  const vs = points.map(([x, y]) => y * cos - x * sin);
  return { left: Math.min(...us), right: Math.max(...us), top: Math.min(...vs), bottom: Math.max(...vs) };
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

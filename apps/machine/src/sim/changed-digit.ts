import { drawGlyph, type FontName, type Glyph } from '@hufu/paper-world';
import sharp from 'sharp';
import { guessDigit } from './digit-templates.ts';

/** What was changed on a page, in its pixels. */
export interface ChangedDigit {
  readonly png: Uint8Array;
  readonly box: readonly [x: number, y: number, w: number, h: number];
  readonly from: string;
  readonly to: string;
}

interface Blob {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface Found extends Blob {
  readonly digit: string;
  readonly font: FontName;
}

/** How alike a blob and the drawing of a digit must be, and how much more than any other digit. */
const MIN_SCORE = 0.8;
const MIN_LEAD = 0.05;

/**
 * Forges one digit of a page: finds a digit among the connected blobs of ink by its likeness to drawn digits, wipes it
 * and draws another one of the same typeface in its place. Returns undefined when no digit stands on the page.
 */
export async function changeOneDigit(page: Uint8Array, pick: number): Promise<ChangedDigit | undefined> {
  const { data, info } = await sharp(page)
    .flatten({ background: '#fff' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const digits: Found[] = [];
  for (const blob of findBlobs(data, width, height)) {
    const best = guessDigit(glyphOf(data, width, blob));
    if (best.score >= MIN_SCORE && best.lead >= MIN_LEAD) digits.push({ ...blob, ...best });
  }
  // A digit beside another one of its height stands in an amount, a date or a number: that is what a forger changes.
  const inNumbers = digits.filter((d) => digits.some((o) => o !== d && areNeighbours(d, o)));
  const candidates = (inNumbers.length > 0 ? inNumbers : digits).filter((d) => d.digit !== '1');
  const victim = candidates[pick % Math.max(1, candidates.length)];
  if (!victim) return undefined;
  const to = String((Number(victim.digit) + 3 + (pick % 5)) % 10);
  const paper = brightestAround(data, width, height, victim);
  const drawn = drawGlyph(to, victim.font, victim.h);
  const wipe = { x: victim.x - 1, y: victim.y - 1, w: Math.max(victim.w, drawn.width) + 2, h: victim.h + 2 };
  const patch = Buffer.alloc(wipe.w * wipe.h, paper);
  for (let y = 0; y < drawn.height && y + 1 < wipe.h; y++)
    for (let x = 0; x < drawn.width && x + 1 < wipe.w; x++) {
      const ink = drawn.ink[y * drawn.width + x] ?? 0;
      patch[(y + 1) * wipe.w + x + 1] = Math.round(paper * (1 - ink));
    }
  const piece = await sharp(patch, { raw: { width: wipe.w, height: wipe.h, channels: 1 } })
    .png()
    .toBuffer();
  const png = await sharp(page)
    .flatten({ background: '#fff' })
    .composite([{ input: piece, left: Math.max(0, wipe.x), top: Math.max(0, wipe.y) }])
    .png()
    .toBuffer();
  return {
    png: new Uint8Array(png),
    box: [victim.x, victim.y, victim.w, victim.h],
    from: victim.digit,
    to,
  };
}

function areNeighbours(a: Blob, b: Blob): boolean {
  const apart = Math.max(a.x, b.x) - Math.min(a.x + a.w, b.x + b.w);
  return Math.abs(a.y - b.y) <= 0.15 * a.h && Math.abs(a.h - b.h) <= 0.15 * a.h && apart < a.h * 0.6;
}

/** Boxes of connected ink of a digit's size and shape (8-connected, threshold at mid grey). */
function findBlobs(gray: Uint8Array, width: number, height: number): Blob[] {
  const seen = new Uint8Array(gray.length);
  const blobs: Blob[] = [];
  const stack: number[] = [];
  for (let start = 0; start < gray.length; start++) {
    if (seen[start] || (gray[start] ?? 255) >= 128) continue;
    let x0 = width;
    let x1 = 0;
    let y0 = height;
    let y1 = 0;
    stack.push(start);
    seen[start] = 1;
    while (stack.length > 0) {
      const p = stack.pop() ?? 0;
      const x = p % width;
      const y = (p - x) / width;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x);
      y0 = Math.min(y0, y);
      y1 = Math.max(y1, y);
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          const nx = x + dx;
          const ny = y + dy;
          if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
          const q = ny * width + nx;
          if (seen[q] || (gray[q] ?? 255) >= 128) continue;
          seen[q] = 1;
          stack.push(q);
        }
    }
    const w = x1 - x0 + 1;
    const h = y1 - y0 + 1;
    if (h >= 13 && h <= 70 && w / h >= 0.28 && w / h <= 0.78) blobs.push({ x: x0, y: y0, w, h });
  }
  return blobs;
}

function glyphOf(gray: Uint8Array, width: number, { x, y, w, h }: Blob): Glyph {
  const ink = new Float32Array(w * h);
  for (let row = 0; row < h; row++)
    for (let col = 0; col < w; col++)
      ink[row * w + col] = 1 - (gray[(y + row) * width + x + col] ?? 255) / 255;
  return { width: w, height: h, ink };
}

function brightestAround(gray: Uint8Array, width: number, height: number, { x, y, w, h }: Blob): number {
  let brightest = 0;
  for (let row = Math.max(0, y - 3); row < Math.min(height, y + h + 3); row++)
    for (let col = Math.max(0, x - 3); col < Math.min(width, x + w + 3); col++)
      brightest = Math.max(brightest, gray[row * width + col] ?? 0);
  return brightest;
}

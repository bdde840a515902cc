import { borrowBytes, giveBack } from '../image/planes.ts';
import { type Box, mmToPx } from '../image/raster.ts';
import type { InkModel } from './ink-model.ts';

/** Approved ink (0..250) of which connected print is made. */
const PRINT = 70;
/** Height and width of what is looked at by itself: from a digit of 6 pt to a headline, no rules and no dots. */
const SIZE = { least: 8, most: mmToPx(10) };
/** No piece of print so near to the rim: what surrounds it must lie on the page, moved by 1 mm at that. */
const EDGE = Math.round(mmToPx(3.8));

/** Boxes of the connected pieces of print on a page, digits and letters each by itself, in the order of their first rows. */
export function findGlyphs(model: InkModel): Box[] {
  const { width, height, sharp } = model;
  const seen = borrowBytes(width * height).fill(0);
  const found: Box[] = [];
  const waiting: number[] = [];
  for (let y = EDGE; y < height - EDGE; y++) {
    for (let start = y * width + EDGE; start < (y + 1) * width - EDGE; start++) {
      if (seen[start] || (sharp[start] ?? 0) < PRINT) continue;
      let [x0, x1, y0, y1] = [width, 0, height, 0];
      seen[start] = 1;
      waiting.push(start);
      for (let p = waiting.pop(); p !== undefined; p = waiting.pop()) {
        const px = p % width;
        const py = (p - px) / width;
        x0 = Math.min(x0, px);
        x1 = Math.max(x1, px);
        y0 = Math.min(y0, py);
        y1 = Math.max(y1, py);
        if (px === 0 || px === width - 1) continue;
        for (let row = p - width; row <= p + width; row += width) {
          for (let q = row - 1; q <= row + 1; q++) {
            if (seen[q] !== 0 || (sharp[q] ?? 0) < PRINT) continue;
            seen[q] = 1;
            waiting.push(q);
          }
        }
      }
      const [w, h] = [x1 - x0 + 1, y1 - y0 + 1];
      const isInside = Math.min(x0, y0) >= EDGE && x1 < width - EDGE && y1 < height - EDGE;
      if (isInside && h >= SIZE.least && Math.max(w, h) <= SIZE.most) found.push([x0, y0, w, h]);
    }
  }
  giveBack(seen);
  return found;
}

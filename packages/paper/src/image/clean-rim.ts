import { luma, mmToPx, type Rgb } from './raster.ts';

/** How far in from the edge the table may show, and where the paper is measured instead. */
const DEPTH = Math.round(mmToPx(12));
const PAPER = { from: Math.round(mmToPx(13)), to: Math.round(mmToPx(17)) };
/** Brightness, as a share of the paper's, below which a rim is table; printers leave a rim bare. */
const TABLE = 0.8;
/** The blurred edge of the sheet goes along: 1 mm. */
const EDGE = Math.round(mmToPx(1));
/** The edge of a sheet does not jump from one row to the next: what is deep here is deep 2 mm on. */
const ALONG = Math.round(mmToPx(2));

/** One side of a page: how many lines lead inwards from it, and where the pixel at a depth lies. */
interface Side {
  readonly lines: number;
  at(line: number, depth: number): number;
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0;
}

/** How deep the table reaches in from each line of a side. */
function depths({ lines, at }: Side, gray: Uint8Array): Int32Array {
  const deep = new Int32Array(lines);
  for (let line = 0; line < lines; line++) {
    const inside: number[] = [];
    for (let d = PAPER.from; d < PAPER.to; d++) inside.push(gray[at(line, d)] ?? 0);
    const limit = TABLE * median(inside);
    let d = 0;
    while (d < DEPTH && (gray[at(line, d)] ?? 0) < limit) d++;
    // Dark all the way is no table beyond an edge, but a page that is dark there.
    deep[line] = d < DEPTH ? d : 0;
  }
  return deep;
}

/**
 * Paints over the table that shows at the rim of a sheet cut out of a photo, because the sheet curls or its corners stand
 * up: an approved page must not ask for it.
 */
export function cleanRim(page: Rgb): Rgb {
  const { width, height } = page;
  const data = page.data.slice();
  const gray = luma(page).data;
  const sides: Side[] = [
    { lines: height, at: (y, d) => y * width + d },
    { lines: height, at: (y, d) => y * width + width - 1 - d },
    { lines: width, at: (x, d) => d * width + x },
    { lines: width, at: (x, d) => (height - 1 - d) * width + x },
  ];
  for (const side of sides) {
    const deep = depths(side, gray);
    for (let line = 0; line < side.lines; line++) {
      let most = 0;
      for (let l = Math.max(0, line - ALONG); l <= Math.min(side.lines - 1, line + ALONG); l++)
        most = Math.max(most, deep[l] ?? 0);
      if (most === 0) continue;
      const end = most + EDGE;
      const from = 3 * side.at(line, end + 2);
      for (let d = 0; d < end; d++) {
        const to = 3 * side.at(line, d);
        for (const c of [0, 1, 2]) data[to + c] = data[from + c] ?? 0;
      }
    }
  }
  return { width, height, data };
}

import type { Box, Gray } from '../image/raster.ts';
import type { PreparedPage } from '../prepare.ts';

/** Side of the cells that are white or not: 1 mm. */
const CELL = 8;
/** Brightness from which a sensor is full, and how much of a cell must be. */
const FULL = 249;
const FULL_SHARE = 0.95;
/** Approved ink (0..250) that must show, and how many pixels of it make a printed cell. */
const INK = 110;
const INK_PX = 6;
/** Least size of a patch and of the print lost in it, in cells. */
const LEAST = { cells: 12, lost: 3 };
/**
 * Beyond this share of white paper the whole picture is bright, and a line that is gone was taken away; unless more of the
 * print is gone than anybody takes away.
 */
const TOO_BRIGHT = { paper: 0.75, lost: 0.15 };
/** Around a white patch light still veils the print: as far as 0.9 of the patch's own radius, 6 mm at least. */
const VEIL = { ofRadius: 0.9, leastCells: 6 };

/** Patches of the page that light hides. */
export interface Glare {
  /** White patches over print, in page pixels. */
  readonly patches: readonly Box[];
  /** Whether a place lies under a patch or under the veil around it. */
  hides(box: Box): boolean;
}

interface Patch {
  readonly cells: number[];
  lost: number;
}

/** Finds where a reflection burns print out of a page drawn from a photo. */
export function findGlare(page: PreparedPage, drawn: Gray): Glare {
  const columns = Math.floor(page.width / CELL);
  const rows = Math.floor(page.height / CELL);
  const white = new Uint8Array(columns * rows);
  const printed = new Uint8Array(columns * rows);
  let bare = 0;
  let bareWhite = 0;
  let print = 0;
  let printWhite = 0;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const at = r * columns + c;
      let full = 0;
      let inked = 0;
      for (let j = 0; j < CELL; j++) {
        for (let i = 0, p = (r * CELL + j) * page.width + c * CELL; i < CELL; i++, p++) {
          if ((drawn.data[p] ?? 0) >= FULL) full++;
          if ((page.model.sharp[p] ?? 0) > INK) inked++;
        }
      }
      white[at] = full >= FULL_SHARE * CELL * CELL ? 1 : 0;
      printed[at] = inked >= INK_PX ? 1 : 0;
      if (inked === 0) {
        bare++;
        bareWhite += white[at] ?? 0;
      }
      if (printed[at]) {
        print++;
        printWhite += white[at] ?? 0;
      }
    }
  }
  const veiled = new Uint8Array(columns * rows);
  const patches: Box[] = [];
  if (bareWhite < TOO_BRIGHT.paper * bare || printWhite > TOO_BRIGHT.lost * print) {
    for (const patch of patchesOf(white, printed, columns, rows)) {
      if (patch.cells.length < LEAST.cells || patch.lost < LEAST.lost) continue;
      patches.push(boxOf(patch, columns));
      veil(patch, veiled, columns, rows);
    }
  }
  return {
    patches,
    hides: ([x, y, w, h]) => {
      if (patches.length === 0) return false;
      let under = 0;
      let all = 0;
      for (let r = Math.floor(y / CELL); r * CELL < y + h; r++) {
        for (let c = Math.floor(x / CELL); c * CELL < x + w; c++) {
          all++;
          if (r < rows && c < columns) under += veiled[r * columns + c] ?? 0;
        }
      }
      return under > 0.6 * all;
    },
  };
}

/** Share of the sheet that is burnt out, and that shows paper as it should, from which a sheet cannot be known for glare. */
const BURNT = { white: 0.12, paper: 0.3, dim: 110, bright: 242 };

/** Whether so much of a sheet is burnt out beside paper that is not, that its page cannot be sought. */
export function isBurntOut(photo: Gray, inside: (x: number, y: number) => boolean): boolean {
  let all = 0;
  let white = 0;
  let paper = 0;
  for (let y = 0; y < photo.height; y++) {
    for (let x = 0; x < photo.width; x++) {
      if (!inside(x, y)) continue;
      const v = photo.data[y * photo.width + x] ?? 0;
      all++;
      if (v >= FULL) white++;
      else if (v > BURNT.dim && v < BURNT.bright) paper++;
    }
  }
  return white > BURNT.white * all && paper > BURNT.paper * all;
}

function patchesOf(white: Uint8Array, printed: Uint8Array, columns: number, rows: number): Patch[] {
  const seen = new Uint8Array(white.length);
  const patches: Patch[] = [];
  for (let start = 0; start < white.length; start++) {
    if (!white[start] || seen[start]) continue;
    const patch: Patch = { cells: [], lost: 0 };
    const stack = [start];
    seen[start] = 1;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      patch.cells.push(at);
      patch.lost += printed[at] ?? 0;
      const c = at % columns;
      const r = (at - c) / columns;
      for (let y = Math.max(0, r - 1); y <= Math.min(rows - 1, r + 1); y++) {
        for (let x = Math.max(0, c - 1); x <= Math.min(columns - 1, c + 1); x++) {
          const next = y * columns + x;
          if (!white[next] || seen[next]) continue;
          seen[next] = 1;
          stack.push(next);
        }
      }
    }
    patches.push(patch);
  }
  return patches;
}

function boxOf({ cells }: Patch, columns: number): Box {
  const xs = cells.map((at) => at % columns);
  const ys = cells.map((at) => Math.floor(at / columns));
  const x = xs.reduce((a, b) => Math.min(a, b));
  const y = ys.reduce((a, b) => Math.min(a, b));
  const right = xs.reduce((a, b) => Math.max(a, b)) + 1;
  const low = ys.reduce((a, b) => Math.max(a, b)) + 1;
  return [x * CELL, y * CELL, (right - x) * CELL, (low - y) * CELL];
}

function around(c: number, r: number, slanting: boolean): [number, number][] {
  const straight: [number, number][] = [
    [c - 1, r],
    [c + 1, r],
    [c, r - 1],
    [c, r + 1],
  ];
  if (!slanting) return straight;
  return [...straight, [c - 1, r - 1], [c + 1, r - 1], [c - 1, r + 1], [c + 1, r + 1]];
}

/** Marks a patch and all cells within the veil's reach of it, spreading ring by ring. */
function veil({ cells }: Patch, veiled: Uint8Array, columns: number, rows: number): void {
  const reach = Math.max(VEIL.leastCells, VEIL.ofRadius * Math.sqrt(cells.length / Math.PI));
  let rim = cells;
  for (const at of cells) veiled[at] = 1;
  for (let ring = 0; ring < reach; ring++) {
    const next: number[] = [];
    for (const at of rim) {
      const c = at % columns;
      const r = (at - c) / columns;
      // Straight steps and all steps by turns: the reach is then about a circle.
      for (const [x, y] of around(c, r, ring % 2 === 1)) {
        const to = y * columns + x;
        if (x < 0 || y < 0 || x >= columns || y >= rows || veiled[to]) continue;
        veiled[to] = 1;
        next.push(to);
      }
    }
    rim = next;
  }
}

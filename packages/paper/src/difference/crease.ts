import { type Box, type Field, mmToPx } from '../image/raster.ts';
import type { InkModel } from '../ink/ink-model.ts';

/** Ink that is dark for bare paper, and brightness beyond the paper's own that is no noise. */
const DARK = 0.12;
const BRIGHT = -0.015;
/** Approved ink (0..250) below which a place is bare. */
const BARE = 12;
/** How far from the dark side the bright one lies. */
const REACH = Math.round(mmToPx(1));
/** Brightness beside the darkness, as a share of it: pens leave 0.03 at most, creases 0.2 and more. */
const LIT = 0.1;

/** Whether what is dark on bare paper has a bright side, as the ridge of a crease has towards the light and ink has not. */
export function isLitBeside(model: InkModel, ink: Field, [x, y, w, h]: Box): boolean {
  const { width, height } = ink;
  const left = Math.max(0, x - REACH);
  const top = Math.max(0, y - REACH);
  const columns = Math.min(width, x + w + REACH) - left;
  const rows = Math.min(height, y + h + REACH) - top;
  // Within reach of the darkness along its row; the columns follow.
  const near = new Uint8Array(columns * rows);
  let dark = 0;
  for (let py = y; py < Math.min(height, y + h); py++) {
    for (let px = x; px < Math.min(width, x + w); px++) {
      const p = py * width + px;
      const v = ink.data[p] ?? 0;
      if (v <= DARK || (model.soft[p] ?? 0) >= BARE) continue;
      dark += v;
      const row = (py - top) * columns;
      near.fill(1, row + Math.max(0, px - left - REACH), row + Math.min(columns, px - left + REACH + 1));
    }
  }
  let bright = 0;
  for (let i = 0; i < columns; i++) {
    // Rows since the last one that was near, and rows to the next.
    let since = Infinity;
    const reached = new Uint8Array(rows);
    for (let j = 0; j < rows; j++) {
      since = near[j * columns + i] ? 0 : since + 1;
      if (since <= REACH) reached[j] = 1;
    }
    since = Infinity;
    for (let j = rows - 1; j >= 0; j--) {
      since = near[j * columns + i] ? 0 : since + 1;
      const v = ink.data[(top + j) * width + left + i] ?? 0;
      if ((reached[j] || since <= REACH) && v < BRIGHT) bright -= v;
    }
  }
  return bright > LIT * dark;
}

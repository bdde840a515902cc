import { type Field, mmToPx } from '../image/raster.ts';
import type { PreparedPage } from '../prepare.ts';
import type { JudgedGroup } from './judge.ts';

/** Side of the tiles that are print or blank: 6 mm. */
const TILE = Math.round(mmToPx(6));
/** Share of printed tiles that must be bare on the sheet. */
const BARE_SHARE = 0.3;
/** So many separate places with nothing in them are fields that nobody filled in. */
const EMPTY_FIELDS = 3;

/** Share of the tiles with approved print on which the sheet shows bare paper. */
export function bareShare(page: PreparedPage, ink: Field): number {
  const { width, height, model } = page;
  let printed = 0;
  let bare = 0;
  for (let y = TILE; y + 2 * TILE < height; y += TILE) {
    for (let x = TILE; x + 2 * TILE < width; x += TILE) {
      let approved = 0;
      let found = 0;
      for (let j = 0; j < TILE; j += 2) {
        for (let i = 0, p = (y + j) * width + x; i < TILE; i += 2, p += 2) {
          if ((model.sharp[p] ?? 0) > 60) approved++;
          if ((ink.data[p] ?? 0) > 0.12) found++;
        }
      }
      if (approved < 25) continue;
      printed++;
      if (found < 0.15 * approved) bare++;
    }
  }
  return printed > 0 ? bare / printed : 0;
}

/** Whether a sheet is a form with much left out: large parts bare, or field after field empty and nothing written instead. */
export function isHalfBlank(page: PreparedPage, ink: Field, certain: readonly JudgedGroup[]): boolean {
  if (certain.length === 0) return false;
  const missing = certain.filter((j) => j.kind === 'missing').length;
  return bareShare(page, ink) > BARE_SHARE || (missing >= EMPTY_FIELDS && missing === certain.length);
}

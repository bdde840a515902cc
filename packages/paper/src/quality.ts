import type { PaperReason } from '@hufu/contract';
import { localScale } from './image/homography.ts';
import type { Gray } from './image/raster.ts';
import { type Mapping, pageToPhoto } from './image/warp.ts';
import { inkOf } from './ink/ink.ts';
import type { PreparedPage } from './prepare.ts';

/** Share of the page, and of its ink, that lies outside the photo. */
export function cutOff(page: PreparedPage, photo: Gray, mapping: Mapping): { page: number; ink: number } {
  let outside = 0;
  let seen = 0;
  let inkOutside = 0;
  let ink = 0;
  for (let y = 4; y < page.height; y += 8) {
    for (let x = 4; x < page.width; x += 8) {
      const inked = (page.model.soft[y * page.width + x] ?? 0) > 30;
      const [px, py] = pageToPhoto(mapping, x, y);
      const out = px < 0 || py < 0 || px > photo.width - 1 || py > photo.height - 1;
      seen++;
      if (inked) ink++;
      if (out) outside++;
      if (out && inked) inkOutside++;
    }
  }
  return { page: outside / Math.max(1, seen), ink: inkOutside / Math.max(1, ink) };
}

/** What speaks against a photo that was registered: too small, cut off, too dark, blurred. */
export function photoTroubles(
  page: PreparedPage,
  photo: Gray,
  mapping: Mapping,
  paperMedian: number,
  blur: number,
): PaperReason[] {
  const troubles: PaperReason[] = [];
  if (localScale(mapping.homography, page.width / 2, page.height / 2) < 0.62)
    troubles.push('TOO_SMALL_PRINT');
  const cut = cutOff(page, photo, mapping);
  if (cut.ink > 0.002 || cut.page > 0.05) troubles.push('CUT_OFF');
  if (paperMedian < 40) troubles.push('TOO_DARK');
  if (blur > 1.5) troubles.push('BLURRED');
  return troubles;
}

/** Share of inked pixels in a photo or a part of it, lighting divided out; small levels only. */
export function inkShare(gray: Gray, inside: (x: number, y: number) => boolean): number {
  const ink = inkOf(gray);
  let n = 0;
  let seen = 0;
  for (let y = 0; y < gray.height; y++) {
    for (let x = 0; x < gray.width; x++) {
      if (!inside(x, y)) continue;
      seen++;
      if ((ink.data[y * gray.width + x] ?? 0) > 0.2) n++;
    }
  }
  return seen > 0 ? n / seen : 0;
}

/** Mean brightness and the strength of the finest detail of a photo. */
export function lightAndDetail(gray: Gray): { mean: number; detail: number } {
  let sum = 0;
  let detail = 0;
  let n = 0;
  for (let y = 1; y < gray.height - 1; y += 2) {
    for (let x = 1; x < gray.width - 1; x += 2) {
      const p = y * gray.width + x;
      const v = gray.data[p] ?? 0;
      sum += v;
      const laplace =
        4 * v -
        (gray.data[p - 1] ?? 0) -
        (gray.data[p + 1] ?? 0) -
        (gray.data[p - gray.width] ?? 0) -
        (gray.data[p + gray.width] ?? 0);
      if (Math.abs(laplace) > 30) detail++;
      n++;
    }
  }
  return { mean: sum / Math.max(1, n), detail: detail / Math.max(1, n) };
}

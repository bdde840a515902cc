import type { BoxMm } from '../paper/drawing.ts';
import { pixelsPerMm, type Sheet } from '../sheet/sheet.ts';

/** The part of a box on a sheet that is dark. */
export function darkShare(sheet: Sheet, box: BoxMm): number {
  const scale = pixelsPerMm(sheet);
  const [x, y, w, h] = box.map((one) => Math.round(one * scale)) as BoxMm;
  let dark = 0;
  for (let v = y; v < y + h; v++) {
    for (let u = x; u < x + w; u++) {
      if ((sheet.rgba[(v * sheet.width + u) * 4 + 1] ?? 255) < 140) dark += 1;
    }
  }
  return dark / Math.max(1, w * h);
}

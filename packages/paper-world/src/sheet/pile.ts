import { pixelsPerMm, type Sheet } from './sheet.ts';

/** Another sheet lies on this one, its upper left corner at the place and turned by a little; what stands over the edge is not seen. */
export function layOver(
  under: Sheet,
  over: Sheet,
  place: { xMm: number; yMm: number; angleDeg?: number },
): Sheet {
  const rgba = under.rgba.slice();
  const scale = pixelsPerMm(under);
  const cos = Math.cos(((place.angleDeg ?? 0) * Math.PI) / 180);
  const sin = Math.sin(((place.angleDeg ?? 0) * Math.PI) / 180);
  const ratio = over.dpi / under.dpi;
  const shadowPx = 1.2 * scale;
  for (let y = 0; y < under.height; y++) {
    for (let x = 0; x < under.width; x++) {
      const dx = x - place.xMm * scale;
      const dy = y - place.yMm * scale;
      const u = (dx * cos + dy * sin) * ratio;
      const v = (-dx * sin + dy * cos) * ratio;
      const outside = Math.max(-u, -v, u - over.width + 1, v - over.height + 1);
      if (outside > shadowPx) continue;
      const to = (y * under.width + x) * 4;
      if (outside > 0) {
        // The upper sheet throws a thin shadow on the lower one.
        const keep = 0.72 + 0.28 * (outside / shadowPx);
        for (let c = 0; c < 3; c++) rgba[to + c] = (rgba[to + c] ?? 0) * keep;
        continue;
      }
      const from = (Math.floor(v) * over.width + Math.floor(u)) * 4;
      rgba.set(over.rgba.subarray(from, from + 4), to);
    }
  }
  return { ...under, rgba };
}

/** A picture printed out over the given width: a photograph that somebody lays under the camera again. */
export function sheetFromPicture(
  picture: { data: Uint8Array; width: number; height: number },
  widthMm: number,
): Sheet {
  const { width, height } = picture;
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    rgba[i * 4] = picture.data[i * 3] ?? 0;
    rgba[i * 4 + 1] = picture.data[i * 3 + 1] ?? 0;
    rgba[i * 4 + 2] = picture.data[i * 3 + 2] ?? 0;
    rgba[i * 4 + 3] = 255;
  }
  const dpi = (width / widthMm) * 25.4;
  return { widthMm, heightMm: (height / width) * widthMm, dpi, width, height, rgba };
}

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

/**
 * The sheet lies on another of its size that juts out from under it, moved and turned by a little; around both the bare
 * platen of the given colour. The result is as large as both together.
 */
export function layUnder(
  over: Sheet,
  under: Sheet,
  place: { xMm: number; yMm: number; angleDeg?: number },
  platen: readonly [number, number, number],
): Sheet {
  const scale = pixelsPerMm(over);
  const margin = Math.ceil((Math.max(Math.abs(place.xMm), Math.abs(place.yMm)) + 12) * scale);
  const width = over.width + 2 * margin;
  const height = over.height + 2 * margin;
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0; i < rgba.length; i += 4) rgba.set([...platen, 255], i);
  const table: Sheet = {
    ...over,
    width,
    height,
    widthMm: width / scale,
    heightMm: height / scale,
    rgba,
  };
  const marginMm = margin / scale;
  const lower = layOver(table, under, {
    ...place,
    xMm: marginMm + place.xMm,
    yMm: marginMm + place.yMm,
  });
  return layOver(lower, over, { xMm: marginMm, yMm: marginMm });
}

import type { Sheet } from './sheet.ts';

/** How a printer renders grey: lines of dots an inch, at 45 degrees, drawn at so many pixels an inch. */
export type Raster = { linesPerInch: number; dpi: number };

/** A photograph printed out over the given width and laid under the camera: everything that is not white becomes dots. */
export function sheetFromPicture(
  picture: { data: Uint8Array; width: number; height: number },
  widthMm: number,
  raster: Partial<Raster> = {},
): Sheet {
  const { linesPerInch, dpi } = { linesPerInch: 106, dpi: 300, ...raster };
  const width = Math.round((widthMm / 25.4) * dpi);
  const height = Math.round((picture.height / picture.width) * width);
  const rgba = new Uint8Array(width * height * 4);
  const turn = (Math.PI * 2 * linesPerInch) / dpi / Math.SQRT2;
  // Cosines along both diagonals, so that no pixel needs its own.
  const along = Float32Array.from({ length: width + height }, (_, i) => Math.cos(i * turn));
  for (let y = 0; y < height; y++) {
    const v = Math.min(picture.height - 1, Math.floor(((y + 0.5) * picture.height) / height));
    for (let x = 0; x < width; x++) {
      const u = Math.min(picture.width - 1, Math.floor(((x + 0.5) * picture.width) / width));
      const from = (v * picture.width + u) * 3;
      const to = (y * width + x) * 4;
      // Height of the dot's hill here, 0..1: where it rises above the grey wanted, the paper stays bare.
      const hill = 0.5 + 0.25 * ((along[x + y] ?? 0) + (along[Math.abs(x - y)] ?? 0));
      for (let c = 0; c < 3; c++) {
        const wanted = 1 - (picture.data[from + c] ?? 0) / 255;
        const ink = wanted < 0.02 ? 0 : Math.min(1, Math.max(0, (hill + wanted - 1) * 6 + 0.5));
        rgba[to + c] = 245 - 215 * ink;
      }
      rgba[to + 3] = 255;
    }
  }
  return { widthMm, heightMm: (height / width) * widthMm, dpi, width, height, rgba };
}

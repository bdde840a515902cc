import type { Seed } from '../random.ts';
import type { Sheet } from '../sheet/sheet.ts';
import type { Camera } from './camera.ts';
import { photograph } from './photograph.ts';

/** A display that shows a page: pixels an inch, and how plainly its stripes and seams are seen (1: an office monitor). */
export type Screen = { dpi: number; contrast: number };

/** A photograph of a page shown on a screen: pixel stripes, moiré, a bezel, bluish light of its own. */
export function photographOfScreen(
  sheet: Sheet,
  camera: Camera,
  seed: Seed,
  screen: Partial<Screen> = {},
): Promise<Uint8Array> {
  const lit: Camera = {
    ...camera,
    curl: { ...camera.curl, waveMm: 0, cornersMm: 0, foldMm: 0 },
    shadows: [],
    exposure: Math.max(camera.exposure, 0.95),
    whiteBalance: [0.93, 0.98, 1.08],
    background: { rgb: [22, 22, 24], grain: 2, stripes: 0 },
  };
  return photograph(onScreen(sheet, { dpi: 98, contrast: 1, ...screen }), lit, seed);
}

/** The page as a screen shows it: each screen pixel is three coloured stripes and a dark seam. */
function onScreen(sheet: Sheet, { dpi, contrast }: Screen): Sheet {
  const bezel = Math.round(7 * (sheet.dpi / 25.4));
  const pitch = sheet.dpi / dpi;
  const rgba = new Uint8Array(sheet.rgba.length);
  const plain = (light: number) => 1 + (light - 1) * contrast;
  for (let y = 0; y < sheet.height; y++) {
    const row = Math.floor(y / pitch);
    const seam = y / pitch - row < 0.18 ? plain(0.72) : 1;
    const fromY = Math.min(sheet.height - 1, Math.round((row + 0.5) * pitch));
    for (let x = 0; x < sheet.width; x++) {
      const i = (y * sheet.width + x) * 4;
      rgba[i + 3] = 255;
      const inside = x >= bezel && y >= bezel && x < sheet.width - bezel && y < sheet.height - bezel;
      const column = Math.floor(x / pitch);
      const fromX = Math.min(sheet.width - 1, Math.round((column + 0.5) * pitch));
      const from = (fromY * sheet.width + fromX) * 4;
      const stripe = Math.floor((x / pitch - column) * 3);
      for (let c = 0; c < 3; c++) {
        const light = inside ? (sheet.rgba[from + c] ?? 0) * seam * plain(stripe === c ? 1.06 : 0.86) : 14;
        rgba[i + c] = Math.min(255, light);
      }
    }
  }
  return { ...sheet, rgba };
}

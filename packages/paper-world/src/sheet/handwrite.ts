import { createCanvas } from '@napi-rs/canvas';
import { canvasFamily, type FontName } from '../fonts.ts';
import { type Seed, seeded } from '../random.ts';
import { pixelsPerMm, type Sheet } from './sheet.ts';

/** Where the first character's lower left corner stands, and how tall a character is. */
export type PenPlace = {
  xMm: number;
  yMm: number;
  heightMm?: number;
  angleDeg?: number;
  /** Whose hand it is: one of the faces of handwriting. */
  hand?: FontName;
};

/** Writes on a sheet with a pen (blue-black unless told) and returns the sheet as it is then. */
export function handwrite(
  sheet: Sheet,
  text: string,
  place: PenPlace,
  seed: Seed = 0,
  colour = '#1d2a63',
): Sheet {
  const random = seeded(`hand/${seed}`);
  const scale = pixelsPerMm(sheet);
  const size = (place.heightMm ?? 7) * scale;
  const width = Math.ceil(size * (text.length + 1.5));
  const height = Math.ceil(size * 2.4);
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = colour;
  pen.translate(size * 0.5, size * 1.5);
  pen.rotate((((place.angleDeg ?? 0) + random.between(-2, 2)) * Math.PI) / 180);
  let x = 0;
  for (const char of text) {
    pen.save();
    pen.translate(x, random.between(-0.05, 0.05) * size);
    pen.rotate(random.between(-0.07, 0.07));
    pen.font = `${size * random.between(0.92, 1.08)}px "${canvasFamily(place.hand ?? 'hand')}"`;
    pen.fillText(char, 0, 0);
    x += pen.measureText(char).width * random.between(0.92, 1.02);
    pen.restore();
  }
  const drawn = pen.getImageData(0, 0, width, height).data;
  const left = Math.round(place.xMm * scale - size * 0.5);
  const top = Math.round(place.yMm * scale - size * 1.5);
  const rgba = sheet.rgba.slice();
  for (let y = Math.max(0, -top); y < height && y + top < sheet.height; y++) {
    for (let x0 = Math.max(0, -left); x0 < width && x0 + left < sheet.width; x0++) {
      const from = (y * width + x0) * 4;
      const to = ((y + top) * sheet.width + x0 + left) * 4;
      for (let c = 0; c < 3; c++) rgba[to + c] = ((rgba[to + c] ?? 0) * (drawn[from + c] ?? 255)) / 255;
    }
  }
  return { ...sheet, rgba };
}

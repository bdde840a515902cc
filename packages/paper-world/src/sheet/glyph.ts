import { createCanvas } from '@napi-rs/canvas';
import { canvasFamily, type FontName } from '../fonts.ts';

/** Ink of one character in its own box, 0..1, row by row. */
export type Glyph = { width: number; height: number; ink: Float32Array };

/** Draws one character of a typeface, its ink so many pixels high. */
export function drawGlyph(char: string, font: FontName, heightPx: number): Glyph {
  const size = 200;
  const canvas = createCanvas(size * 2, size * 2);
  const pen = canvas.getContext('2d');
  pen.font = `${size}px "${canvasFamily(font)}"`;
  const { actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = pen.measureText(char);
  const scale = heightPx / Math.max(1, up + down);
  pen.font = `${size * scale}px "${canvasFamily(font)}"`;
  const box = pen.measureText(char);
  const width = Math.max(1, Math.round(box.actualBoundingBoxLeft + box.actualBoundingBoxRight));
  const height = Math.max(1, Math.round(heightPx));
  const small = createCanvas(width, height);
  const draw = small.getContext('2d');
  draw.font = pen.font;
  draw.fillText(char, box.actualBoundingBoxLeft, box.actualBoundingBoxAscent);
  const { data } = draw.getImageData(0, 0, width, height);
  const ink = new Float32Array(width * height);
  for (let i = 0; i < ink.length; i++) ink[i] = (data[i * 4 + 3] ?? 0) / 255;
  return { width, height, ink };
}

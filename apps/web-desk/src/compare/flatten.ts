import { homography, type Point } from '@hufu/ui';
import { localShifts, shiftAt } from './local-shifts.ts';
import type { Grey } from './sheet-corners.ts';

/** Width at which pictures are laid on each other, and at which they are matched. */
const drawnWidth = 1000;
const matchedWidth = 500;
/** A photograph is read no larger than this. */
const readWidth = 2600;

/** A picture laid on its page, for the eye. */
export interface Flattened {
  readonly blob: Blob;
  readonly width: number;
  readonly height: number;
}

/**
 * Lays a photograph on its page: by the corners that came with the evidence, then locally, where the paper curls.
 * The corners alone leave a pixel or two, which would show as a difference at every letter.
 */
export async function flatten(
  page: HTMLImageElement,
  photo: HTMLImageElement,
  corners: readonly Point[],
): Promise<Flattened | null> {
  const width = Math.min(drawnWidth, page.naturalWidth);
  const height = Math.round((width * page.naturalHeight) / page.naturalWidth);
  const scale = Math.min(1, readWidth / photo.naturalWidth);
  const source = pixels(photo, photo.naturalWidth * scale, photo.naturalHeight * scale);
  const approved = pixels(page, matchedWidth, (matchedWidth * height) / width);
  const inSource = homography(
    [
      [0, 0],
      [width, 0],
      [width, height],
      [0, height],
    ],
    corners.map(([x, y]) => [x * scale, y * scale] as const),
  );
  if (!source || !approved || !inSource) return null;
  const coarse = width / approved.width;
  const [h0 = 0, h1 = 0, h2 = 0, h3 = 0, h4 = 0, h5 = 0, h6 = 0, h7 = 0] = inSource;
  const place = (x: number, y: number): Point => {
    const w = h6 * x + h7 * y + 1;
    return [(h0 * x + h1 * y + h2) / w, (h3 * x + h4 * y + h5) / w];
  };
  const roughly = greyBy(source, approved.width, approved.height, (x, y) => place(x * coarse, y * coarse));
  const shifts = localShifts(greyOf(approved), roughly);
  const flat = new ImageData(width, height);
  const out = new Uint32Array(flat.data.buffer);
  const from = new Uint32Array(source.data.buffer);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [dx, dy] = shiftAt(shifts, x / coarse, y / coarse);
      const [sx, sy] = place(x + dx * coarse, y + dy * coarse);
      out[y * width + x] = from[at(source, sx, sy)] ?? 0;
    }
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(flat, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  return blob && { blob, width, height };
}

function pixels(image: HTMLImageElement, width: number, height: number): ImageData | null {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width);
  canvas.height = Math.round(height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

const at = (image: ImageData, x: number, y: number) => {
  const px = Math.min(Math.max(Math.round(x), 0), image.width - 1);
  const py = Math.min(Math.max(Math.round(y), 0), image.height - 1);
  return py * image.width + px;
};

const greyOf = (image: ImageData): Grey => greyBy(image, image.width, image.height, (x, y) => [x, y]);

function greyBy(
  image: ImageData,
  width: number,
  height: number,
  place: (x: number, y: number) => Point,
): Grey {
  const values = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = at(image, ...place(x, y)) * 4;
      const [r = 0, g = 0, b = 0] = [image.data[i], image.data[i + 1], image.data[i + 2]];
      values[y * width + x] = (r * 3 + g * 6 + b) / 10;
    }
  return { width, height, values };
}

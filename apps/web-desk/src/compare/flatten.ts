import { homography, type Point } from '@hufu/ui';
import { localShifts, shiftAt } from './local-shifts.ts';
import type { Grey } from './sheet-corners.ts';

/** Width at which pictures are laid on each other, and at which they are matched. */
const drawnWidth = 1000;
const matchedWidth = 500;
/** A photograph is read no larger than this. */
export const readWidth = 2600;

/** The pixels of a picture, as ImageData holds them. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** The sizes to which a page is drawn: the one looked at, and the one matched. */
export function drawnSizes(page: { width: number; height: number }) {
  const width = Math.min(drawnWidth, page.width);
  const height = Math.round((width * page.height) / page.width);
  const matched = { width: matchedWidth, height: Math.round((matchedWidth * height) / width) };
  return { drawn: { width, height }, matched };
}

/**
 * Lays a photograph on its page: by the corners that came with the evidence, then locally, where the paper curls.
 * The corners alone leave a pixel or two, which would show as a difference at every letter. Null where the corners are
 * no quadrilateral.
 * @param onProgress hears the part that is done, 0 to 1
 */
export function flatten(
  approved: Pixels,
  source: Pixels,
  drawn: { readonly width: number; readonly height: number },
  corners: readonly Point[],
  onProgress: (part: number) => void = () => undefined,
): Pixels | null {
  const { width, height } = drawn;
  const inSource = homography(
    [
      [0, 0],
      [width, 0],
      [width, height],
      [0, height],
    ],
    corners,
  );
  if (!inSource) return null;
  const coarse = width / approved.width;
  const [h0 = 0, h1 = 0, h2 = 0, h3 = 0, h4 = 0, h5 = 0, h6 = 0, h7 = 0] = inSource;
  const place = (x: number, y: number): Point => {
    const w = h6 * x + h7 * y + 1;
    return [(h0 * x + h1 * y + h2) / w, (h3 * x + h4 * y + h5) / w];
  };
  const roughly = greyBy(source, approved.width, approved.height, (x, y) => place(x * coarse, y * coarse));
  onProgress(0.1);
  const shifts = localShifts(greyOf(approved), roughly, (part) => onProgress(0.1 + part * 0.7));
  const data = new Uint8ClampedArray(width * height * 4);
  const out = new Uint32Array(data.buffer);
  const from = new Uint32Array(source.data.buffer);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [dx, dy] = shiftAt(shifts, x / coarse, y / coarse);
      const [sx, sy] = place(x + dx * coarse, y + dy * coarse);
      out[y * width + x] = from[at(source, sx, sy)] ?? 0;
    }
  onProgress(1);
  return { width, height, data };
}

const at = (image: Pixels, x: number, y: number) => {
  const px = Math.min(Math.max(Math.round(x), 0), image.width - 1);
  const py = Math.min(Math.max(Math.round(y), 0), image.height - 1);
  return py * image.width + px;
};

const greyOf = (image: Pixels): Grey => greyBy(image, image.width, image.height, (x, y) => [x, y]);

function greyBy(image: Pixels, width: number, height: number, place: (x: number, y: number) => Point): Grey {
  const values = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = at(image, ...place(x, y)) * 4;
      const [r = 0, g = 0, b = 0] = [image.data[i], image.data[i + 1], image.data[i + 2]];
      values[y * width + x] = (r * 3 + g * 6 + b) / 10;
    }
  return { width, height, values };
}

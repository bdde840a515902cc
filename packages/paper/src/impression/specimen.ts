import { HufuError } from '@hufu/contract';
import sharp from 'sharp';
import { gaussian } from '../image/blur.ts';
import { type Field, mmToPx } from '../image/raster.ts';

/** A registered impression as ink, in the middle of a square at 200 dpi, and half of that. */
export interface Specimen {
  readonly ink: Field;
  readonly half: Field;
  readonly quarter: Field;
  /** Diameter of the impression in page pixels. */
  readonly diameter: number;
}

/** Mean of k by k blocks of a field. */
export function shrinkField(field: Field, k: number): Field {
  const width = Math.floor(field.width / k);
  const height = Math.floor(field.height / k);
  const data = new Float32Array(width * height);
  for (let y = 0; y < height * k; y++) {
    const row = Math.floor(y / k) * width;
    for (let x = 0; x < width * k; x++) {
      const o = row + Math.floor(x / k);
      data[o] = (data[o] ?? 0) + (field.data[y * field.width + x] ?? 0) / (k * k);
    }
  }
  return { width, height, data };
}

/** Reads a specimen: red on white or transparent; its size comes from the file's dots per inch (300 unless said). */
export async function prepareSpecimen(bytes: Uint8Array): Promise<Specimen> {
  let data: Buffer;
  let size: number;
  try {
    const meta = await sharp(bytes).metadata();
    if (Math.max(meta.width, meta.height) > 4000)
      throw new HufuError('PAPER_TOO_MANY_PIXELS', { context: { width: meta.width, height: meta.height } });
    const dpi = meta.density && meta.density > 90 ? meta.density : 300;
    size = Math.round((Math.max(meta.width, meta.height) / dpi) * 200);
    const made = await sharp(bytes)
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .resize(size, size, { fit: 'contain', background: '#ffffff', kernel: 'lanczos3' })
      .removeAlpha()
      .raw()
      .toBuffer();
    data = made;
  } catch (cause) {
    if (cause instanceof HufuError) throw cause;
    throw new HufuError('PAPER_SPECIMEN_UNREADABLE', { cause });
  }
  const ink = new Float32Array(size * size);
  let minX = size;
  let maxX = 0;
  let minY = size;
  let maxY = 0;
  let inked = 0;
  for (let p = 0, j = 0; p < ink.length; p++, j += 3) {
    const r = data[j] ?? 255;
    const v = Math.max(0, Math.min(1, (r - ((data[j + 1] ?? 255) + (data[j + 2] ?? 255)) / 2) / 150));
    ink[p] = v;
    if (v < 0.4) continue;
    inked++;
    const x = p % size;
    const y = (p - x) / size;
    minX = Math.min(minX, x);
    maxX = Math.max(maxX, x);
    minY = Math.min(minY, y);
    maxY = Math.max(maxY, y);
  }
  if (inked < 0.01 * ink.length) throw new HufuError('PAPER_SPECIMEN_UNREADABLE');
  const diameter = Math.max(maxX - minX, maxY - minY) + 1;
  if (diameter < mmToPx(10) || diameter > mmToPx(70)) throw new HufuError('PAPER_SPECIMEN_UNREADABLE');
  // Centred on the impression, so that a found centre is the impression's and not the picture's.
  const side = Math.ceil((diameter * 1.06) / 8) * 8;
  const centred = new Float32Array(side * side);
  const ox = Math.round((minX + maxX) / 2 - side / 2);
  const oy = Math.round((minY + maxY) / 2 - side / 2);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const sx = x + ox;
      const sy = y + oy;
      if (sx >= 0 && sy >= 0 && sx < size && sy < size) centred[y * side + x] = ink[sy * size + sx] ?? 0;
    }
  }
  const field = gaussian({ width: side, height: side, data: centred }, 1.2);
  return { ink: field, half: shrinkField(field, 2), quarter: shrinkField(field, 4), diameter };
}

import { HufuError } from '@hufu/contract';
import sharp, { type Metadata } from 'sharp';
import type { Rgb } from './raster.ts';

// Its cache holds decoded pictures in case they are asked for again; nobody does.
sharp.cache(false);

/** What may be read; larger is refused by its header, before anything is decoded. */
export interface Limits {
  readonly maxBytes: number;
  readonly maxPages: number;
  readonly maxPixels: number;
}

/** No honest picture takes this long; one with a thousand scans would keep a core busy for minutes. */
const DECODE_SECONDS = 20;

/** 50 MB, 50 pages, 40 megapixels. */
export const defaultLimits: Limits = { maxBytes: 50 * 1024 * 1024, maxPages: 50, maxPixels: 40_000_000 };

/** The kinds of file this package reads. */
export type FileKind = 'pdf' | 'jpeg' | 'png';

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((b, i) => bytes[i] === b);
}

/** Tells the kind by content, never by name; a name only makes the refusal clearer. */
export function sniff(bytes: Uint8Array, name = '', limits: Limits = defaultLimits): FileKind {
  if (bytes.length === 0) throw new HufuError('PAPER_EMPTY_FILE');
  if (bytes.length > limits.maxBytes) {
    throw new HufuError('PAPER_FILE_TOO_LARGE', {
      context: {
        sizeMiB: Math.ceil(bytes.length / 1048576),
        limitMiB: Math.floor(limits.maxBytes / 1048576),
      },
    });
  }
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  // Readers accept up to 1024 bytes of rubbish before the header.
  if (Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).includes('%PDF-'))
    return 'pdf';
  throw new HufuError(/\.pdf$/i.test(name) ? 'PAPER_NOT_A_PDF' : 'PAPER_UNKNOWN_TYPE');
}

/** Whether the file ends as its format says it must; a cut-off upload must not pass as a picture with a grey lower half. */
function isComplete(bytes: Uint8Array, kind: 'jpeg' | 'png'): boolean {
  if (kind === 'png') return Buffer.from(bytes.subarray(-64)).includes('IEND');
  // Cameras append previews after the end marker, so it is sought anywhere in the last quarter.
  return Buffer.from(bytes.subarray(Math.floor(bytes.length * 0.75))).includes(Buffer.from([0xff, 0xd9]));
}

/** A decoded picture and the dots per inch its file claims. */
export interface Picture {
  readonly image: Rgb;
  readonly density: number | undefined;
  readonly kind: 'jpeg' | 'png';
}

/** Decodes a picture upright (EXIF), on white where it is transparent. */
export async function decodePicture(
  bytes: Uint8Array,
  name = '',
  limits: Limits = defaultLimits,
): Promise<Picture> {
  const kind = sniff(bytes, name, limits);
  if (kind === 'pdf') throw new HufuError('PAPER_UNKNOWN_TYPE');
  let meta: Metadata;
  try {
    meta = await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw new HufuError('PAPER_DAMAGED', { cause });
  }
  const { width, height } = meta;
  if (!(width > 0 && height > 0)) throw new HufuError('PAPER_DAMAGED');
  if (width * height > limits.maxPixels) {
    throw new HufuError('PAPER_TOO_MANY_PIXELS', { context: { width, height } });
  }
  if (Math.min(width, height) < 300)
    throw new HufuError('PAPER_TOO_FEW_PIXELS', { context: { width, height } });
  if ((meta.pages ?? 1) > 1 || Buffer.from(bytes.subarray(0, 4096)).includes('acTL')) {
    throw new HufuError('PAPER_ANIMATED');
  }
  if (!isComplete(bytes, kind)) throw new HufuError('PAPER_TRUNCATED');
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: limits.maxPixels, failOn: 'error' })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .timeout({ seconds: DECODE_SECONDS })
      .toBuffer({ resolveWithObject: true });
    const rgb = new Uint8Array(data.buffer, data.byteOffset, data.length);
    return { image: asRgb(rgb, info.width, info.height, info.channels), density: meta.density, kind };
  } catch (cause) {
    throw new HufuError('PAPER_DAMAGED', { cause });
  }
}

function asRgb(data: Uint8Array, width: number, height: number, channels: number): Rgb {
  if (channels === 3) return { width, height, data };
  const out = new Uint8Array(width * height * 3);
  for (let i = 0, j = 0, k = 0; i < width * height; i++, j += 3, k += channels) {
    const v = data[k] ?? 0;
    out[j] = v;
    out[j + 1] = channels > 2 ? (data[k + 1] ?? v) : v;
    out[j + 2] = channels > 2 ? (data[k + 2] ?? v) : v;
  }
  return { width, height, data: out };
}

/** Lossless picture of a page, the same bytes for the same pixels on the same version; its header says 200 dpi. */
export async function encodePng(image: Rgb): Promise<Uint8Array> {
  const isGray = isGrayscale(image);
  const buffer = await sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .toColourspace(isGray ? 'b-w' : 'srgb')
    .withMetadata({ density: 200 })
    .png({ compressionLevel: 6, adaptiveFiltering: false, palette: false })
    .toBuffer();
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

function isGrayscale(image: Rgb): boolean {
  const { data } = image;
  for (let i = 0; i < data.length; i += 3)
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
  return true;
}

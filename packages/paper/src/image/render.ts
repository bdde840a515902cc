import sharp from 'sharp';
import { flattenSheet, sheetSize } from '../registration/flatten.ts';
import { findSheet } from '../registration/sheet.ts';
import { cleanRim } from './clean-rim.ts';
import { decodePicture, defaultLimits, encodePng, type Limits, sniff } from './decode.ts';
import { drawPdf } from './pdf.ts';
import { mmToPx, PAGE_DPI, type Rgb } from './raster.ts';

/** A document as pages that can be shown, hashed, approved and compared. */
export interface RenderedDocument {
  /** `photo`: a sheet was found in the picture and cut out; `image`: the picture is the page. */
  readonly kind: 'pdf' | 'image' | 'photo';
  readonly pages: readonly { readonly png: Uint8Array; readonly width: number; readonly height: number }[];
}

async function resize(image: Rgb, width: number, height: number): Promise<Rgb> {
  if (image.width === width && image.height === height) return image;
  const out = await sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
  return { width, height, data: new Uint8Array(out.buffer, out.byteOffset, out.length) };
}

/** A size at which a picture is taken for a page without asking further: between A6 and A3. */
function isPaperSize(widthMm: number, heightMm: number): boolean {
  return Math.min(widthMm, heightMm) > 95 && Math.max(widthMm, heightMm) < 440;
}

/** The page a picture shows, at 200 dpi: cut out of a photo, or the picture itself. */
export async function pageOfPicture(
  bytes: Uint8Array,
  name = '',
  limits: Limits = defaultLimits,
): Promise<{ kind: 'image' | 'photo'; page: Rgb }> {
  const { image, density, kind } = await decodePicture(bytes, name, limits);
  // Our own pages say 200 dpi in their header and are taken as they are, to the pixel.
  if (kind === 'png' && density === PAGE_DPI) return { kind: 'image', page: image };
  const quad = await findSheet(image);
  if (quad && isOnSomething(image, quad)) {
    const flat = flattenSheet(image, quad);
    if (flat) return { kind: 'photo', page: cleanRim(flat) };
  }
  const dpi = density && density >= 90 && density <= 1200 ? density : undefined;
  if (dpi && isPaperSize((image.width / dpi) * 25.4, (image.height / dpi) * 25.4)) {
    const k = PAGE_DPI / dpi;
    return {
      kind: 'image',
      page: await resize(image, Math.round(image.width * k), Math.round(image.height * k)),
    };
  }
  const target = sheetSize(image.width, image.height);
  const sameShape = Math.abs(target.width / target.height - image.width / image.height) < 0.03;
  const width = sameShape ? target.width : Math.round(mmToPx(image.width <= image.height ? 210 : 297));
  const height = sameShape ? target.height : Math.round((width * image.height) / image.width);
  return { kind: 'image', page: await resize(image, width, height) };
}

/** Whether what surrounds the sheet differs from white: a drawn frame on a white page is no sheet. */
function isOnSomething(image: Rgb, quad: readonly (readonly [number, number])[]): boolean {
  const inset = Math.max(1, Math.round(Math.min(image.width, image.height) * 0.01));
  let white = 0;
  let seen = 0;
  for (let k = 0; k < 400; k++) {
    const t = k / 100;
    const f = t % 1;
    const x =
      t < 1 ? f * (image.width - 1) : t < 2 ? image.width - 1 - inset : t < 3 ? f * (image.width - 1) : inset;
    const y =
      t < 1
        ? inset
        : t < 2
          ? f * (image.height - 1)
          : t < 3
            ? image.height - 1 - inset
            : f * (image.height - 1);
    const p = (Math.round(y) * image.width + Math.round(x)) * 3;
    seen++;
    if (Math.min(image.data[p] ?? 0, image.data[p + 1] ?? 0, image.data[p + 2] ?? 0) > 240) white++;
  }
  return quad.length === 4 && white < 0.5 * seen;
}

/** Renders a PDF or a picture to pages at 200 dpi; the same bytes in give the same bytes out. */
export async function renderDocument(
  bytes: Uint8Array,
  options: { readonly name?: string; readonly limits?: Limits } = {},
): Promise<RenderedDocument> {
  const limits = options.limits ?? defaultLimits;
  const name = options.name ?? '';
  if (sniff(bytes, name, limits) === 'pdf') {
    const pages = [];
    for (const page of await drawPdf(bytes, limits)) {
      pages.push({ png: await encodePng(page), width: page.width, height: page.height });
    }
    return { kind: 'pdf', pages };
  }
  const { kind, page } = await pageOfPicture(bytes, name, limits);
  return { kind, pages: [{ png: await encodePng(page), width: page.width, height: page.height }] };
}

/** One page of a document (counted from 1) as pixels at 200 dpi. */
export async function pageImage(
  bytes: Uint8Array,
  page = 1,
  name = '',
  limits: Limits = defaultLimits,
): Promise<Rgb> {
  if (sniff(bytes, name, limits) !== 'pdf') return (await pageOfPicture(bytes, name, limits)).page;
  const [image] = await drawPdf(bytes, limits, page);
  if (!image) throw new Error('a page that was asked for and exists was not drawn');
  return image;
}

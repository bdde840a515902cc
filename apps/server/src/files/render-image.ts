import { HufuError } from '@hufu/contract';
import sharp from 'sharp';
import type { RenderedPage } from './page-renderer.ts';
import { pageWarnings } from './page-warnings.ts';
import { maxImagePixels, maxPhotoSidePx } from './upload-limits.ts';

/** A photo upright and without its metadata (place, device, time): what is shown is all there is. */
export async function renderImage(bytes: Uint8Array, mediaType: string): Promise<RenderedPage> {
  const header = await sharp(bytes, { limitInputPixels: false }).metadata().catch(damaged);
  const { width, height } = header;
  // Judged by the header, before a pixel is decoded.
  if (width * height > maxImagePixels) throw new HufuError('IMAGE_TOO_LARGE', { context: { width, height } });
  const upright = sharp(bytes, { limitInputPixels: maxImagePixels, failOn: 'error' })
    .rotate()
    .resize({ width: maxPhotoSidePx, height: maxPhotoSidePx, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb');
  const isPng = mediaType === 'image/png';
  const encoded = isPng
    ? upright.png({ compressionLevel: 6 })
    : upright.jpeg({ quality: 92, mozjpeg: false });
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true }).catch(damaged);
  const page = new Uint8Array(data);
  return {
    bytes: page,
    mediaType: isPng ? 'image/png' : 'image/jpeg',
    widthPx: info.width,
    heightPx: info.height,
    source: 'photo',
    warnings: await pageWarnings(page, 'photo'),
  };
}

function damaged(cause: unknown): never {
  const problem = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '';
  throw new HufuError('DOCUMENT_DAMAGED', { cause, context: { problem } });
}

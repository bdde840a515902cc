import jsqr from 'jsqr';

/** Widths at which a picture is searched: a code may fill it or be a small part of a large photograph. */
const widths = [900, 1600, 500];

/** Something that can be drawn on a canvas. */
interface Drawable {
  readonly source: CanvasImageSource;
  readonly width: number;
  readonly height: number;
}

/** Reads the QR code in a picture; undefined when there is none. */
export function readCode(picture: Drawable, tries: readonly number[] = widths): string | undefined {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context || picture.width === 0) return undefined;
  for (const width of tries) {
    const scale = Math.min(1, width / picture.width);
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    context.drawImage(picture.source, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const code = jsqr.default(data, canvas.width, canvas.height);
    if (code && code.data !== '') return code.data;
  }
  return undefined;
}

/** Reads the QR code of a picture file. */
export async function readCodeOfFile(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  const bitmap = await createImageBitmap(new Blob([bytes])).catch(() => undefined);
  if (!bitmap) return undefined;
  try {
    return readCode({ source: bitmap, width: bitmap.width, height: bitmap.height });
  } finally {
    bitmap.close();
  }
}

import type { Point } from '@hufu/ui';
import { drawnSizes, type Pixels, readWidth } from './flatten.ts';
import type { FlattenTask, FlattenWord } from './flatten-messages.ts';

/** A picture laid on its page, for the eye. */
export interface Flattened {
  readonly blob: Blob;
  readonly width: number;
  readonly height: number;
}

/** Why a picture could not be laid on its page; the screen says so and shows it as the corners alone lay it. */
export type NotFlattened = 'corners' | 'worker' | 'picture';

/**
 * Lays a photograph on its page in a worker of its own: matching takes a second or two, and meanwhile the page scrolls,
 * zooms and answers. Ends with the signal.
 */
export async function flattenInWorker(
  pageUrl: string,
  photoUrl: string,
  corners: readonly Point[],
  onProgress: (part: number) => void,
  signal: AbortSignal,
): Promise<Flattened | NotFlattened> {
  const [page, photo] = [await pictureOf(pageUrl), await pictureOf(photoUrl)];
  if (!page || !photo) return 'picture';
  const { drawn, matched } = drawnSizes({ width: page.naturalWidth, height: page.naturalHeight });
  const scale = Math.min(1, readWidth / photo.naturalWidth);
  const approved = pixels(page, matched.width, matched.height);
  const source = pixels(photo, photo.naturalWidth * scale, photo.naturalHeight * scale);
  if (!approved || !source) return 'picture';
  const scaled = corners.map(([x, y]) => [x * scale, y * scale] as const);
  const flat = await ask({ approved, photo: source, drawn, corners: scaled }, onProgress, signal);
  if (flat === null || flat === 'worker') return flat ?? 'corners';
  const canvas = document.createElement('canvas');
  canvas.width = flat.width;
  canvas.height = flat.height;
  canvas.getContext('2d')?.putImageData(new ImageData(flat.data, flat.width, flat.height), 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  return blob ? { blob, width: flat.width, height: flat.height } : 'picture';
}

function ask(
  task: FlattenTask,
  onProgress: (part: number) => void,
  signal: AbortSignal,
): Promise<Pixels | null | 'worker'> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./flatten.worker.ts', import.meta.url), { type: 'module' });
    const end = (result: Pixels | null | 'worker') => {
      worker.terminate();
      signal.removeEventListener('abort', stop);
      resolve(result);
    };
    const stop = () => end(null);
    signal.addEventListener('abort', stop);
    worker.onmessage = ({ data: word }: MessageEvent<FlattenWord>) => {
      if ('part' in word) onProgress(word.part);
      else end(word.flat);
    };
    worker.onerror = () => end('worker');
    worker.onmessageerror = () => end('worker');
    worker.postMessage(task, [task.approved.data.buffer, task.photo.data.buffer]);
  });
}

async function pictureOf(url: string): Promise<HTMLImageElement | null> {
  const image = new Image();
  image.src = url;
  return await image.decode().then(
    () => image,
    () => null,
  );
}

function pixels(image: HTMLImageElement, width: number, height: number): Pixels | null {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width);
  canvas.height = Math.round(height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { width: canvas.width, height: canvas.height, data };
}

import { flattenInWorker } from '../../src/compare/flatten-in-worker.ts';

// A page of print, and a photograph of 8 megapixels of it: smaller, aside, and a little curled.
const [pageWidth, pageHeight] = [1654, 2339];
const [photoWidth, photoHeight] = [3264, 2448];
const fit = { x: 700, y: 90, scale: 0.96 };

function canvasOf(width: number, height: number) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  return { canvas, context };
}
const urlOf = (canvas: HTMLCanvasElement) =>
  new Promise<string>((resolve) => canvas.toBlob((b) => resolve(URL.createObjectURL(b ?? new Blob()))));

const page = canvasOf(pageWidth, pageHeight);
page.context.fillStyle = '#fff';
page.context.fillRect(0, 0, pageWidth, pageHeight);
page.context.fillStyle = '#111';
page.context.font = '40px serif';
for (let line = 0; line < 34; line++)
  page.context.fillText(
    `第${line}条 流转面积${line * 7}亩，租金${line * 313}元，期限${line % 9}年，甲乙双方各执一份`,
    180,
    200 + line * 60,
  );

const photo = canvasOf(photoWidth, photoHeight);
photo.context.fillStyle = '#333';
photo.context.fillRect(0, 0, photoWidth, photoHeight);
for (let y = 0; y < pageHeight; y++) {
  const curl = Math.sin((y / pageHeight) * Math.PI) * 8;
  photo.context.drawImage(
    page.canvas,
    0,
    y,
    pageWidth,
    1,
    fit.x + curl,
    fit.y + y * fit.scale,
    pageWidth * fit.scale,
    fit.scale + 0.5,
  );
}
const right = fit.x + pageWidth * fit.scale;
const bottom = fit.y + pageHeight * fit.scale;
const corners = [
  [fit.x, fit.y],
  [right, fit.y],
  [right, bottom],
  [fit.x, bottom],
] as const;

/** How far the ink of a picture lies from the page's, as a part of the page's ink. */
function inkApart(picture: CanvasImageSource, [x, y, w, h]: number[], width: number, height: number): number {
  const [a, b] = [canvasOf(width, height), canvasOf(width, height)];
  a.context.drawImage(page.canvas, 0, 0, width, height);
  b.context.drawImage(picture, x ?? 0, y ?? 0, w ?? 0, h ?? 0, 0, 0, width, height);
  const [p, q] = [a, b].map(({ context }) => context.getImageData(0, 0, width, height).data);
  let [apart, ink] = [0, 0];
  for (let i = 0; i < width * height * 4; i += 4) {
    ink += 255 - (p?.[i] ?? 0);
    apart += Math.abs((p?.[i] ?? 0) - (q?.[i] ?? 0));
  }
  return apart / ink;
}

Object.assign(window, {
  async lay(given: readonly (readonly [number, number])[] = corners) {
    const [pageUrl, photoUrl] = [await urlOf(page.canvas), await urlOf(photo.canvas)];
    const parts: number[] = [];
    let longestMs = 0;
    let ticks = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      longestMs = Math.max(longestMs, now - last);
      last = now;
      if (parts.length > 0) ticks++;
    }, 4);
    const started = performance.now();
    const made = await flattenInWorker(
      pageUrl,
      photoUrl,
      given,
      (part) => {
        parts.push(part);
      },
      new AbortController().signal,
    );
    clearInterval(timer);
    const totalMs = performance.now() - started;
    if (typeof made === 'string') return { made, parts, ticks };
    const { blob, width, height } = made;
    return {
      made: 'laid',
      parts,
      ticks,
      totalMs,
      longestMs,
      apart: inkApart(await createImageBitmap(blob), [0, 0, width, height], width, height),
      byCornersOnly: inkApart(photo.canvas, [fit.x, fit.y, right - fit.x, bottom - fit.y], width, height),
    };
  },
});

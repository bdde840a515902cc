import { HufuError, sameBytes } from '@hufu/contract';
import sharp from 'sharp';

/** A picture with the moment (performance.now) before which it was not exposed. */
export interface Frame {
  readonly jpeg: Uint8Array;
  readonly at: number;
  /** How bright the machine's lamp was told to be for it, 0..1, where somebody plays with the lamp. */
  readonly light?: number;
}

/** A camera, whatever is behind it. */
export interface Camera extends AsyncDisposable {
  /** A full frame that was exposed after this call: never one that lay waiting. */
  grab(): Promise<Frame>;
  /** A small frame exposed after this call, to watch whether something moves. */
  preview(): Promise<Frame>;
  close(): Promise<void>;
}

/** Mean brightness below which a picture is of a covered lens or a dark room. */
const DARK_MEAN = 14;
/** A lens cap, a hand or a bag in front of the lens: hardly any difference of brightness though a sheet should lie there. */
const EVEN_DEVIATION = 3;
/** Columns at which sharpness is measured: sensor noise is averaged away, edges of a focused picture stay. */
const FOCUS_COLUMNS = 480;

/** What a camera's pictures are held to, beside being whole, alive and lit. */
export interface CameraChecks {
  /** How steep the steepest steps of brightness must be, or null where focus is not judged. */
  readonly minSharpness: number | null;
}

/**
 * The same camera, with what cannot be evidence refused: a torn picture, a frozen one (a real sensor never gives the
 * same bytes twice), a dark one. Capture cannot be switched off (I8), so a fault here stops the job.
 */
export function checkedCamera(camera: Camera, checks: CameraChecks = { minSharpness: null }): Camera {
  const last: { full: Uint8Array | undefined; preview: Uint8Array | undefined } = {
    full: undefined,
    preview: undefined,
  };
  async function checked(frame: Frame, kind: 'full' | 'preview'): Promise<Frame> {
    const { jpeg } = frame;
    const isWhole =
      jpeg.length > 200 &&
      jpeg[0] === 0xff &&
      jpeg[1] === 0xd8 &&
      jpeg.at(-2) === 0xff &&
      jpeg.at(-1) === 0xd9;
    if (!isWhole)
      throw new HufuError('CAMERA_FRAME_INVALID', { context: { problem: `${jpeg.length} bytes` } });
    const before = last[kind];
    last[kind] = jpeg;
    if (before && sameBytes(before, jpeg)) throw new HufuError('CAMERA_FROZEN');
    const { mean, deviation } = await brightness(jpeg);
    if (mean < DARK_MEAN) throw new HufuError('CAMERA_DARK');
    const { minSharpness } = checks;
    // Full frames only: they are taken when a sheet lies there, while an empty platen may well be of one shade.
    if (kind === 'full' && minSharpness !== null) {
      if (deviation < EVEN_DEVIATION) throw new HufuError('CAMERA_COVERED');
      const sharpness = await steepestSteps(jpeg);
      if (sharpness < minSharpness)
        throw new HufuError('CAMERA_BLURRED', { context: { sharpness: Math.round(sharpness) } });
    }
    return frame;
  }
  return {
    grab: async () => checked(await camera.grab(), 'full'),
    preview: async () => checked(await camera.preview(), 'preview'),
    close: () => camera.close(),
    [Symbol.asyncDispose]: () => camera.close(),
  };
}

async function grey(jpeg: Uint8Array, width: number): Promise<{ pixels: Uint8Array; width: number }> {
  try {
    const { data, info } = await sharp(jpeg)
      .resize({ width, withoutEnlargement: true })
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { pixels: data, width: info.width };
  } catch (cause) {
    throw new HufuError('CAMERA_FRAME_INVALID', { cause, context: { problem: 'not decodable' } });
  }
}

async function brightness(jpeg: Uint8Array): Promise<{ mean: number; deviation: number }> {
  const { pixels } = await grey(jpeg, 48);
  const n = Math.max(1, pixels.length);
  const mean = pixels.reduce((sum, p) => sum + p, 0) / n;
  return { mean, deviation: Math.sqrt(pixels.reduce((sum, p) => sum + (p - mean) ** 2, 0) / n) };
}

/**
 * How steep the steepest thousandth of all steps between neighbours is: whatever lies there, the edge of the sheet or of the
 * platen is in the picture, and in focus it is steep. A mean would tell an empty platen from a printed page instead.
 */
async function steepestSteps(jpeg: Uint8Array): Promise<number> {
  const { pixels, width } = await grey(jpeg, FOCUS_COLUMNS);
  const counts = new Uint32Array(256);
  let steps = 0;
  for (let i = width; i < pixels.length; i++) {
    const here = pixels[i] ?? 0;
    const beside = i % width === 0 ? 0 : Math.abs(here - (pixels[i - 1] ?? 0));
    const step = Math.max(beside, Math.abs(here - (pixels[i - width] ?? 0)));
    counts[step] = (counts[step] ?? 0) + 1;
    steps++;
  }
  let left = Math.max(1, steps / 1000);
  for (let step = 255; step > 0; step--) {
    left -= counts[step] ?? 0;
    if (left <= 0) return step;
  }
  return 0;
}

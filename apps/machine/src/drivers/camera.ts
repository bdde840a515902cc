import { HufuError, sameBytes } from '@hufu/contract';
import sharp from 'sharp';

/** A picture with the moment (performance.now) before which it was not exposed. */
export interface Frame {
  readonly jpeg: Uint8Array;
  readonly at: number;
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

/**
 * The same camera, with what cannot be evidence refused: a torn picture, a frozen one (a real sensor never gives the
 * same bytes twice), a dark one. Capture cannot be switched off (I8), so a fault here stops the job.
 */
export function checkedCamera(camera: Camera): Camera {
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
    if ((await meanBrightness(jpeg)) < DARK_MEAN) throw new HufuError('CAMERA_DARK');
    return frame;
  }
  return {
    grab: async () => checked(await camera.grab(), 'full'),
    preview: async () => checked(await camera.preview(), 'preview'),
    close: () => camera.close(),
    [Symbol.asyncDispose]: () => camera.close(),
  };
}

async function meanBrightness(jpeg: Uint8Array): Promise<number> {
  let pixels: Uint8Array;
  try {
    pixels = await sharp(jpeg).resize({ width: 48 }).greyscale().raw().toBuffer();
  } catch (cause) {
    throw new HufuError('CAMERA_FRAME_INVALID', { cause, context: { problem: 'not decodable' } });
  }
  return pixels.reduce((sum, p) => sum + p, 0) / Math.max(1, pixels.length);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { HufuError } from '@hufu/contract';
import sharp from 'sharp';
import type { Camera, Frame } from './camera.ts';
import { mjpegSplitter } from './mjpeg-splitter.ts';

/** How ffmpeg is started. */
export interface FfmpegCameraOptions {
  /** What stands before `-f mjpeg pipe:1`. */
  readonly input: readonly string[];
  readonly ffmpeg?: string;
  /** The camera counts as silent after so long without a frame. */
  readonly timeoutMs?: number;
  readonly restartMs?: number;
  /** Done before each start; while it fails the camera gives no picture, and whoever asks is told why. */
  readonly before?: () => Promise<void>;
}

/** Arguments for a Video4Linux camera, by its stable name under /dev/v4l/by-id; one without MJPEG is encoded here. */
export function v4l2Input(options: {
  device: string;
  width: number;
  height: number;
  fps: number;
  format: 'mjpeg' | 'yuyv422';
}): string[] {
  const { device, width, height, fps, format } = options;
  const source = ['-f', 'v4l2', '-input_format', format, '-video_size', `${width}x${height}`];
  const code = format === 'mjpeg' ? ['-c:v', 'copy'] : ['-c:v', 'mjpeg', '-q:v', '2'];
  return [...source, '-framerate', `${fps}`, '-i', device, ...code];
}

/** A camera behind a long-running ffmpeg that writes MJPEG; it is started again when it dies. */
export function ffmpegCamera(options: FfmpegCameraOptions): Camera {
  const { input, ffmpeg = 'ffmpeg', timeoutMs = 5000, restartMs = 1000, before } = options;
  const waiting = new Set<(frame: Frame) => void>();
  let child: ChildProcess | undefined;
  let isClosed = false;
  let restart: NodeJS.Timeout | undefined;
  let refused: unknown;

  function begin(): void {
    const ready = before ? before() : Promise.resolve();
    ready.then(
      () => {
        refused = undefined;
        if (!isClosed) start();
      },
      (error: unknown) => {
        refused = error;
        again();
      },
    );
  }
  function start(): void {
    const split = mjpegSplitter((jpeg) => {
      const frame = { jpeg, at: performance.now() };
      for (const take of [...waiting]) take(frame);
    });
    child = spawn(
      ffmpeg,
      ['-hide_banner', '-loglevel', 'error', '-nostdin', ...input, '-f', 'mjpeg', 'pipe:1'],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    child.stdout?.on('data', split);
    // A missing program and a dead one end alike: whoever waits times out as 'silent', and it is tried again.
    child.on('error', again);
    child.on('exit', again);
  }
  function again(): void {
    if (isClosed || restart) return;
    restart = setTimeout(() => {
      restart = undefined;
      if (!isClosed) begin();
    }, restartMs);
  }

  /** The second frame from now: the first may have been exposed before the call and lain in the driver. */
  function grab(): Promise<Frame> {
    const asked = performance.now();
    return new Promise((resolve, reject) => {
      let seen = 0;
      const timer = setTimeout(() => {
        waiting.delete(take);
        reject(refused ?? new HufuError('CAMERA_SILENT'));
      }, timeoutMs);
      const take = (frame: Frame) => {
        if (++seen < 2) return;
        clearTimeout(timer);
        waiting.delete(take);
        resolve({ jpeg: frame.jpeg, at: asked });
      };
      waiting.add(take);
    });
  }

  async function preview(): Promise<Frame> {
    const { jpeg, at } = await grab();
    return { jpeg: new Uint8Array(await sharp(jpeg).resize({ width: 300 }).jpeg().toBuffer()), at };
  }

  async function close(): Promise<void> {
    isClosed = true;
    clearTimeout(restart);
    const running = child;
    if (!running || running.exitCode !== null || running.signalCode !== null || running.pid === undefined)
      return;
    await new Promise<void>((resolve) => {
      running.once('exit', () => resolve());
      running.kill('SIGTERM');
    });
  }

  begin();
  return { grab, preview, close, [Symbol.asyncDispose]: close };
}

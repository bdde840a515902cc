import { HufuError } from '@hufu/contract';
import type { Camera, Frame } from '../drivers/camera.ts';
import type { Lamp } from '../drivers/lamp.ts';

/** Small frames for everybody who watches; the camera rests while nobody does. */
export interface PreviewHub {
  watch(listener: (frame: Frame) => void | Promise<void>, onFault?: (error: unknown) => void): () => void;
  /** Whether there is a lamp that can be switched. */
  readonly canLight: boolean;
  /** One frame under each of these levels of the lamp (0..1), which then burns bright again. Only while somebody watches. */
  underLight(levels: readonly number[]): Promise<readonly Frame[]>;
  close(): Promise<void>;
  /** The clock that frames are stamped with. */
  nowMs(): number;
}

interface LightTask {
  readonly levels: readonly number[];
  readonly frames: Frame[];
  resolve(frames: readonly Frame[]): void;
  reject(error: unknown): void;
}

/** Opens the hub over a camera, and over the lamp that lights what it sees. */
export function openPreviewHub(camera: Camera, everyMs: number, lamp?: Lamp): PreviewHub {
  const watchers = new Set<{
    listener: (frame: Frame) => void | Promise<void>;
    onFault: ((error: unknown) => void) | undefined;
  }>();
  let running: Promise<void> | undefined;
  let isClosed = false;
  let task: LightTask | undefined;

  async function loop(): Promise<void> {
    while (watchers.size > 0 && !isClosed) {
      const began = performance.now();
      try {
        const frame = await shoot();
        for (const { listener } of [...watchers]) await listener(frame);
      } catch (error) {
        await giveUpLight(error);
        for (const { onFault } of [...watchers]) onFault?.(error);
      }
      // Under the lamp's questions somebody waits: the camera itself sets the pace then.
      const rest = task ? 0 : Math.max(10, everyMs - (performance.now() - began));
      await new Promise((resolve) => setTimeout(resolve, rest));
    }
    running = undefined;
    await giveUpLight(new HufuError('CAMERA_SILENT'));
  }

  async function shoot(): Promise<Frame> {
    const now = task;
    const level = now?.levels[now.frames.length];
    if (!now || level === undefined || !lamp) return camera.preview();
    await lamp.set(level);
    const frame = { ...(await camera.preview()), light: level };
    now.frames.push(frame);
    if (now.frames.length === now.levels.length) {
      await lamp.set(1);
      task = undefined;
      now.resolve(now.frames);
    }
    return frame;
  }

  async function giveUpLight(cause: unknown): Promise<void> {
    const now = task;
    task = undefined;
    if (!now) return;
    // A lamp that stays dim is no danger: the next challenge, and every photo, tells.
    await lamp?.set(1).catch(now.reject);
    now.reject(cause);
  }

  return {
    watch(listener, onFault) {
      const watcher = { listener, onFault };
      watchers.add(watcher);
      running ??= loop();
      return () => watchers.delete(watcher);
    },
    canLight: lamp !== undefined,
    underLight(levels) {
      if (running === undefined || task) return Promise.reject(new HufuError('CAMERA_SILENT'));
      return new Promise((resolve, reject) => {
        task = { levels, frames: [], resolve, reject };
      });
    },
    nowMs: () => performance.now(),
    async close() {
      isClosed = true;
      watchers.clear();
      await running;
    },
  };
}

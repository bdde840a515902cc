import type { Camera, Frame } from '../drivers/camera.ts';

/** Small frames for everybody who watches; the camera rests while nobody does. */
export interface PreviewHub {
  watch(listener: (frame: Frame) => void | Promise<void>, onFault?: (error: unknown) => void): () => void;
  close(): Promise<void>;
  /** The clock that frames are stamped with. */
  nowMs(): number;
}

/** Opens the hub over the overhead camera. */
export function openPreviewHub(camera: Camera, everyMs: number): PreviewHub {
  const watchers = new Set<{
    listener: (frame: Frame) => void | Promise<void>;
    onFault: ((error: unknown) => void) | undefined;
  }>();
  let running: Promise<void> | undefined;
  let isClosed = false;

  async function loop(): Promise<void> {
    while (watchers.size > 0 && !isClosed) {
      const began = performance.now();
      try {
        const frame = await camera.preview();
        for (const { listener } of [...watchers]) await listener(frame);
      } catch (error) {
        for (const { onFault } of [...watchers]) onFault?.(error);
      }
      const rest = Math.max(10, everyMs - (performance.now() - began));
      await new Promise((resolve) => setTimeout(resolve, rest));
    }
    running = undefined;
  }

  return {
    watch(listener, onFault) {
      const watcher = { listener, onFault };
      watchers.add(watcher);
      running ??= loop();
      return () => watchers.delete(watcher);
    },
    nowMs: () => performance.now(),
    async close() {
      isClosed = true;
      watchers.clear();
      await running;
    },
  };
}

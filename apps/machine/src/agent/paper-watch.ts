import sharp from 'sharp';
import type { PreviewHub } from './preview-hub.ts';

/** What a watcher is told. */
export interface PaperSigns {
  /** A paper lies there and nothing moved for two frames. */
  readonly onStill: () => void;
  /** Since `hold` something moved, came or went. */
  readonly onMoved: () => void;
  readonly onFault: (error: unknown) => void;
}

/** Watches the platen: between comparison and press nobody may move or swap the paper unseen. */
export interface PaperWatch {
  /** What lies there now is what was photographed; any change from now on is a movement. */
  hold(): void;
  /** As `hold`, from the next frame on: for somebody who says that the paper lies there only just now. */
  holdNext(): Promise<void>;
  /** Stops holding: the paper may be changed. */
  release(): void;
  /** Whether the last frame is recent and like the one held. */
  isSteady(): boolean;
  readonly hasPaper: boolean;
  stop(): void;
}

const COLUMNS = 48;
const ROWS = 64;
/** Mean and largest difference of brightness between two frames of a scene that stands still. */
const MEAN_STILL = 2.5;
const CELL_STILL = 26;
/** A frame older than this says nothing about now. */
const STALE_MS = 2500;
/** Paper is the bright thing on a dark platen: so much of the view at least. */
const PAPER_BRIGHT = 120;
const PAPER_PART = 0.18;

/** Starts watching. */
export function watchPaper(hub: PreviewHub, signs: PaperSigns): PaperWatch {
  let last: Uint8Array | undefined;
  let lastAt = Number.NEGATIVE_INFINITY;
  let held: Uint8Array | undefined;
  const holdWaits: (() => void)[] = [];
  let hasMoved = false;
  let stillFrames = 0;
  let hasPaper = false;

  const stop = hub.watch(
    async (frame) => {
      const seen = new Uint8Array(
        await sharp(frame.jpeg).resize(COLUMNS, ROWS, { fit: 'fill' }).greyscale().raw().toBuffer(),
      );
      // Our own lamp moved nothing: a frame under the dimmed lamp is looked at as if the lamp were bright.
      const cells = frame.light !== undefined && last ? asBrightAs(last, seen) : seen;
      const bright = cells.reduce((n, v) => n + (v >= PAPER_BRIGHT ? 1 : 0), 0) / cells.length;
      hasPaper = bright >= PAPER_PART;
      const isStill = last !== undefined && isAlike(last, cells);
      const wasUnseen = frame.at - lastAt >= STALE_MS;
      stillFrames = isStill && hasPaper ? stillFrames + 1 : 0;
      last = cells;
      lastAt = frame.at;
      const isHeldAnew = holdWaits.length > 0;
      if (isHeldAnew) {
        held = cells;
        for (const go of holdWaits.splice(0)) go();
      }
      // Unseen for so long, another paper of the same look may have come: a host that slept has not watched.
      if (held && !isHeldAnew && !hasMoved && (wasUnseen || !isAlike(held, cells))) {
        hasMoved = true;
        signs.onMoved();
      }
      // Told once for each time that it comes to rest.
      if (stillFrames === 1 && !held) signs.onStill();
    },
    (error) => {
      stillFrames = 0;
      // Nobody waits for a camera that fails; without a frame held, nothing counts as steady.
      for (const go of holdWaits.splice(0)) go();
      // Unseen, the paper may have been changed: observation is broken, and above the contact zone the press stops.
      if (held && !hasMoved) {
        hasMoved = true;
        signs.onMoved();
      }
      signs.onFault(error);
    },
  );

  return {
    hold() {
      hasMoved = false;
      if (last) held = last;
    },
    holdNext() {
      hasMoved = false;
      held = undefined;
      return new Promise((resolve) => holdWaits.push(resolve));
    },
    release() {
      held = undefined;
      for (const go of holdWaits.splice(0)) go();
      hasMoved = false;
      stillFrames = 0;
    },
    isSteady: () => !hasMoved && held !== undefined && hub.nowMs() - lastAt < STALE_MS,
    get hasPaper() {
      return hasPaper;
    },
    stop() {
      stop();
      for (const go of holdWaits.splice(0)) go();
    },
  };
}

function asBrightAs(wanted: Uint8Array, cells: Uint8Array): Uint8Array<ArrayBuffer> {
  const sum = (of: Uint8Array) => of.reduce((all, v) => all + v, 0);
  const gain = sum(wanted) / Math.max(1, sum(cells));
  return Uint8Array.from(cells, (v) => Math.min(255, Math.round(v * gain)));
}

function isAlike(a: Uint8Array, b: Uint8Array): boolean {
  let sum = 0;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs((a[i] ?? 0) - (b[i] ?? 0));
    sum += d;
    if (d > most) most = d;
  }
  return sum / a.length <= MEAN_STILL && most <= CELL_STILL;
}

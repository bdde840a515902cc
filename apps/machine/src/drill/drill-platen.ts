import { createHash } from 'node:crypto';
import { HufuError } from '@hufu/contract';
import sharp from 'sharp';
import type { PaperEyes } from '../agent/paper-eyes.ts';
import type { PreviewHub } from '../agent/preview-hub.ts';
import { type Camera, checkedCamera, type Frame } from '../drivers/camera.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What lies under the camera. */
export interface PlatenScene {
  /** Digest of the page that is printed on the sheet, or null when there is no sheet. */
  readonly page: string | null;
  /** Another number is another sheet. */
  readonly sheet: number;
  /** How often it was moved. */
  readonly pose: number;
  readonly isHandThere: boolean;
  /** How many sheets lie on each other. */
  readonly sheets: number;
}

/** Paper and cameras of a drill. The eyes read what the camera saw off the frame itself. */
export interface DrillPlaten {
  readonly scene: PlatenScene;
  camera: 'alive' | 'dead' | 'frozen' | 'dark';
  /** Ink that is left: below 0.2 an impression cannot be read. */
  ink: number;
  lay(page: string, sheets?: number): void;
  /** Exchanges the sheet for another that looks alike, or moves it. */
  swap(): void;
  move(): void;
  hand(isThere: boolean): void;
  take(): void;
  readonly overhead: Camera;
  readonly person: Camera;
  readonly hub: PreviewHub;
  readonly eyes: PaperEyes;
  /** Work on frames that is under way. */
  readonly isBusy: boolean;
  /** Nobody watches any more: the agent died. */
  forgetWatchers(): void;
}

interface Seen extends PlatenScene {
  readonly contacts: number;
  readonly ink: number;
}

const WIDTH = 48;
const HEIGHT = 64;
const drawn = new Map<string, Promise<Uint8Array>>();

/** Opens the platen; `contacts` counts the impressions that were really made. */
export function openDrillPlaten(time: VirtualTime, contacts: () => number, previewMs: number): DrillPlaten {
  let scene: PlatenScene = { page: null, sheet: 0, pose: 0, isHandThere: false, sheets: 0 };
  let camera: DrillPlaten['camera'] = 'alive';
  let ink = 1;
  let frames = 0;
  let busy = 0;
  let frozen: Frame | undefined;
  const watchers = new Set<{
    listener: (frame: Frame) => void | Promise<void>;
    onFault: ((error: unknown) => void) | undefined;
  }>();
  let isLooping = false;

  async function shoot(): Promise<Frame> {
    if (camera === 'dead') throw new Error('no camera');
    if (camera === 'frozen' && frozen) return frozen;
    const seen: Seen = { ...scene, contacts: contacts(), ink };
    const look =
      camera === 'dark'
        ? 'dark'
        : scene.page === null
          ? 'empty'
          : `${scene.sheet}/${scene.pose}/${scene.isHandThere}`;
    const jpeg = labelled(await picture(look), JSON.stringify({ ...seen, n: ++frames }));
    frozen = { jpeg, at: time.now() };
    return frozen;
  }
  const bare = (): Camera => ({
    grab: shoot,
    preview: shoot,
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  });
  let overhead = checkedCamera(bare());

  /** Pictures are decoded by workers that no list of resources shows. */
  async function working<T>(work: () => Promise<T>): Promise<T> {
    busy++;
    try {
      return await work();
    } finally {
      busy--;
    }
  }

  async function look(): Promise<void> {
    busy++;
    try {
      const frame = await overhead.preview();
      for (const { listener } of [...watchers]) await listener(frame);
    } catch (error) {
      for (const { onFault } of [...watchers]) onFault?.(error);
    } finally {
      busy--;
    }
  }

  function loop(): void {
    if (watchers.size === 0) {
      isLooping = false;
      return;
    }
    void look();
    time.setTimer(loop, previewMs);
  }

  const change = (to: Partial<PlatenScene>) => {
    scene = { ...scene, ...to };
  };
  return {
    get scene() {
      return scene;
    },
    get camera() {
      return camera;
    },
    set camera(to) {
      camera = to;
    },
    get ink() {
      return ink;
    },
    set ink(level) {
      ink = level;
    },
    lay: (page, sheets = 1) => change({ page, sheet: scene.sheet + 1, pose: 0, sheets }),
    swap: () => change({ sheet: scene.sheet + 1 }),
    move: () => change({ pose: scene.pose + 1 }),
    hand: (isHandThere) => change({ isHandThere }),
    take: () => change({ page: null, sheets: 0, isHandThere: false }),
    // Read through: a new boot of the agent opens its camera anew.
    overhead: {
      grab: () => working(() => overhead.grab()),
      preview: () => working(() => overhead.preview()),
      close: async () => undefined,
      [Symbol.asyncDispose]: async () => undefined,
    },
    person: { ...bare(), grab: () => working(shoot) },
    hub: {
      watch(listener, onFault) {
        const watcher = { listener, onFault };
        watchers.add(watcher);
        if (!isLooping) {
          isLooping = true;
          time.setTimer(loop, 1);
        }
        return () => watchers.delete(watcher);
      },
      // Its frames are words, not light: the challenge is tested at the simulated plant.
      canLight: false,
      underLight: () => Promise.reject(new HufuError('CAMERA_SILENT')),
      nowMs: () => time.now(),
      close: async () => watchers.clear(),
    },
    eyes: drillEyes(),
    get isBusy() {
      return busy > 0;
    },
    forgetWatchers() {
      watchers.clear();
      overhead = checkedCamera(bare());
    },
  };
}

/** Eyes that know what a sheet is because the frame says it: the comparison itself is measured elsewhere. */
function drillEyes(): PaperEyes {
  const close = async () => undefined;
  const noFans = () => Promise.reject(new HufuError('COMMAND_NOT_POSSIBLE', { context: { screen: 'fan' } }));
  return {
    fan: noFans,
    afterFan: noFans,
    prepare: async () => undefined,
    async before({ digestHex, photo }) {
      const seen = readLabel(photo);
      const verdict = seen.isHandThere
        ? 'unsure'
        : seen.page === digestHex && seen.sheets === 1
          ? 'match'
          : 'mismatch';
      const reasons = seen.page === null ? ['NO_PAPER'] : verdict === 'match' ? [] : ['DRILL'];
      return {
        summary: { verdict, confidence: 1, reasons, regions: [] },
        pointInPhoto: (x, y) => ({ x, y }),
        ms: 0,
      };
    },
    async after({ before, after }) {
      const [was, is] = [readLabel(before), readLabel(after)];
      const isSame = was.sheet === is.sheet && was.pose === is.pose;
      const verdict = !isSame ? 'mismatch' : is.contacts > was.contacts && is.ink >= 0.2 ? 'match' : 'unsure';
      const reasons = verdict === 'match' ? [] : [isSame ? 'IMPRESSION_FAINT' : 'PAPER_CHANGED'];
      return { summary: { verdict, confidence: 1, reasons, regions: [] }, foundMm: null, ms: 0 };
    },
    async whichPage({ pages, photo }) {
      const page = pages.findIndex((p) => p.digestHex === readLabel(photo).page);
      return { page: page < 0 ? null : page, twins: pages.map((_, i) => i) };
    },
    countFaces: async () => 1,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function picture(look: string): Promise<Uint8Array> {
  const held = drawn.get(look) ?? draw(look);
  drawn.set(look, held);
  return held;
}

/** Cells of brightness that follow from the name: another sheet, place or hand is another picture. */
async function draw(look: string): Promise<Uint8Array> {
  const raw = new Uint8Array(WIDTH * HEIGHT);
  const hash = createHash('sha256').update(look).digest();
  const base = look === 'dark' ? 2 : look === 'empty' ? 60 : 215;
  for (let i = 0; i < raw.length; i++) {
    const block = (Math.floor(i / WIDTH / 8) * 6 + Math.floor((i % WIDTH) / 8)) % hash.length;
    const isInked = base === 215 && ((hash[block] ?? 0) & 3) === 0;
    raw[i] = isInked ? 40 : base;
  }
  return new Uint8Array(
    await sharp(raw, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } })
      .jpeg({ quality: 95 })
      .toBuffer(),
  );
}

/** The same picture with a comment: every frame is another file, and says what was before the lens. */
function labelled(jpeg: Uint8Array, text: string): Uint8Array {
  const label = new TextEncoder().encode(text);
  const out = new Uint8Array(jpeg.length + label.length + 4);
  out.set(jpeg.subarray(0, 2));
  out.set([0xff, 0xfe, (label.length + 2) >> 8, (label.length + 2) & 0xff], 2);
  out.set(label, 6);
  out.set(jpeg.subarray(2), 6 + label.length);
  return out;
}

function readLabel(jpeg: Uint8Array): Seen {
  const length = ((jpeg[4] ?? 0) << 8) | (jpeg[5] ?? 0);
  return JSON.parse(new TextDecoder().decode(jpeg.subarray(6, 4 + length)));
}

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HufuError, type SimAction, type SimState, seamFanMm } from '@hufu/contract';
import { platenToSheet } from '@hufu/paper-world';
import type { PlantPort } from '../press/plant-port.ts';
import { type Calibration, calibrate } from './calibration.ts';
import { formatScriptLine, type ScriptStep, takeDue } from './fault-script.ts';
import { inject, readScript } from './inject.ts';
import { openMechanics, type Pace } from './mechanics.ts';
import { calm, type NetworkFaults } from './network/network-faults.ts';
import { type Lens, openOptics } from './optics.ts';
import type { Mark, PlatenPose, SheetNow, SheetRecipe } from './recipe.ts';
import { type Contact, openWorldStore } from './world-store.ts';

/** A seal in the carousel: the die whose impression is this specimen. */
export interface MountedSeal {
  readonly slot: number;
  readonly specimenPng: Uint8Array;
  readonly diameterMm: number;
}

/** How the simulated world is built. */
export interface PlantOptions {
  readonly dir: string;
  readonly seals: readonly MountedSeal[];
  readonly lens: Lens;
  readonly megapixels: number;
  readonly pace: Pace;
  /** Where the panel gets an approved page from: the agent, or a file. */
  readonly fetchPage: (digestHex: string) => Promise<Uint8Array>;
  readonly onPowerCut: () => void;
  /** The network became another. */
  readonly onNetwork?: () => void;
}

/** The simulated physical world: platen, paper, seals, ink, cameras and the people before it. */
export interface Plant extends AsyncDisposable {
  /** What the press controller is wired to. */
  readonly port: PlantPort;
  readonly truth: readonly Contact[];
  act(action: SimAction): Promise<void>;
  state(): SimState;
  /** Frame of the overhead camera; `preview` is small. */
  overhead(size: 'full' | 'preview'): Promise<Uint8Array>;
  person(): Promise<Uint8Array>;
  calibration(): Calibration;
  /** Moves the head over a point of the platen; it cannot press. */
  position(head: { xMm: number; yMm: number; angleDeg: number }): void;
  /** How bright the lamp over the platen burns, 0..1. */
  light(level: number): void;
  readonly network: NetworkFaults;
  close(): Promise<void>;
}

/** Light of the room that reaches the platen, beside the lamp's. */
const ROOM_LIGHT = 0.1;
/** Width of what a camera shows small, in megapixels. */
const PREVIEW_MEGAPIXELS = 0.12;

/** Opens the world of a folder: it is as it was left, whatever happened to the process. */
export function openPlant(options: PlantOptions): Plant {
  const { dir, lens, megapixels } = options;
  const pictures = join(dir, 'pictures');
  mkdirSync(pictures, { recursive: true });
  const world = openWorldStore(dir);
  const optics = openOptics();
  let frames = 0;
  let lamp = 1;
  /** What somebody who plays back an old recording shows: the sheet and the light of then. */
  let replayed: { sheet: SheetNow | null; lamp: number } | undefined;
  let frozen: { full: Uint8Array | undefined; preview: Uint8Array | undefined } | undefined;

  const mechanics = openMechanics(
    world,
    options.pace,
    (slot) => {
      const { sheet } = world.scene;
      const seal = options.seals.find((s) => s.slot === slot);
      const at = Date.now();
      const mark = sheet && seal ? markOn(sheet, seal) : null;
      const contact = world.touch({ at, slot, sheet: sheet?.id ?? null, mark });
      world.change({ ink: Math.max(0, world.scene.ink - 0.0002) });
      return contact.H;
    },
    onStep,
  );

  /** What the script wants of this moment; a line is gone from the world before it comes true. */
  function onStep(step: ScriptStep): void {
    if (world.scene.script.length === 0) return;
    const { due, left } = takeDue(readScript(world.scene.script), step);
    world.change({ script: left.map(formatScriptLine) });
    for (const line of due)
      inject(line, {
        world,
        mechanics,
        onPowerCut: options.onPowerCut,
        onNetwork: () => options.onNetwork?.(),
        swapPaper: async (seed) => lay(await optics.someOtherPage(seed), { label: 'other page' }),
      });
  }

  function markOn(sheet: SheetRecipe, seal: MountedSeal): Mark {
    const { head, ink, faults } = world.scene;
    const slips = faults.includes('slip');
    if (slips) world.change({ faults: faults.filter((f) => f !== 'slip') });
    const n = world.contacts.length;
    // The play of the mechanics: half a millimetre, a degree.
    const wobble = (salt: string) =>
      (createHash('sha256').update(`${sheet.seed}/${n}/${salt}`).digest().readUInt16BE(0) / 65_535) * 2 - 1;
    const on = platenToSheet(sheet.pose, sheet, head);
    return {
      specimen: Buffer.from(seal.specimenPng).toString('base64'),
      diameterMm: seal.diameterMm,
      xMm: on.xMm + wobble('x') * 0.5,
      yMm: on.yMm + wobble('y') * 0.5,
      angleDeg: head.angleDeg - sheet.pose.thetaDeg + wobble('angle'),
      ink,
      slipMm: slips ? 1.6 : 0,
      seed: `${n}`,
    };
  }

  function sheetNow(): SheetNow | null {
    const { sheet } = world.scene;
    if (!sheet) return null;
    const marks = world.contacts.flatMap((c) => (c.sheet === sheet.id && c.mark ? [c.mark] : []));
    return { recipe: sheet, marks };
  }

  function keepPicture(bytes: Uint8Array): string {
    const path = join(pictures, createHash('sha256').update(bytes).digest('hex'));
    if (!existsSync(path)) writeFileSync(path, bytes);
    return path;
  }

  async function lay(
    picture: Uint8Array | null,
    about: {
      label: string;
      turnDeg?: number;
      copy?: number;
      writing?: boolean;
      blur?: boolean;
      dark?: boolean;
      /** Sheets that jut out from under it. */
      under?: readonly Uint8Array[];
      stepMm?: number;
    },
  ): Promise<void> {
    const n = world.scene.sheets + 1;
    const size = picture ? await optics.measure(picture) : { widthMm: 210, heightMm: 297 };
    const seed = `${about.label}/${about.copy ?? 0}/${n}`;
    const { under = [], stepMm = 0 } = about;
    const recipe: SheetRecipe = {
      id: `${n}`,
      label: about.label,
      seed,
      picture: picture && keepPicture(picture),
      fan: under.length > 0 ? { pictures: under.map(keepPicture), stepMm } : null,
      ...size,
      widthMm: size.widthMm + under.length * stepMm,
      handwriting: about.writing ? { text: '另加二万元', xMm: 118, yMm: 170 } : null,
      // Fanned sheets fill the view: whoever lays them takes more care.
      pose: carelessPose(seed, about.turnDeg ?? 0, under.length > 0 ? 0.3 : 1),
      blurPx: about.blur ? 9 : 0,
      exposure: about.dark ? 0.1 : 1,
    };
    world.change({ sheets: n, sheet: recipe });
  }

  async function print(action: Extract<SimAction, { do: 'placePrinted' }>): Promise<void> {
    const { alter, turnDeg, copy } = action;
    const page = await options.fetchPage(action.digest);
    const about = { label: action.digest.slice(0, 8), turnDeg, copy };
    switch (alter) {
      case 'digit': {
        const forged = await optics.forgeDigit(page, copy);
        if (!forged) throw new HufuError('SIM_NO_DIGIT');
        await lay(forged.png, { ...about, label: `${about.label} ${forged.note}` });
        return;
      }
      case 'otherPage':
        await lay(await optics.someOtherPage(`${action.digest}/${copy}`), { ...about, label: 'other page' });
        return;
      default:
        await lay(page, {
          ...about,
          writing: alter === 'handwriting',
          blur: alter === 'blur',
          dark: alter === 'dark',
        });
    }
  }

  async function fanOut({ digests, stepMm }: Extract<SimAction, { do: 'placeFan' }>): Promise<void> {
    const [first, ...under] = await Promise.all(digests.map(options.fetchPage));
    if (!first) return;
    await lay(first, {
      label: `fan ${digests.map((d) => d.slice(0, 8)).join(' ')}`,
      under,
      stepMm: stepMm ?? seamFanMm.usual / Math.max(1, under.length),
    });
  }

  async function act(action: SimAction): Promise<void> {
    switch (action.do) {
      case 'placePrinted':
        return print(action);
      case 'placeFan':
        return fanOut(action);
      case 'placeBlank':
        return lay(null, { label: 'blank' });
      case 'placePicture':
        return lay(new Uint8Array(Buffer.from(action.base64, 'base64')), { label: 'picture' });
      case 'removePaper':
        return world.change({ sheet: null });
      case 'person':
        return world.change({ faces: action.faces });
      case 'lid':
        return mechanics.setLid(action.open);
      case 'network':
        world.change({ network: networkFrom(action, world.scene.network) });
        return options.onNetwork?.();
      case 'ink':
        return world.change({ ink: action.level });
      case 'inject':
        if (action.fault === 'powerCut') return options.onPowerCut();
        if (action.fault === 'cameraReplay') replayed = { sheet: sheetNow(), lamp };
        return world.change({ faults: [...new Set([...world.scene.faults, action.fault])] });
      case 'script':
        return world.change({ script: readScript(action.lines).map(formatScriptLine) });
      default:
        action satisfies never;
    }
  }

  async function overhead(size: 'full' | 'preview'): Promise<Uint8Array> {
    const { faults } = world.scene;
    const isFrozen = faults.includes('cameraFrozen');
    if (!isFrozen) frozen = undefined;
    const held = frozen?.[size];
    if (held) return held;
    replayed = faults.includes('cameraReplay') ? (replayed ?? { sheet: sheetNow(), lamp }) : undefined;
    const shown = replayed ?? { sheet: sheetNow(), lamp };
    const frame = await optics.shoot({
      lens,
      sheet: shown.sheet,
      light: ROOM_LIGHT + (1 - ROOM_LIGHT) * shown.lamp,
      seed: `frame/${++frames}/${Date.now()}`,
      megapixels: size === 'full' ? megapixels : PREVIEW_MEGAPIXELS,
      isDark: faults.includes('cameraDark'),
    });
    if (isFrozen) frozen = { full: undefined, preview: undefined, ...frozen, [size]: frame };
    return frame;
  }

  async function close(): Promise<void> {
    mechanics.stop();
    await optics.close();
  }

  return {
    port: mechanics,
    truth: world.contacts,
    act,
    state: () => ({
      platen: world.scene.sheet ? (world.scene.sheet.picture ? 'paper' : 'blank') : 'empty',
      label: world.scene.sheet?.label ?? '',
      impressionsMade: world.contacts.length,
      faces: world.scene.faces,
      lidOpen: world.scene.lidOpen,
      ink: world.scene.ink,
      network: world.scene.network.isUp,
      line: world.scene.network,
      script: world.scene.script,
    }),
    overhead,
    person: () =>
      optics.person({ faces: world.scene.faces, seed: `person/${Math.floor(++frames / 8)}`, width: 1280 }),
    calibration: () => calibrate(lens, megapixels),
    light(level) {
      lamp = level;
    },
    position(head) {
      world.change({ head });
    },
    get network() {
      return world.scene.network;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Nobody lays paper straight: a few millimetres, a degree or two. */
function carelessPose(seed: string, turnDeg: number, care: number): PlatenPose {
  const hash = createHash('sha256').update(seed).digest();
  const part = (i: number) => (hash.readUInt16BE(i) / 65_535) * 2 - 1;
  return { xMm: part(0) * 6 * care, yMm: part(2) * 5 * care, thetaDeg: turnDeg + part(4) * 1.8 * care };
}

/** What the panel asks of the line. Up again with nothing else said, it is as it should be. */
function networkFrom(action: Extract<SimAction, { do: 'network' }>, now: NetworkFaults): NetworkFaults {
  const { do: _, up, halfOpen, ...faults } = action;
  const isPlain = halfOpen === undefined && Object.keys(faults).length === 0;
  const given = Object.fromEntries(Object.entries(faults).filter(([, value]) => value !== undefined));
  return {
    ...(up && isPlain ? calm : now),
    ...given,
    isUp: up,
    ...(halfOpen === undefined ? {} : { isHalfOpen: halfOpen }),
  };
}

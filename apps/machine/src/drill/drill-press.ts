import {
  type BytePort,
  defaultConfig,
  type Ledger,
  type MotorCommand,
  type PressInput,
  type PressMode,
  type PressOutput,
  type PressSigner,
  type PressState,
  pressMode,
  type SensorReading,
  step,
  unpowered,
} from '@hufu/press';
import type { Pace } from '../sim/mechanics.ts';
import { seededBytes } from './drill-village.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The states of MACHINE.md 2 that the controller goes through, told in the moment they are reached. */
export type PressStep = 'ARMED' | 'MOVING' | 'CONTACT_ZONE' | 'CONTACT' | 'RETRACT' | 'DONE';

/** A touch of the die: the truth that everything else is held against. */
export interface TrueContact {
  readonly H: number;
  /** `authorization/k/a` of the attempt under way, or null when nobody ordered it. */
  readonly attempt: string | null;
}

/** What may happen to bytes on the line. */
export interface LineNoise {
  readonly lose: number;
  readonly double: number;
  readonly corrupt: number;
}
export const quietLine: LineNoise = { lose: 0, double: 0, corrupt: 0 };

/** What goes wrong with the mechanism, once. */
export type MechanicalFault = 'jamAbove' | 'jamInZone' | 'stuckDown';

/** The press controller's real core with a mechanism, a memory and a line in virtual time. */
export interface DrillPress {
  readonly state: PressState;
  readonly mode: PressMode | 'off';
  readonly isPowered: boolean;
  readonly contacts: readonly TrueContact[];
  readonly H: number;
  /** Motions that no durable claim covered: must stay empty (M4). */
  readonly unclaimed: readonly string[];
  noise: LineNoise;
  readonly faults: Set<MechanicalFault>;
  powerOn(): void;
  /** `torn`: the memory copy under way becomes rubbish. */
  powerCut(torn?: boolean): void;
  /** Turns one bit over in a copy; noticed at the next power-on. */
  flip(copy: 0 | 1): void;
  setLid(open: boolean): void;
  openCase(): void;
  /** Somebody presses by hand. */
  touchByHand(): void;
  /** The host's end of the line; listeners of an earlier host hear nothing any more. */
  connect(): BytePort;
}

/** What the drill needs of its surroundings. */
export interface DrillPressOptions {
  readonly time: VirtualTime;
  readonly signer: PressSigner;
  readonly pairKey: Uint8Array;
  /** A number from 0 to 1. */
  readonly random: () => number;
  readonly onStep: (step: PressStep) => void;
  readonly pace?: Pace;
}

const steady = { framMs: 1, lineMs: 1, tickMs: 10, restMs: 60 };
/** As quick as it may be, where only the order of things counts. */
const quickMotion: Pace = { selectMs: 20, toZoneMs: 30, toContactMs: 20, upMs: 40 };

/** Opens a controller without power. */
export function openDrillPress(options: DrillPressOptions): DrillPress {
  const { time, random, onStep } = options;
  const pace = { ...steady, ...(options.pace ?? quickMotion) };
  const secrets = { signer: options.signer, pairKey: options.pairKey };
  let state = unpowered(defaultConfig);
  let isPowered = false;
  let boots = 0;
  let lastMs = 0;
  let writing: { copy: 0 | 1; bytes: Uint8Array } | undefined;
  const fram: [Uint8Array | null, Uint8Array | null] = [null, null];
  const hardware = { H: 0, zone: false, tamper: false, lidOpen: false, retracted: true, slot: 0 };
  const contacts: TrueContact[] = [];
  const unclaimed: string[] = [];
  const faults = new Set<MechanicalFault>();
  let isLocked = true;
  /** The attempt whose head hangs in the contact zone because the power went. */
  let hanging: Ledger['ring'][number] | undefined;
  let moving: (() => void)[] = [];
  /** What belongs to this power-on: a cut ends it. */
  let powered: (() => void)[] = [];
  let noise = quietLine;
  let hear: ((bytes: Uint8Array) => void) | undefined;
  let queue: PressInput[] | undefined;

  const later = (list: (() => void)[], ms: number, run: () => void) => {
    list.push(time.setTimer(run, ms));
  };

  function feed(input: PressInput): void {
    if (!isPowered) return;
    if (queue) {
      queue.push(input);
      return;
    }
    queue = [input];
    for (let next = queue.shift(); next; next = queue.shift()) {
      const ms = time.now() - lastMs;
      lastMs = time.now();
      // Time first, so that the core judges every input at its moment.
      if (ms > 0) run({ type: 'tick', ms });
      if (next.type !== 'tick') run(next);
      // A fault that strikes in a step takes the rest of the queue with it.
      if (!isPowered) break;
    }
    queue = undefined;
  }

  function run(input: PressInput): void {
    const before = openOf(state.durable);
    const result = step(state, input, secrets);
    state = result.state;
    for (const output of result.outputs) {
      if (!isPowered) return;
      carryOut(output);
    }
    const after = openOf(state.durable);
    if (after && !before) onStep('ARMED');
    if (before && !after && isPowered) onStep('DONE');
  }

  function carryOut(output: PressOutput): void {
    switch (output.type) {
      case 'send':
        deliver(output.bytes, (bytes) => hear?.(bytes));
        return;
      case 'motor':
        motor(output.command);
        return;
      case 'framWrite':
        writing = output;
        later(powered, pace.framMs, () => {
          if (!writing) return;
          fram[writing.copy] = writing.bytes;
          writing = undefined;
          feed({ type: 'framWritten' });
        });
        return;
      default:
        output satisfies never;
    }
  }

  function deliver(bytes: Uint8Array, to: (bytes: Uint8Array) => void): void {
    if (random() < noise.lose) return;
    const sent = Uint8Array.from(bytes);
    if (random() < noise.corrupt) {
      const at = Math.floor(random() * sent.length);
      sent[at] = (sent[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
    const copies = random() < noise.double ? 2 : 1;
    for (let i = 0; i < copies; i++) time.setTimer(() => to(sent), pace.lineMs + i);
  }

  function motor(command: MotorCommand): void {
    const open = openOf(state.durable);
    if ((command.kind === 'down' || command.kind === 'unlock') && open?.phase !== 'moving')
      unclaimed.push(command.kind);
    switch (command.kind) {
      case 'selectSlot':
        later(moving, pace.selectMs, () => {
          hardware.slot = command.slot;
          sense({ kind: 'slot', slot: command.slot });
        });
        return;
      case 'clearZone':
        hardware.zone = false;
        return;
      case 'unlock':
      case 'lock':
        isLocked = command.kind === 'lock';
        return;
      case 'down':
        onStep('MOVING');
        if (isPowered) down();
        return;
      case 'up':
        halt();
        onStep('RETRACT');
        if (isPowered) up();
        return;
      case 'stop':
        halt();
        return;
      case 'clearTamper':
        hardware.tamper = false;
        return;
      default:
        command satisfies never;
    }
  }

  function down(): void {
    halt();
    if (isLocked || faults.delete('jamAbove')) {
      later(moving, pace.toZoneMs / 2, () => sense({ kind: 'overCurrent' }));
      return;
    }
    hardware.retracted = false;
    sense({ kind: 'retracted', is: false });
    later(moving, pace.toZoneMs, () => {
      hardware.zone = true;
      onStep('CONTACT_ZONE');
      if (!isPowered) return;
      sense({ kind: 'zone' });
      later(moving, pace.toContactMs, () => {
        if (faults.delete('jamInZone')) sense({ kind: 'overCurrent' });
        else touch(openOf(state.ledger));
      });
    });
  }

  function up(): void {
    if (faults.delete('stuckDown')) return;
    later(moving, hardware.retracted ? 1 : pace.upMs, () => {
      hardware.retracted = true;
      sense({ kind: 'retracted', is: true });
    });
  }

  function touch(open: Ledger['ring'][number] | undefined): void {
    // The counter advances in the instant of the touch, whatever happens next.
    hardware.H++;
    contacts.push({ H: hardware.H, attempt: open ? `${open.authorization}/${open.k}/${open.a}` : null });
    onStep('CONTACT');
    sense({ kind: 'contact', H: hardware.H });
  }

  /**
   * While the head moves by order nobody gets at the die: the hand comes a moment later. A head that hangs in the contact
   * zone without power was let down by the order: who gives it the last millimetre, nobody can tell, and the sheet that was
   * compared bears one impression. That touch is the attempt's; the next one is nobody's.
   */
  function touchByHand(): void {
    const { phase } = state.motion;
    if (phase !== 'idle' && phase !== 'off') {
      time.setTimer(touchByHand, 50);
      return;
    }
    const of = hanging;
    hanging = undefined;
    touch(of);
  }

  const sense = (reading: SensorReading) => feed({ type: 'sensor', reading });
  const halt = () => {
    for (const cancel of moving) cancel();
    moving = [];
  };

  const tick = () => {
    feed({ type: 'tick', ms: 0 });
    // At rest nothing but events waits for time to pass.
    const isAtRest = state.motion.phase === 'idle' && state.writes.length === 0;
    if (isPowered) later(powered, isAtRest ? pace.restMs : pace.tickMs, tick);
    // Cancelled timers are forgotten now and then.
    if (powered.length > 4000) powered = powered.slice(-100);
  };

  return {
    get state() {
      return state;
    },
    get mode() {
      return isPowered ? pressMode(state) : 'off';
    },
    get isPowered() {
      return isPowered;
    },
    contacts,
    unclaimed,
    faults,
    get H() {
      return hardware.H;
    },
    get noise() {
      return noise;
    },
    set noise(level) {
      noise = level;
    },
    powerOn() {
      if (isPowered) return;
      isPowered = true;
      hanging = undefined;
      lastMs = time.now();
      isLocked = true;
      boots++;
      feed({
        type: 'powerOn',
        fram: [fram[0], fram[1]],
        hardware: { ...hardware },
        seed: seededBytes(`boot ${boots}`),
      });
      tick();
    },
    powerCut(torn = false) {
      if (!isPowered) return;
      if (writing && torn) fram[writing.copy] = writing.bytes.slice(0, writing.bytes.length >> 1);
      writing = undefined;
      isPowered = false;
      const open = openOf(state.durable);
      hanging = open && hardware.zone && !hardware.retracted && hardware.H === open.H0 ? open : undefined;
      halt();
      for (const cancel of powered) cancel();
      powered = [];
      state = unpowered(defaultConfig);
    },
    flip(copy) {
      const held = fram[copy];
      if (!held) return;
      const turned = Uint8Array.from(held);
      turned[held.length >> 1] = (turned[held.length >> 1] ?? 0) ^ 1;
      fram[copy] = turned;
    },
    setLid(open) {
      if (hardware.lidOpen === open) return;
      hardware.lidOpen = open;
      sense({ kind: 'lid', open });
    },
    openCase() {
      hardware.tamper = true;
      sense({ kind: 'tamper' });
    },
    touchByHand,
    connect() {
      let isMine = true;
      hear = undefined;
      return {
        write(bytes) {
          if (isMine && isPowered) deliver(bytes, (b) => feed({ type: 'bytes', bytes: b }));
        },
        onData(listener) {
          hear = listener;
          return () => {
            isMine = false;
            if (hear === listener) hear = undefined;
          };
        },
      };
    },
  };
}

function openOf(ledger: Ledger): Ledger['ring'][number] | undefined {
  const last = ledger.ring.at(-1);
  return last && last.phase !== 'settled' ? last : undefined;
}

import { unpowered } from '../src/boot.ts';
import { type PressSecrets, step } from '../src/core.ts';
import type { FramCopies } from '../src/fram.ts';
import {
  decodeFrame,
  encodeFrame,
  type Frame,
  type FrameType,
  frameTypes,
  nothingReceived,
  REPLY,
  receiveBytes,
} from '../src/frame.ts';
import { openAttempt } from '../src/ledger.ts';
import { openFrame, sealFrame, sessionKey } from '../src/link-mac.ts';
import { decodeBody, encodeBody } from '../src/messages.ts';
import type { MotorCommand, SensorReading } from '../src/plant.ts';
import {
  defaultConfig,
  type PressConfig,
  type PressInput,
  type PressOutput,
  type PressState,
} from '../src/state.ts';

/** A contact that really happened, with the attempt the controller was carrying out. */
export interface TrueContact {
  readonly authorization: string | null;
  readonly k: number;
  readonly a: number;
}

type Where = 'up' | 'above' | 'zone' | 'touched';

/** One step as the vectors record it. */
export interface Recorded {
  readonly input: PressInput;
  readonly outputs: readonly PressOutput[];
  /** Key of the session after the step: what its frames are sealed with. */
  readonly sessionKey: Uint8Array | null;
}

/**
 * The controller core on a bench: FRAM, a head that moves in four notches, a line whose bytes are handed over one frame
 * at a time. Nothing happens by itself; every step is a call, so that a test can cut the power between any two.
 */
export class BenchWorld {
  state: PressState;
  readonly secrets: PressSecrets;
  fram: [Uint8Array | null, Uint8Array | null] = [null, null];
  writing: { copy: 0 | 1; bytes: Uint8Array } | undefined;
  isPowered = false;
  where: Where = 'up';
  direction: 'down' | 'up' | 'stop' = 'stop';
  lockOpen = false;
  slot = 0;
  H = 0;
  zone = false;
  tamper = false;
  lidOpen = false;
  readings: SensorReading[] = [];
  readonly toHost: Frame[] = [];
  readonly contacts: TrueContact[] = [];
  readonly motorLog: MotorCommand[] = [];
  /** Motion that no durable claim covered: must stay empty. */
  readonly unclaimed: MotorCommand[] = [];
  recorder: ((step: Recorded) => void) | undefined;
  #boots = 0;
  #fromPress = nothingReceived;

  constructor(secrets: PressSecrets, config: Partial<PressConfig> = {}) {
    this.secrets = secrets;
    this.state = unpowered({ ...defaultConfig, ...config });
  }

  /** A copy that goes its own way: states are immutable, so it is cheap. */
  fork(): BenchWorld {
    const copy = new BenchWorld(this.secrets, this.state.config);
    Object.assign(copy, this, {
      fram: [...this.fram],
      readings: [...this.readings],
      toHost: [...this.toHost],
      contacts: [...this.contacts],
      motorLog: [...this.motorLog],
      unclaimed: [],
    });
    copy.#boots = this.#boots;
    return copy;
  }

  input(input: PressInput): void {
    const { state, outputs } = step(this.state, input, this.secrets);
    this.state = state;
    this.recorder?.({ input, outputs, sessionKey: state.session?.key ?? null });
    for (const output of outputs) this.#carryOut(output);
  }

  #carryOut(output: PressOutput): void {
    switch (output.type) {
      case 'send': {
        const { received, blocks } = receiveBytes(this.#fromPress, output.bytes);
        this.#fromPress = received;
        for (const block of blocks) {
          const frame = decodeFrame(block);
          if (frame) this.toHost.push(frame);
        }
        return;
      }
      case 'framWrite':
        if (this.writing) throw new Error('a second FRAM write before the first was done');
        this.writing = output;
        return;
      case 'motor':
        this.#motor(output.command);
        return;
      default:
        output satisfies never;
    }
  }

  #motor(command: MotorCommand): void {
    this.motorLog.push(command);
    const open = openAttempt(this.state.durable);
    if ((command.kind === 'down' || command.kind === 'unlock') && open?.phase !== 'moving')
      this.unclaimed.push(command);
    if (command.kind === 'selectSlot' && !open) this.unclaimed.push(command);
    switch (command.kind) {
      case 'selectSlot':
        this.slot = command.slot;
        this.readings.push({ kind: 'slot', slot: command.slot });
        return;
      case 'clearZone':
        this.zone = false;
        return;
      case 'unlock':
      case 'lock':
        this.lockOpen = command.kind === 'unlock';
        return;
      case 'clearTamper':
        this.tamper = false;
        return;
      case 'down':
      case 'up':
      case 'stop':
        this.direction = command.kind;
        return;
      default:
        command satisfies never;
    }
  }

  powerOn(): void {
    this.isPowered = true;
    this.#boots++;
    const fram: FramCopies = [this.fram[0], this.fram[1]];
    const seed = new Uint8Array(32).fill(this.#boots);
    const { H, zone, tamper, lidOpen, slot } = this;
    this.input({
      type: 'powerOn',
      fram,
      seed,
      hardware: { H, zone, tamper, lidOpen, slot, retracted: this.where === 'up' },
    });
  }

  /** The power goes. `torn`: the write under way leaves rubbish behind; otherwise it never happened. */
  powerCut(torn = false): void {
    if (this.writing && torn)
      this.fram[this.writing.copy] = this.writing.bytes.slice(0, this.writing.bytes.length >> 1);
    this.writing = undefined;
    this.isPowered = false;
    this.direction = 'stop';
    this.readings = [];
    this.toHost.length = 0;
    this.#fromPress = nothingReceived;
    this.state = unpowered(this.state.config);
  }

  /** The FRAM write under way becomes durable. */
  framDone(): boolean {
    if (!this.writing) return false;
    const { copy, bytes } = this.writing;
    this.fram[copy] = bytes;
    this.writing = undefined;
    this.input({ type: 'framWritten' });
    return true;
  }

  /** The head moves on by one notch. */
  move(): void {
    if (this.direction === 'down' && this.lockOpen) {
      if (this.where === 'up') {
        this.where = 'above';
        this.readings.push({ kind: 'retracted', is: false });
      } else if (this.where === 'above') {
        this.where = 'zone';
        this.zone = true;
        this.readings.push({ kind: 'zone' });
      } else if (this.where === 'zone') this.touch();
    } else if (this.direction === 'up') {
      if (this.where === 'up') return;
      this.where = this.where === 'touched' ? 'zone' : this.where === 'zone' ? 'above' : 'up';
      if (this.where === 'up') this.readings.push({ kind: 'retracted', is: true });
    }
  }

  /** The die touches the paper: hardware counts in the same instant. */
  touch(): void {
    this.where = 'touched';
    this.H++;
    const open = openAttempt(this.state.ledger);
    this.contacts.push(
      open && (this.state.motion.phase === 'descending' || this.state.motion.phase === 'inZone')
        ? { authorization: open.authorization, k: open.k, a: open.a }
        : { authorization: null, k: 0, a: 0 },
    );
    this.readings.push({ kind: 'contact', H: this.H });
  }

  /** Hands over the oldest sensor reading. */
  sense(): boolean {
    const reading = this.readings.shift();
    if (!reading) return false;
    this.input({ type: 'sensor', reading });
    return true;
  }

  tick(ms: number): void {
    this.input({ type: 'tick', ms });
  }

  /** Everything that is under way comes to rest, with beats while it moves. */
  rest(host?: BenchHost): void {
    for (let i = 0; i < 200; i++) {
      const busy = this.framDone() || this.sense();
      if (busy) continue;
      const { phase } = this.state.motion;
      if (phase === 'idle') return;
      this.move();
      host?.beat();
      this.tick(20);
    }
  }
}

/** A host that speaks the protocol frame by frame, so that tests can lose, double and spoil frames. */
export class BenchHost {
  readonly world: BenchWorld;
  readonly pairKey: Uint8Array;
  #session: { sid: number; key: Uint8Array; sent: number } | undefined;
  #seq = 0;
  #hellos = 0;

  constructor(world: BenchWorld, pairKey: Uint8Array) {
    this.world = world;
    this.pairKey = pairKey;
  }

  fork(world: BenchWorld): BenchHost {
    const copy = new BenchHost(world, this.pairKey);
    copy.#session = this.#session && { ...this.#session };
    copy.#seq = this.#seq;
    copy.#hellos = this.#hellos + 100;
    return copy;
  }

  /** The bytes of a request, not yet sent. */
  frame(type: FrameType, body: unknown): Uint8Array {
    if (!this.#session) return new Uint8Array(0);
    this.#seq = (this.#seq % 0xffff) + 1;
    const { sid, key } = this.#session;
    const sealed = sealFrame(key, 'toPress', ++this.#session.sent, {
      type: frameTypes[type],
      sid,
      seq: this.#seq,
      cbor: encodeBody(body),
    });
    return encodeFrame(sealed);
  }

  send(bytes: Uint8Array): void {
    if (this.world.isPowered && bytes.length > 0) this.world.input({ type: 'bytes', bytes });
  }

  beat(): void {
    this.send(this.frame('BEAT', {}));
  }

  hello(): void {
    const nonce = new Uint8Array(16).fill(++this.#hellos);
    this.world.toHost.length = 0;
    this.send(encodeFrame({ type: frameTypes.HELLO, sid: 0, seq: 1, payload: encodeBody({ v: 1, nonce }) }));
    const reply = this.#replyTo('HELLO', 1, (f) => f.payload);
    const { sid, nonce: pressNonce } = reply as { sid: number; nonce: Uint8Array };
    this.#session = { sid, key: sessionKey(this.pairKey, nonce, pressNonce, sid), sent: 0 };
  }

  /** Asks and lets FRAM writes finish until the answer is there. */
  ask(type: FrameType, body: unknown): Record<string, unknown> {
    this.world.toHost.length = 0;
    this.send(this.frame(type, body));
    const seq = this.#seq;
    while (this.world.framDone());
    return this.#replyTo(type, seq, (f) => this.#session && openFrame(this.#session.key, 'toHost', f)?.cbor);
  }

  #replyTo(
    type: FrameType,
    seq: number,
    open: (frame: Frame) => Uint8Array | undefined,
  ): Record<string, unknown> {
    const frame = this.world.toHost.find((f) => f.type === (frameTypes[type] | REPLY) && f.seq === seq);
    const cbor = frame && open(frame);
    if (!cbor) throw new Error(`no reply to ${type}`);
    return decodeBody(cbor) as Record<string, unknown>;
  }

  load(bytes: Uint8Array, digest: Uint8Array): void {
    const m = Math.ceil(bytes.length / 400);
    for (let i = 0; i < m; i++)
      this.ask('LOAD', { digest, i, m, bytes: bytes.slice(i * 400, (i + 1) * 400) });
  }
}

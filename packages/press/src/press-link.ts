import { HufuError, isErrorCode, type Result, refuse, sameBytes } from '@hufu/contract';
import { thumbprint } from '@hufu/statement';
import type { z } from 'zod';
import {
  decodeFrame,
  encodeFrame,
  type Frame,
  type FrameType,
  frameTypes,
  nothingReceived,
  REPLY,
  type Received,
  receiveBytes,
} from './frame.ts';
import { helloProof, openFrame, sealFrame, sessionKey } from './link-mac.ts';
import {
  decodeBody,
  type EventBody,
  encodeBody,
  type ReplyOf,
  replies,
  zEvent,
  zRefusal,
} from './messages.ts';

/** A serial port, or one end of any byte pipe. */
export interface BytePort {
  write(bytes: Uint8Array): void;
  /** Calls back with what arrives, cut anywhere; returns how to stop. */
  onData(listener: (bytes: Uint8Array) => void): () => void;
}

/** Timers, so that tests need not wait. Returns how to cancel. */
export type SetTimer = (run: () => void, ms: number) => () => void;

/** What the host's end of the line needs. */
export interface LinkOptions {
  readonly port: BytePort;
  readonly pairKey: Uint8Array;
  readonly setTimer: SetTimer;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Thumbprint of the press key that belongs in this case; without it any paired board is taken. */
  readonly expectedPress?: Uint8Array;
  /** No reply for so long: the same frame again. */
  readonly resendMs?: number;
  /** How many times a frame is sent before the controller counts as silent. */
  readonly tries?: number;
  readonly onEvent?: (body: EventBody) => void;
}

interface Waiting {
  readonly type: number;
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly resolve: (cbor: Uint8Array, frame: Frame) => void;
  readonly reject: (error: unknown) => void;
  sent: number;
  cancel: () => void;
}

interface HostSession {
  readonly sid: number;
  readonly key: Uint8Array;
  sent: number;
  /** Highest counter of an event. */
  received: number;
  lastEvent: number;
}

/** The host's end of the serial line: one request at a time, the same frame again until it is answered. */
export class PressLink {
  readonly #options: LinkOptions;
  readonly #waiting = new Map<number, Waiting>();
  #session: HostSession | undefined;
  #received: Received = nothingReceived;
  #seq = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #stopListening: () => void;
  #isClosed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#stopListening = () => {};
  }

  /** Listens to the port. */
  start(): void {
    this.#stopListening = this.#options.port.onData((bytes) => this.#onData(bytes));
  }

  /** Forgets the session; whoever waits is told that the line is closed. */
  stop(): void {
    this.#isClosed = true;
    this.#stopListening();
    for (const waiting of this.#waiting.values()) {
      waiting.cancel();
      waiting.reject(new HufuError('PRESS_LINK_CLOSED'));
    }
    this.#waiting.clear();
    this.#session = undefined;
  }

  /** Whether HELLO was answered since start. */
  get hasSession(): boolean {
    return this.#session !== undefined;
  }

  /** Begins a session. The old one is dead, and with it whatever the controller still did for it above the contact zone. */
  async hello(): Promise<ReplyOf<'HELLO'>> {
    return this.#inTurn(async () => {
      this.#session = undefined;
      const { randomBytes, pairKey, expectedPress } = this.#options;
      const nonce = randomBytes(16);
      const answer = await this.#exchange('HELLO', (seq) =>
        encodeFrame({ type: frameTypes.HELLO, sid: 0, seq, payload: encodeBody({ v: 1, nonce }) }),
      );
      const reply = replies.HELLO.safeParse(decodeBody(answer));
      if (!reply.success) throw unreadable('HELLO');
      const { sid, nonce: pressNonce, proof, key: pressKey } = reply.data;
      const key = sessionKey(pairKey, nonce, pressNonce, sid);
      const isOther = expectedPress !== undefined && !sameBytes(thumbprint(pressKey), expectedPress);
      if (isOther || !sameBytes(proof, helloProof(key))) throw new HufuError('PRESS_LINK_UNPAIRED');
      this.#session = { sid, key, sent: 0, received: 0, lastEvent: 0 };
      return reply.data;
    });
  }

  /** Asks and waits for the answer; a refusal of the controller is a value, silence is a fault. */
  async ask<R>(type: FrameType, body: unknown, schema: z.ZodType<R>): Promise<Result<R>> {
    return this.#inTurn(() => this.#ask(type, body, schema));
  }

  /** As `ask`, past everything that waits its turn: for ESTOP. */
  async askAtOnce<R>(type: FrameType, body: unknown, schema: z.ZodType<R>): Promise<Result<R>> {
    return this.#ask(type, body, schema);
  }

  /** Reads the ledger without a session or a pair key: the rescue. */
  async askRescue<R>(body: unknown, schema: z.ZodType<R>): Promise<Result<R>> {
    return this.#inTurn(async () => {
      const frame = { type: frameTypes.LEDGER, sid: 0, payload: encodeBody(body) };
      return read(await this.#exchange('LEDGER', (seq) => encodeFrame({ ...frame, seq })), schema, 'LEDGER');
    });
  }

  /** Sends without waiting for anything: BEAT, and acknowledgements of events. */
  tell(type: FrameType, body: unknown): void {
    if (this.#session) this.#options.port.write(this.#sealed(this.#session, type, 0, body));
  }

  async #ask<R>(type: FrameType, body: unknown, schema: z.ZodType<R>): Promise<Result<R>> {
    const session = this.#session;
    if (!session) throw new HufuError('PRESS_LINK_CLOSED');
    const cbor = await this.#exchange(type, (seq) => this.#sealed(session, type, seq, body));
    return read(cbor, schema, type);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work);
    // The next in turn waits for the end of this one, however it ends; the caller of this one gets its error.
    this.#turn = mine.then(
      () => undefined,
      () => undefined,
    );
    return mine;
  }

  #sealed(session: HostSession, type: FrameType, seq: number, body: unknown): Uint8Array {
    session.sent++;
    const frame = { type: frameTypes[type], sid: session.sid, seq, cbor: encodeBody(body) };
    return encodeFrame(sealFrame(session.key, 'toPress', session.sent, frame));
  }

  #exchange(type: FrameType, build: (seq: number) => Uint8Array): Promise<Uint8Array> {
    if (this.#isClosed) return Promise.reject(new HufuError('PRESS_LINK_CLOSED'));
    this.#seq = (this.#seq % 0xffff) + 1;
    const seq = this.#seq;
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        type: frameTypes[type] | REPLY,
        seq,
        bytes: build(seq),
        resolve,
        reject,
        sent: 0,
        cancel: () => {},
      };
      this.#waiting.set(seq, waiting);
      this.#send(waiting);
    });
  }

  #send(waiting: Waiting): void {
    const { port, setTimer, resendMs = 150, tries = 12 } = this.#options;
    if (waiting.sent === tries) {
      this.#waiting.delete(waiting.seq);
      waiting.reject(
        new HufuError('PRESS_LINK_SILENT', { context: { tries, frameType: waiting.type & ~REPLY } }),
      );
      return;
    }
    waiting.sent++;
    waiting.cancel = setTimer(() => this.#send(waiting), resendMs);
    port.write(waiting.bytes);
  }

  #onData(bytes: Uint8Array): void {
    const { received, blocks } = receiveBytes(this.#received, bytes);
    this.#received = received;
    for (const block of blocks) {
      const frame = decodeFrame(block);
      if (frame) this.#onFrame(frame);
    }
  }

  #onFrame(frame: Frame): void {
    if (frame.sid === 0) {
      this.#settle(frame, frame.payload);
      return;
    }
    const session = this.#session;
    if (!session || frame.sid !== session.sid) return;
    const opened = openFrame(session.key, 'toHost', frame);
    if (!opened) return;
    if (frame.type === frameTypes.EVENT) {
      if (opened.counter > session.received) this.#onEvent(session, opened.cbor);
      session.received = Math.max(session.received, opened.counter);
      return;
    }
    // A resent reply has its first counter: the seq that waits for it is what makes it new.
    this.#settle(frame, opened.cbor);
  }

  #settle(frame: Frame, cbor: Uint8Array): void {
    const waiting = this.#waiting.get(frame.seq);
    if (!waiting || waiting.type !== frame.type) return;
    // Outside a session only what was asked there is taken: a forged plain reply must not answer a sealed request.
    const isPlain = decodeFrame(waiting.bytes.subarray(0, -1))?.sid === 0;
    if (isPlain !== (frame.sid === 0)) return;
    this.#waiting.delete(frame.seq);
    waiting.cancel();
    waiting.resolve(cbor, frame);
  }

  #onEvent(session: HostSession, cbor: Uint8Array): void {
    const event = zEvent.safeParse(decodeBody(cbor));
    if (!event.success) return;
    const { n, body } = event.data;
    this.tell('EVENT', { acked: n });
    if (n <= session.lastEvent) return;
    session.lastEvent = n;
    this.#options.onEvent?.(body);
  }
}

function read<R>(cbor: Uint8Array, schema: z.ZodType<R>, type: FrameType): Result<R> {
  const value = decodeBody(cbor);
  const refusal = zRefusal.safeParse(value);
  if (refusal.success) {
    const { code, context } = refusal.data;
    if (!isErrorCode(code)) throw unreadable(type);
    return refuse(code, context);
  }
  const reply = schema.safeParse(value);
  if (!reply.success) throw unreadable(type);
  return { ok: true, value: reply.data };
}

function unreadable(type: FrameType): HufuError {
  return new HufuError('PRESS_FRAME_INVALID', { context: { problem: `reply to ${type}` } });
}

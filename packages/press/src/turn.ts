import type { Instant, Refusal } from '@hufu/contract';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeLedger } from './fram.ts';
import { encodeFrame, frameTypes, MAX_PAYLOAD_BYTES, REPLY } from './frame.ts';
import { type Ledger, observeContacts, openAttempt } from './ledger.ts';
import { SEAL_BYTES, sealFrame } from './link-mac.ts';
import { type EventBody, encodeBody, type PressMode } from './messages.ts';
import type { MotorCommand } from './plant.ts';
import type {
  Continuation,
  PressOutput,
  PressSigner,
  PressState,
  ReplyBody,
  ReplyTo,
  Write,
} from './state.ts';

/** One step under way: the state so far and what is to be done. Lives inside `step` only. */
export interface Turn {
  state: PressState;
  readonly outputs: PressOutput[];
  readonly signer: PressSigner;
}

/** Changes some fields of the state. */
export function patch(turn: Turn, change: Partial<PressState>): void {
  turn.state = { ...turn.state, ...change };
}

/** Commands the plant and notes it in the trace of the attempt. */
export function motor(turn: Turn, command: MotorCommand): void {
  turn.outputs.push({ type: 'motor', command });
  note(turn, `motor:${command.kind}`);
}

/** Extends the trace: its hash goes into the receipt, so that what the controller saw can be held against a log of it. */
export function note(turn: Turn, what: string): void {
  const line = new TextEncoder().encode(`${turn.state.nowMs}:${what}`);
  patch(turn, { trace: sha256.create().update(turn.state.trace).update(line).digest() });
}

/** Fresh bytes of this boot's random stream. */
export function draw(turn: Turn, bytes: number): Uint8Array {
  const { seed, drawn } = turn.state;
  const block = hmac(sha256, seed, new TextEncoder().encode(`draw:${drawn}`));
  patch(turn, { drawn: drawn + 1 });
  return block.slice(0, bytes);
}

/** The time, as k witnesses vouch for it; null when nobody has since power-on. */
export function witnessedNow(state: PressState): Instant | null {
  return state.freshness && state.freshness.at + state.nowMs - state.freshness.issuedMs;
}

/**
 * The earliest that it can be: an answer may have been held back on its way, so `witnessedNow` may run ahead by as
 * much. What must not happen too soon, as forgetting what was used, goes by this one.
 */
export function earliestNow({ freshness, nowMs, ledger }: PressState): Instant {
  return freshness
    ? Math.max(ledger.timeFloor, freshness.at + nowMs - freshness.receivedMs)
    : ledger.timeFloor;
}

/** What the controller is free to do. */
export function modeOf(state: PressState): PressMode {
  const { ledger, motion } = state;
  if (motion.phase === 'off' || motion.phase === 'homing') return 'starting';
  if (ledger.quarantine !== null) return 'quarantined';
  if (ledger.tampered) return 'tampered';
  if (ledger.lockedDown) return 'lockedDown';
  if (motion.phase !== 'idle') return 'pressing';
  return ledger.roster === null ? 'blank' : 'ready';
}

/** Sets the ledger to go on with, and writes it into both copies before `then` is done. */
export function commit(
  turn: Turn,
  next: Ledger,
  then: readonly Continuation[],
  order: Write['order'] = [0, 1],
): void {
  const { state } = turn;
  // While an attempt is open a contact is its own: it enters the registers together with the outcome.
  const ledger = {
    ...(openAttempt(next) ? next : observeContacts(next, state.hardware.H)),
    generation: state.ledger.generation + 1,
  };
  const write = { ledger, bytes: encodeLedger(ledger), order, then };
  patch(turn, { ledger, writes: [...state.writes, write] });
  if (state.writes.length === 0) startWrite(turn, write);
}

function startWrite(turn: Turn, write: Write): void {
  patch(turn, { copiesDone: 0 });
  turn.outputs.push({ type: 'framWrite', copy: write.order[0] ?? 0, bytes: write.bytes });
}

/** A copy is durable: writes the other, or hands over what was waiting for both. */
export function copyWritten(turn: Turn): readonly Continuation[] {
  const [write, ...rest] = turn.state.writes;
  if (!write) return [];
  const copiesDone = turn.state.copiesDone + 1;
  const nextCopy = write.order[copiesDone];
  if (nextCopy !== undefined) {
    patch(turn, { copiesDone });
    turn.outputs.push({ type: 'framWrite', copy: nextCopy, bytes: write.bytes });
    return [];
  }
  patch(turn, { durable: write.ledger, writes: rest });
  const [following] = rest;
  if (following) startWrite(turn, following);
  return write.then;
}

/** Answers a request; the reply is kept, to be sent again when the request comes again. */
export function reply(turn: Turn, to: ReplyTo, body: ReplyBody): void {
  const { session } = turn.state;
  if (to.sid === 0) {
    const bytes = encodeFrame({ type: to.type | REPLY, sid: 0, seq: to.seq, payload: encodeBody(body) });
    turn.outputs.push({ type: 'send', bytes });
    return;
  }
  // The session that asked is gone: the new one asks the ledger.
  if (session?.sid !== to.sid) return;
  const whole = encodeBody(body);
  const cbor = whole.length + SEAL_BYTES <= MAX_PAYLOAD_BYTES ? whole : encodeBody({ ...body, context: {} });
  const sealed = sealFrame(session.key, 'toHost', session.sent + 1, {
    type: to.type | REPLY,
    sid: session.sid,
    seq: to.seq,
    cbor,
  });
  const bytes = encodeFrame(sealed);
  const isCached = to.type !== frameTypes.ESTOP;
  patch(turn, {
    session: { ...session, sent: session.sent + 1, lastReply: isCached ? bytes : session.lastReply },
  });
  turn.outputs.push({ type: 'send', bytes });
}

/** A refusal as a reply's payload. */
export function refusalBody(refusal: Refusal): ReplyBody {
  return { ok: false, code: refusal.code, context: refusal.context };
}

const MAX_EVENTS = 16;

/** Queues an event; it is sent until the host acknowledges it. */
export function raise(turn: Turn, body: EventBody): void {
  const n = turn.state.nextEvent;
  patch(turn, { events: [...turn.state.events, { n, body }].slice(-MAX_EVENTS), nextEvent: n + 1 });
  sendEvent(turn, n, body);
}

/** Sends every event that is not acknowledged. */
export function resendEvents(turn: Turn): void {
  for (const { n, body } of turn.state.events) sendEvent(turn, n, body);
}

function sendEvent(turn: Turn, n: number, body: EventBody): void {
  const { session } = turn.state;
  if (!session) return;
  const counter = session.sent + 1;
  const sealed = sealFrame(session.key, 'toHost', counter, {
    type: frameTypes.EVENT,
    sid: session.sid,
    seq: n & 0xffff,
    cbor: encodeBody({ n, body }),
  });
  patch(turn, { session: { ...session, sent: counter }, eventsSentMs: turn.state.nowMs });
  turn.outputs.push({ type: 'send', bytes: encodeFrame(sealed) });
}

import { type Refusal, type Result, refuse, sameBytes } from '@hufu/contract';
import { configCrc, onBooted, powerOn, watchHoming } from './boot.ts';
import {
  decodeFrame,
  encodeFrame,
  type Frame,
  frameTypes,
  MAX_STATEMENT_BYTES,
  REPLY,
  receiveBytes,
} from './frame.ts';
import { helloProof, openFrame, sessionKey } from './link-mac.ts';
import { onLedger, onStatus } from './look-requests.ts';
import { decodeBody, encodeBody, type FrameRequest, parseRequest, type RequestOf } from './messages.ts';
import { abort, onArmed, onFlagged, onSensor, onSettled, watchMotion } from './motion.ts';
import { onClose, onPress, onReceipt, onVoidAttempt } from './press-requests.ts';
import type {
  Continuation,
  PressInput,
  PressOutput,
  PressSigner,
  PressState,
  ReplyBody,
  ReplyTo,
} from './state.ts';
import * as trust from './trust-requests.ts';
import {
  copyWritten,
  draw,
  motor,
  patch,
  refusalBody,
  reply,
  resendEvents,
  type Turn,
  witnessedNow,
} from './turn.ts';

/** What the controller holds beside its state: the pair key of its host. */
export interface PressSecrets {
  readonly signer: PressSigner;
  /** Shared with the agent of this machine, so that a swapped board is noticed. */
  readonly pairKey: Uint8Array;
}

/** One step of the press controller: no clock, no I/O, no randomness; the same input gives the same output. */
export function step(
  state: PressState,
  input: PressInput,
  secrets: PressSecrets,
): { state: PressState; outputs: readonly PressOutput[] } {
  const turn: Turn = { state, outputs: [], signer: secrets.signer };
  switch (input.type) {
    case 'powerOn':
      powerOn(turn, input);
      break;
    case 'bytes': {
      const { received, blocks } = receiveBytes(state.received, input.bytes);
      patch(turn, { received });
      for (const block of blocks) onBlock(turn, block, secrets.pairKey);
      break;
    }
    case 'tick':
      patch(turn, { nowMs: turn.state.nowMs + input.ms });
      watchMotion(turn);
      watchHoming(turn);
      if (
        turn.state.events.length > 0 &&
        turn.state.nowMs - turn.state.eventsSentMs >= turn.state.config.eventResendMs
      )
        resendEvents(turn);
      break;
    case 'sensor':
      onSensor(turn, input.reading);
      watchHoming(turn);
      break;
    case 'framWritten':
      for (const then of copyWritten(turn)) carryOn(turn, then);
      break;
    default:
      return input satisfies never;
  }
  return { state: turn.state, outputs: turn.outputs };
}

function carryOn(turn: Turn, then: Continuation): void {
  switch (then.kind) {
    case 'reply':
      reply(turn, then.to, then.body);
      return;
    case 'motor':
      motor(turn, then.command);
      return;
    case 'armed':
      onArmed(turn);
      return;
    case 'flagged':
      onFlagged(turn);
      return;
    case 'settled':
      onSettled(turn);
      return;
    case 'booted':
      onBooted(turn);
      return;
    default:
      then satisfies never;
  }
}

/** A block from the line. Whatever is damaged, foreign or replayed is as if it had never come. */
function onBlock(turn: Turn, block: Uint8Array, pairKey: Uint8Array): void {
  const frame = decodeFrame(block);
  if (!frame || (frame.type & REPLY) !== 0) return;
  if (frame.sid === 0) {
    outsideSession(turn, frame, pairKey);
    return;
  }
  const { session } = turn.state;
  if (!session || frame.sid !== session.sid) return;
  const opened = openFrame(session.key, 'toPress', frame);
  if (!opened) return;
  const to: ReplyTo = { type: frame.type, sid: frame.sid, seq: frame.seq };
  if (session.lastRequest && sameBytes(session.lastRequest, block)) {
    // Resent: the reply was lost, or is not there yet.
    if (session.lastReply) turn.outputs.push({ type: 'send', bytes: session.lastReply });
    patch(turn, { lastHostMs: turn.state.nowMs });
    return;
  }
  const kind = frame.type === frameTypes.ESTOP ? 'stop' : isTold(frame.type) ? 'tell' : 'request';
  // A stop may be resent as it is: it does no harm twice.
  if (opened.counter < session.received[kind] + (kind === 'stop' ? 0 : 1)) return;
  const received = { ...session.received, [kind]: opened.counter };
  patch(turn, { session: { ...session, received }, lastHostMs: turn.state.nowMs });
  const request = parseRequest(frame.type, decodeBody(opened.cbor));
  if (request?.type === 'BEAT') return;
  if (request?.type === 'EVENT') {
    const { acked } = request.body;
    patch(turn, { events: turn.state.events.filter((e) => e.n > acked) });
    return;
  }
  if (request?.type === 'ESTOP') {
    abort(turn, 'estop');
    reply(turn, to, { ok: true });
    return;
  }
  // The host asks one thing at a time; another request before the answer is not ours to order.
  if (session.lastRequest && !session.lastReply) return;
  patch(turn, { session: { ...session, received, lastRequest: block, lastReply: null } });
  if (!request) {
    reply(turn, to, refusalBody(refuse('PRESS_FRAME_INVALID', { problem: 'payload' })));
    return;
  }
  handle(turn, request, to);
}

/** Frames that are told and never answered. */
function isTold(type: number): boolean {
  return type === frameTypes.BEAT || type === frameTypes.EVENT;
}

/** HELLO, and the read-only rescue. */
function outsideSession(turn: Turn, frame: Frame, pairKey: Uint8Array): void {
  const request = parseRequest(frame.type, decodeBody(frame.payload));
  const to: ReplyTo = { type: frame.type, sid: 0, seq: frame.seq };
  if (request?.type === 'LEDGER') {
    answer(turn, to, onLedger(turn.state, request.body));
    return;
  }
  if (request?.type === 'HELLO') {
    onHello(turn, request.body, frame.seq, pairKey);
    return;
  }
}

function onHello(
  turn: Turn,
  { nonce: hostNonce }: RequestOf<'HELLO'>,
  seq: number,
  pairKey: Uint8Array,
): void {
  const { session, config } = turn.state;
  if (session && sameBytes(session.hostNonce, hostNonce)) {
    turn.outputs.push({ type: 'send', bytes: session.hello });
    return;
  }
  // A host that starts anew has forgotten what it was doing: nothing of that goes on above the contact zone.
  abort(turn, 'hostRestarted');
  trust.burnNonce(turn, 'exception');
  const nonce = draw(turn, 16);
  const sidBytes = draw(turn, 2);
  const sid = Math.max(1, ((sidBytes[0] ?? 0) << 8) | (sidBytes[1] ?? 0));
  const key = sessionKey(pairKey, hostNonce, nonce, sid);
  const body = {
    ok: true,
    v: 1,
    sid,
    nonce,
    proof: helloProof(key),
    fw: config.fw,
    caps: { ledger: true, maxImpressions: config.maxImpressions, maxStatement: MAX_STATEMENT_BYTES },
    boot: turn.state.ledger.boot,
    key: turn.signer.key,
    config: configCrc(config),
  };
  const hello = encodeFrame({ type: frameTypes.HELLO | REPLY, sid: 0, seq, payload: encodeBody(body) });
  patch(turn, {
    session: {
      sid,
      key,
      hostNonce,
      hello,
      received: { request: 0, tell: 0, stop: 0 },
      sent: 0,
      lastRequest: null,
      lastReply: null,
    },
    load: null,
    exception: null,
  });
  turn.outputs.push({ type: 'send', bytes: hello });
}

function answer(turn: Turn, to: ReplyTo, result: Result<ReplyBody>): void {
  reply(turn, to, result.ok ? result.value : refusalBody(result));
}

/** Replies when the handler refuses; otherwise the handler replies itself, at once or when its record is durable. */
function unlessRefused(turn: Turn, to: ReplyTo, refusal: Refusal | undefined): void {
  if (refusal) reply(turn, to, refusalBody(refusal));
}

function handle(turn: Turn, request: FrameRequest, to: ReplyTo): void {
  const { motion } = turn.state;
  const whenIdle = (handler: () => Refusal | undefined) =>
    unlessRefused(turn, to, motion.phase === 'idle' ? handler() : refuse('PRESS_BUSY'));
  switch (request.type) {
    case 'STATUS':
      reply(turn, to, onStatus(turn));
      return;
    case 'LEDGER':
      answer(turn, to, onLedger(turn.state, request.body));
      return;
    case 'TIME': {
      const now = witnessedNow(turn.state);
      const tsq = now === null ? 'none' : 'witness';
      reply(turn, to, { ok: true, now, tsq, uptimeMs: turn.state.nowMs });
      return;
    }
    case 'NONCE':
      reply(turn, to, trust.onNonce(turn, request.body));
      return;
    case 'LOAD':
      answer(turn, to, trust.onLoad(turn, request.body));
      return;
    case 'EXCEPTION':
      answer(turn, to, trust.onException(turn, request.body));
      return;
    case 'RECEIPT':
      answer(turn, to, onReceipt(turn, request.body));
      return;
    case 'ROSTER':
      whenIdle(() => trust.onRoster(turn, request.body, to));
      return;
    case 'FRESHNESS':
      whenIdle(() => trust.onFreshness(turn, request.body, to));
      return;
    case 'AUTHORIZATION':
      whenIdle(() => trust.onAuthorization(turn, request.body, to));
      return;
    case 'SERVICE':
      whenIdle(() => trust.onService(turn, request.body, to));
      return;
    case 'CLOSE':
      whenIdle(() => onClose(turn, request.body, to));
      return;
    case 'PRESS':
      unlessRefused(turn, to, onPress(turn, request.body, to));
      return;
    case 'VOID_ATTEMPT':
      unlessRefused(turn, to, onVoidAttempt(turn, request.body, to));
      return;
    case 'HELLO':
    case 'ESTOP':
    case 'BEAT':
    case 'EVENT':
      // HELLO belongs outside of a session; the others were dealt with before.
      reply(turn, to, refusalBody(refuse('PRESS_FRAME_INVALID', { problem: request.type })));
      return;
    default:
      request satisfies never;
  }
}

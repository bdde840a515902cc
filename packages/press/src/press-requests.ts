import { accept, type Exception, type Refusal, type Result, refuse, sameBytes } from '@hufu/contract';
import { type UsableAuthorization, verifyException } from '@hufu/statement';
import { sha256 } from '@noble/hashes/sha2.js';
import {
  findAttempt,
  findEntry,
  impressionState,
  nextAttempt,
  openAttempt,
  voidAttempt,
  voidRest,
} from './ledger.ts';
import type { AttemptRef, RequestOf } from './messages.ts';
import { abort, beginPress } from './motion.ts';
import { lookUpAttempt, receiptOf, reportOf } from './receipt.ts';
import type { ReplyBody, ReplyTo } from './state.ts';
import { burnNonce, verifyHere } from './trust-requests.ts';
import { commit, modeOf, patch, reply, type Turn, witnessedNow } from './turn.ts';

/** Bytes of a receipt in one reply. */
const RECEIPT_PIECE = 320;

/** What an attempt rests on: one digest over the frames of the paper, in their order. */
export function preHashOf(frames: readonly Uint8Array[]): Uint8Array {
  const hash = sha256.create().update(new TextEncoder().encode('hufu-before-v1'));
  for (const frame of frames) hash.update(frame);
  return hash.digest();
}

/** Why nothing may be pressed now, whatever is asked. */
function notReady(turn: Turn): Refusal | undefined {
  const { hardware, ledger } = turn.state;
  const mode = modeOf(turn.state);
  switch (mode) {
    case 'starting':
    case 'pressing':
      return refuse('PRESS_BUSY');
    case 'blank':
      return refuse('PRESS_BLANK');
    case 'quarantined':
      return refuse('PRESS_QUARANTINED', { reason: ledger.quarantine });
    case 'tampered':
      return refuse('PRESS_TAMPERED');
    case 'lockedDown':
      return refuse('PRESS_LOCKED_DOWN');
    case 'ready':
      if (hardware.lidOpen) return refuse('PRESS_LID_OPEN');
      return hardware.retracted ? undefined : refuse('PRESS_BUSY');
    default:
      return mode satisfies never;
  }
}

/** Press impression k: everything is checked here and now, then the claim is written, and only then something moves. */
export function onPress(turn: Turn, request: RequestOf<'PRESS'>, to: ReplyTo): Refusal | undefined {
  const { authorization: id, k, a, preHash } = request;
  const open = openAttempt(turn.state.ledger);
  if (open && open.authorization === id && open.k === k && open.a === a) {
    // The same order again, while it is being carried out.
    reply(turn, to, { ok: true, n: open.n });
    return;
  }
  const entry = findEntry(turn.state.ledger, id);
  if (entry && k < entry.count) {
    const outcome = impressionState(entry, k);
    const next = nextAttempt(entry, k);
    if (a < next) return refuse('PRESS_ATTEMPT_DEAD', { attempt: a, next, outcome });
    if (outcome !== 'permitted') return refuse('PRESS_ALREADY_USED', { k, outcome });
  }
  const blocked = notReady(turn);
  if (blocked) return blocked;
  const usable = usableNow(turn, id);
  if (!usable.ok) return usable;
  const planned = usable.value.plan[k];
  if (!entry || !planned) return refuse('PRESS_FRAME_INVALID', { problem: `k ${k}` });
  const seal = turn.state.roster?.roster.seals.find((s) => s.id === planned.seal);
  if (!seal) return refuse('AUTHORIZATION_WRONG_SEAL', { seal: planned.seal });
  // F18: this authorization presses nothing that its approvers have not seen under the camera.
  if (usable.value.authorization.remoteConfirm && !request.exception)
    return refuse('REMOTE_CONFIRMATION_MISSING');
  if (request.exception) {
    const excepted = exceptionHolds(turn, request, request.exception, usable.value);
    if (!excepted.ok) return excepted;
  }
  // Observation ends with the press: an exception is good for one attempt.
  burnNonce(turn, 'exception');
  patch(turn, { exception: null });
  const n = turn.state.ledger.lastAttempt + 1;
  beginPress(
    turn,
    { authorization: id, k, a, preHash, slot: seal.slot, sid: to.sid },
    { kind: 'reply', to, body: { ok: true, n } },
  );
  return;
}

function usableNow(turn: Turn, id: string): Result<UsableAuthorization> {
  const signed = turn.state.authorizations.find(
    (s) => s.payload.type === 'authorization' && s.payload.id === id,
  );
  return verifyHere(turn, signed);
}

function exceptionHolds(
  turn: Turn,
  { k, preHash }: RequestOf<'PRESS'>,
  digest: Uint8Array,
  usable: UsableAuthorization,
): Result<Exception> {
  const { exception, nonces, roster: held, nowMs, config } = turn.state;
  if (!held) return refuse('PRESS_BLANK');
  if (!exception || !sameBytes(exception.digest, digest)) return refuse('PRESS_LOAD_INCOMPLETE');
  if (exception.payload.type !== 'exception')
    return refuse('EXCEPTION_NOT_APPLICABLE', { problem: exception.payload.type });
  const { frames } = exception.payload;
  if (!sameBytes(preHashOf(frames), preHash)) return refuse('PRESS_FRAMES_MISMATCH');
  const nonce = nonces.exception;
  if (!nonce || nowMs - nonce.issuedMs > config.nonceLifetimeMs) return refuse('PRESS_NONCE_STALE');
  return verifyException(exception, usable, held.roster, witnessedNow(turn.state) ?? 0, {
    machine: turn.signer.thumbprint,
    nonce: nonce.value,
    k,
    frames,
  });
}

/**
 * Ends an attempt that the host doubts. Never begun: it is dead from now on, so that a late PRESS of it is refused.
 * Under way above the contact zone: up again. In the zone: it completes, and the answer comes later.
 */
export function onVoidAttempt(
  turn: Turn,
  request: RequestOf<'VOID_ATTEMPT'>,
  to: ReplyTo,
): Refusal | undefined {
  const { ledger, durable, config, motion } = turn.state;
  const { authorization, k, a, preHash } = request;
  const known = findAttempt(ledger, authorization, k, a);
  if (known) {
    if (known.phase !== 'settled') abort(turn, 'voided');
    // An outcome that is not durable yet is not told.
    const told = findAttempt(durable, authorization, k, a) ?? { ...known, phase: 'armed', outcome: null };
    reply(turn, to, { ok: true, attempt: reportOf(told) });
    return;
  }
  const entry = findEntry(ledger, authorization);
  if (!entry) return refuse('PRESS_AUTHORIZATION_UNKNOWN');
  if (k >= entry.count) return refuse('PRESS_FRAME_INVALID', { problem: `k ${k}` });
  if (a < nextAttempt(entry, k)) {
    const found = lookUpAttempt(durable, request);
    return found.ok ? refuse('PRESS_BUSY') : found;
  }
  const outcome = impressionState(entry, k);
  if (outcome !== 'permitted') return refuse('PRESS_ALREADY_USED', { k, outcome });
  if (motion.phase !== 'idle') return refuse('PRESS_BUSY');
  const dead = { authorization, k, a, preHash, traceHash: new Uint8Array(32), sid: to.sid };
  const next = voidAttempt(ledger, dead, 'voided', config.ringSize);
  const record = next.ring.at(-1);
  commit(turn, next, [
    { kind: 'reply', to, body: record ? { ok: true, attempt: reportOf(record) } : { ok: false } },
  ]);
  return;
}

/** Ends a job early: what was not pressed of it is voided. */
export function onClose(turn: Turn, { authorization }: RequestOf<'CLOSE'>, to: ReplyTo): Refusal | undefined {
  const { ledger } = turn.state;
  if (!findEntry(ledger, authorization)) return refuse('PRESS_AUTHORIZATION_UNKNOWN');
  const next = voidRest(ledger, authorization);
  if (next === ledger) {
    reply(turn, to, { ok: true, counters: ledger.counters });
    return;
  }
  commit(turn, next, [{ kind: 'reply', to, body: { ok: true, counters: next.counters } }]);
  return;
}

/** One piece of a receipt, once the attempt is settled and durable. */
export function onReceipt(turn: Turn, request: AttemptRef & { readonly offset: number }): Result<ReplyBody> {
  const found = lookUpAttempt(turn.state.durable, request);
  if (!found.ok) {
    const open = openAttempt(turn.state.ledger);
    const isStarting =
      open?.authorization === request.authorization && open.k === request.k && open.a === request.a;
    return isStarting ? accept({ ok: true, settled: false }) : found;
  }
  const { outcome, reason } = found.value;
  if (outcome === null) return accept({ ok: true, settled: false });
  const receipt = turn.signer.signReceipt(receiptOf(found.value, outcome));
  const { offset } = request;
  return accept({
    ok: true,
    settled: true,
    total: receipt.length,
    offset,
    bytes: receipt.slice(offset, offset + RECEIPT_PIECE),
    outcome,
    reason,
  });
}

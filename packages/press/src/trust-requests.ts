import {
  accept,
  type Freshness,
  type Refusal,
  type Result,
  type Roster,
  refuse,
  sameBytes,
} from '@hufu/contract';
import {
  acceptGenesis,
  acceptRotation,
  checkEmergencyQuota,
  clockToleranceMs,
  parseSigned,
  recentEmergencies,
  type SignedStatement,
  type UsableAuthorization,
  verifyAuthorization,
  verifyFreshness,
  verifyService,
  verifySignature,
} from '@hufu/statement';
import { sha256 } from '@noble/hashes/sha2.js';
import { MAX_STATEMENT_BYTES } from './frame.ts';
import { bookUnexplained, expire, findEntry, grant, type Ledger, registerFault, voidRest } from './ledger.ts';
import { decodeBody, type RequestOf } from './messages.ts';
import type { HeldFreshness, NoncePurpose, ReplyBody, ReplyTo } from './state.ts';
import { commit, draw, earliestNow, modeOf, patch, reply, type Turn, witnessedNow } from './turn.ts';

/** How many verified authorizations stay in memory, ready for PRESS. */
const MAX_LOADED = 4;

/** A piece of a statement. */
export function onLoad(turn: Turn, { digest, i, m, bytes }: RequestOf<'LOAD'>): Result<ReplyBody> {
  const held = turn.state.load;
  const fits = held && sameBytes(held.digest, digest) && held.pieces.length === m;
  const pieces = fits ? [...held.pieces] : new Array<Uint8Array | null>(m).fill(null);
  if (i >= m) return refuse('PRESS_FRAME_INVALID', { problem: 'i >= m' });
  pieces[i] = bytes;
  const size = pieces.reduce((sum, p) => sum + (p?.length ?? 0), 0);
  if (size > MAX_STATEMENT_BYTES) return refuse('PRESS_FRAME_INVALID', { problem: '> 16 KiB' });
  patch(turn, { load: { digest, pieces } });
  return accept({ ok: true, missing: pieces.filter((p) => p === null).length });
}

function loaded(turn: Turn, digest: Uint8Array): Result<Uint8Array> {
  const { load } = turn.state;
  if (!load || !sameBytes(load.digest, digest)) return refuse('PRESS_LOAD_INCOMPLETE');
  const pieces = load.pieces.filter((p) => p !== null);
  const whole = new Uint8Array(pieces.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return pieces.length === load.pieces.length && sameBytes(sha256(whole), digest)
    ? accept(whole)
    : refuse('PRESS_LOAD_INCOMPLETE');
}

function loadedStatement(turn: Turn, digest: Uint8Array): Result<SignedStatement> {
  const bytes = loaded(turn, digest);
  return bytes.ok ? parseSigned(bytes.value) : bytes;
}

/** First roster exactly once; after that only rotations under the rules of the roster held. */
export function onRoster(turn: Turn, { digest }: RequestOf<'ROSTER'>, to: ReplyTo): Refusal | undefined {
  const signed = loadedStatement(turn, digest);
  if (!signed.ok) return signed;
  const { roster: held, ledger } = turn.state;
  if (held && sameBytes(held.digest, signed.value.digest)) {
    reply(turn, to, { ok: true, version: held.roster.version, digest: held.digest });
    return;
  }
  // A ledger whose roster cannot be read is no blank one.
  if (!held && (ledger.roster !== null || ledger.quarantine !== null)) return refuse('GENESIS_ALREADY_SET');
  const accepted = held ? acceptRotation(held, signed.value) : acceptGenesis(signed.value);
  if (!accepted.ok) return accepted;
  const { roster, digest: rosterDigest, cose } = accepted.value;
  // What witnesses said, they said of the roster before.
  patch(turn, { roster: accepted.value, freshness: null, authorizations: [], exception: null });
  commit(turn, { ...ledger, roster: cose }, [
    { kind: 'reply', to, body: { ok: true, version: roster.version, digest: rosterDigest } },
  ]);
}

/** A nonce of this boot; only the newest of each purpose counts. */
export function onNonce(turn: Turn, { purpose }: RequestOf<'NONCE'>): ReplyBody {
  return { ok: true, nonce: issueNonce(turn, purpose) };
}

/** Gives out a nonce; the one before is dead. */
export function issueNonce(turn: Turn, purpose: NoncePurpose): Uint8Array {
  const value = draw(turn, 16);
  patch(turn, { nonces: { ...turn.state.nonces, [purpose]: { value, issuedMs: turn.state.nowMs } } });
  return value;
}

/** Makes a nonce worthless: it was used, or observation broke. */
export function burnNonce(turn: Turn, purpose: NoncePurpose): void {
  const { [purpose]: _burnt, ...rest } = turn.state.nonces;
  patch(turn, { nonces: rest });
}

/**
 * The newest time that each organisation names. Their k-th newest is the controller's: one that runs ahead cannot push
 * it, however often it speaks, and those beyond tolerance do not count.
 */
function spokenTimes(words: readonly SignedStatement<Freshness>[], roster: Roster): Map<string, number> {
  const newest = new Map<string, number>();
  for (const word of words) {
    const witness = roster.witnesses.all.find((w) => w.name === word.payload.witness);
    if (!witness || !verifySignature(word, 0, witness.key).ok) continue;
    newest.set(witness.organisation, Math.max(word.payload.at, newest.get(witness.organisation) ?? 0));
  }
  return newest;
}

/**
 * Words held that name a revocation, of witnesses that do not speak now: a revocation is never taken back, and whoever
 * carries the words may choose who is asked.
 */
function remembered(
  freshness: HeldFreshness | null,
  words: readonly SignedStatement<Freshness>[],
  roster: Roster,
): SignedStatement[] {
  const hasSpoken = (name: string) =>
    words.some((word) => {
      const witness = roster.witnesses.all.find((w) => w.name === name);
      return witness && word.payload.witness === name && verifySignature(word, 0, witness.key).ok;
    });
  return (freshness?.statements ?? []).filter(
    ({ payload }) =>
      payload.type === 'freshness' &&
      payload.revokedKeys.length + payload.revokedAuthorizations.length > 0 &&
      !hasSpoken(payload.witness),
  );
}

/** The words of k witnesses: time, newest roster, revocations. */
export function onFreshness(
  turn: Turn,
  { digest }: RequestOf<'FRESHNESS'>,
  to: ReplyTo,
): Refusal | undefined {
  const { roster: held, nonces, nowMs, config } = turn.state;
  if (!held) return refuse('PRESS_BLANK');
  const bytes = loaded(turn, digest);
  if (!bytes.ok) return bytes;
  const list = decodeBody(bytes.value);
  if (!Array.isArray(list)) return refuse('PRESS_FRAME_INVALID', { problem: 'no list' });
  const statements: SignedStatement<Freshness>[] = [];
  for (const item of list) {
    const signed = item instanceof Uint8Array ? parseSigned(item) : refuse('PRESS_FRAME_INVALID');
    if (!signed.ok) return signed;
    const { payload } = signed.value;
    if (payload.type !== 'freshness') return refuse('PRESS_FRAME_INVALID', { problem: payload.type });
    statements.push({ ...signed.value, payload });
  }
  const nonce = nonces.freshness;
  if (!nonce || nowMs - nonce.issuedMs > config.nonceLifetimeMs) return refuse('PRESS_NONCE_STALE');
  const answering = statements.filter((s) => sameBytes(s.payload.nonce, nonce.value));
  if (answering.length === 0) return refuse('PRESS_NONCE_STALE');
  const times = [...spokenTimes(answering, held.roster).values()].sort((a, b) => b - a);
  const at = times[held.roster.witnesses.k - 1] ?? times.at(-1) ?? 0;
  const { ledger } = turn.state;
  if (at + config.driftMs < ledger.timeFloor)
    return refuse('FRESHNESS_MISSING', { problem: 'time went back' });
  const word = verifyFreshness(statements, held.roster, at, {
    machine: turn.signer.thumbprint,
    rosterDigest: held.digest,
    nonces: [nonce.value],
  });
  if (!word.ok) return word;
  const { until } = word.value;
  patch(turn, {
    freshness: {
      statements: [...statements, ...remembered(turn.state.freshness, statements, held.roster)],
      nonce: nonce.value,
      at,
      issuedMs: nonce.issuedMs,
      receivedMs: nowMs,
      until,
    },
  });
  const now = witnessedNow(turn.state) ?? at;
  let next: Ledger = { ...ledger, timeFloor: Math.max(ledger.timeFloor, at) };
  for (const id of word.value.revokedAuthorizations) next = voidRest(next, id);
  next = expire(next, earliestNow(turn.state), config.driftMs);
  commit(turn, next, [{ kind: 'reply', to, body: { ok: true, now, freshMs: Math.max(0, until - now) } }]);
}

/**
 * Whether this controller may act on an authorization now. Its end is held against the latest that it can be, its begin
 * against the earliest: an answer of witnesses that was held back makes nothing valid too soon, nor for too long.
 */
export function verifyHere(turn: Turn, signed: SignedStatement | undefined): Result<UsableAuthorization> {
  const { roster: held, freshness } = turn.state;
  if (!held) return refuse('PRESS_BLANK');
  const now = witnessedNow(turn.state);
  if (now === null || !freshness)
    return refuse('FRESHNESS_MISSING', {
      needed: held.roster.witnesses.k,
      present: 0,
      hours: held.roster.policy.freshnessMs / 3_600_000,
    });
  if (!signed) return refuse('PRESS_AUTHORIZATION_UNKNOWN');
  const usable = verifyAuthorization(signed, held.roster, freshness.statements, now, {
    machine: turn.signer.thumbprint,
    rosterDigest: held.digest,
    nonces: [freshness.nonce],
  });
  if (!usable.ok) return usable;
  const { validFrom } = usable.value.authorization;
  return earliestNow(turn.state) + clockToleranceMs < validFrom
    ? refuse('AUTHORIZATION_NOT_YET_VALID', { validFrom: new Date(validFrom).toISOString() })
    : usable;
}

/** A tally's other half: verified here, whatever the host says, and booked once. */
export function onAuthorization(
  turn: Turn,
  { digest }: RequestOf<'AUTHORIZATION'>,
  to: ReplyTo,
): Refusal | undefined {
  const { roster: held, config, ledger, authorizations } = turn.state;
  if (!held) return refuse('PRESS_BLANK');
  const signed = loadedStatement(turn, digest);
  if (!signed.ok) return signed;
  const usable = verifyHere(turn, signed.value);
  if (!usable.ok) return usable;
  const { authorization, plan } = usable.value;
  const body = { ok: true, authorization: authorization.id, count: plan.length, digest: signed.value.digest };
  const others = authorizations.filter((a) => !sameBytes(a.digest, signed.value.digest));
  const entry = findEntry(ledger, authorization.id);
  if (entry && !sameBytes(entry.digest, signed.value.digest))
    return refuse('PRESS_FRAME_INVALID', { problem: 'another content under this id' });
  const room = expire(ledger, earliestNow(turn.state), config.driftMs);
  if (!entry && (room.entries.length >= config.maxAuthorizations || plan.length > config.maxImpressions))
    return refuse('PRESS_STORE_FULL');
  // The quota is counted where the seal is: no host, server or restored disk can give an emergency back.
  const counted = recentEmergencies(room.emergencies, earliestNow(turn.state));
  const quota = entry
    ? accept(undefined)
    : checkEmergencyQuota(authorization, held.roster, counted, earliestNow(turn.state));
  if (!quota.ok) return quota;
  patch(turn, { authorizations: [...others, signed.value].slice(-MAX_LOADED) });
  if (entry) {
    // A second delivery changes nothing.
    reply(turn, to, body);
    return;
  }
  const emergencies =
    authorization.mode === 'emergency' ? [...counted, witnessedNow(turn.state) ?? room.timeFloor] : counted;
  const granted = grant(
    { ...room, emergencies },
    {
      authorization: authorization.id,
      digest: signed.value.digest,
      count: plan.length,
      expiresAt: authorization.validTo,
    },
  );
  commit(turn, granted, [{ kind: 'reply', to, body }]);
}

/** Keeps an exception for the PRESS that rests on it; it is verified there, with the frames. */
export function onException(turn: Turn, { digest }: RequestOf<'EXCEPTION'>): Result<ReplyBody> {
  const signed = loadedStatement(turn, digest);
  if (!signed.ok) return signed;
  if (signed.value.payload.type !== 'exception')
    return refuse('EXCEPTION_NOT_APPLICABLE', { problem: signed.value.payload.type });
  patch(turn, { exception: signed.value });
  return accept({ ok: true, digest: signed.value.digest });
}

/** What people of the service threshold decided on the spot. */
export function onService(turn: Turn, { digest }: RequestOf<'SERVICE'>, to: ReplyTo): Refusal | undefined {
  const { roster: held, nonces, ledger, hardware, motion } = turn.state;
  if (!held) return refuse('PRESS_BLANK');
  if (motion.phase !== 'idle') return refuse('PRESS_BUSY');
  const signed = loadedStatement(turn, digest);
  if (!signed.ok) return signed;
  if (!nonces.service) return refuse('PRESS_NONCE_STALE');
  const now = witnessedNow(turn.state) ?? ledger.timeFloor;
  const service = verifyService(signed.value, held.roster, now, {
    machine: turn.signer.thumbprint,
    nonce: nonces.service.value,
  });
  if (!service.ok) return service;
  burnNonce(turn, 'service');
  const next = serviced(ledger, service.value.act, hardware.H);
  if (!next.ok) return next;
  const clearing = service.value.act === 'clearTamper';
  if (clearing) patch(turn, { hardware: { ...hardware, tamper: false } });
  const state = { ...turn.state, ledger: next.value };
  // The record first: killed in between, the latch in hardware still says 'tampered' at the next power-on.
  commit(turn, next.value, [
    ...(clearing ? [{ kind: 'motor', command: { kind: 'clearTamper' } } as const] : []),
    { kind: 'reply', to, body: { ok: true, mode: modeOf(state) } },
  ]);
}

function serviced(
  ledger: Ledger,
  act: 'clearTamper' | 'releaseQuarantine' | 'lockDown' | 'unlock',
  H: number,
): Result<Ledger> {
  switch (act) {
    case 'clearTamper':
      return accept({ ...ledger, tampered: false });
    case 'lockDown':
      return accept({ ...ledger, lockedDown: true });
    case 'unlock':
      return accept({ ...ledger, lockedDown: false });
    case 'releaseQuarantine': {
      const booked = bookUnexplained(ledger);
      const fault = H < booked.counters.H ? 'counterBehind' : registerFault(booked.counters);
      return fault ? refuse('PRESS_QUARANTINED', { reason: fault }) : accept({ ...booked, quarantine: null });
    }
    default:
      return act satisfies never;
  }
}

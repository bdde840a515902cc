import { parseSigned } from '@hufu/statement';
import { crc32c } from './crc32c.ts';
import { lostLedger, recoverLedger } from './fram.ts';
import { nothingReceived } from './frame.ts';
import { blankLedger, type Ledger, observeContacts, openAttempt, registerFault } from './ledger.ts';
import { about, judge, quarantined } from './motion.ts';
import type { PressConfig, PressInput, PressState, Write } from './state.ts';
import { commit, motor, patch, raise, type Turn } from './turn.ts';

/** A controller without power. */
export function unpowered(config: PressConfig): PressState {
  return {
    config,
    nowMs: 0,
    ledger: blankLedger,
    durable: blankLedger,
    writes: [],
    copiesDone: 0,
    hardware: { H: 0, zone: false, tamper: false, lidOpen: false, retracted: true, slot: 0 },
    motion: { phase: 'off' },
    trace: new Uint8Array(32),
    received: nothingReceived,
    session: null,
    lastHostMs: 0,
    load: null,
    events: [],
    nextEvent: 1,
    eventsSentMs: 0,
    roster: null,
    freshness: null,
    authorizations: [],
    exception: null,
    nonces: {},
    seed: new Uint8Array(32),
    drawn: 0,
    bootOrder: [0, 1],
  };
}

/** Power comes: recover the ledger, bring the head up, judge what was interrupted, and only then serve. */
export function powerOn(turn: Turn, input: Extract<PressInput, { type: 'powerOn' }>): void {
  const { config } = turn.state;
  const { hardware, seed } = input;
  const recovered = recoverLedger(input.fram);
  const held: Ledger =
    recovered.kind === 'held'
      ? recovered.ledger
      : recovered.kind === 'blank'
        ? blankLedger
        : lostLedger(hardware.H);
  const bootOrder: Write['order'] = recovered.kind === 'held' && recovered.newest === 1 ? [0, 1] : [1, 0];
  const ledger = bootLedger(held, hardware);
  turn.state = {
    ...unpowered(config),
    ledger,
    durable: held,
    hardware,
    seed,
    bootOrder: recovered.kind === 'blank' ? [0, 1] : bootOrder,
    roster: heldRoster(held),
    // Events of this boot must not be taken for those of the one before.
    nextEvent: ledger.boot * 1000 + 1,
  };
  if (recovered.kind === 'held' && recovered.damaged && held.generation > 0)
    raise(turn, about(turn, 'framDamaged', `copy ${1 - recovered.newest}`));
  // Opened while nobody was awake: told like any other, once.
  if (hardware.tamper && !held.tampered) raise(turn, about(turn, 'tamper', 'case'));
  motor(turn, { kind: 'stop' });
  if (hardware.retracted) {
    finishBoot(turn);
    return;
  }
  patch(turn, { motion: { phase: 'homing', sinceMs: 0 } });
  motor(turn, { kind: 'up' });
}

function bootLedger(held: Ledger, hardware: { readonly H: number; readonly tamper: boolean }): Ledger {
  const next = { ...held, boot: held.boot + 1, tampered: held.tampered || hardware.tamper };
  if (hardware.H < held.counters.H) return quarantined(next, 'counterBehind');
  // With no attempt open nothing of ours can have touched while the power was off.
  if (hardware.H > held.counters.H && !openAttempt(held))
    return quarantined(next, 'contactWithoutAuthorization');
  return next;
}

function heldRoster(ledger: Ledger): PressState['roster'] {
  if (ledger.roster === null) return null;
  const signed = parseSigned(ledger.roster);
  // Its signatures were verified when it was accepted, and the CRC covers it since.
  if (!signed.ok || signed.value.payload.type !== 'roster') return null;
  return { roster: signed.value.payload, digest: signed.value.digest, cose: ledger.roster };
}

/** The head is up: an interrupted attempt gets its outcome, in the same record as the boot count. */
export function finishBoot(turn: Turn): void {
  const { ledger, hardware, bootOrder } = turn.state;
  const open = openAttempt(ledger);
  if (open) {
    judge(turn, 'powerCut', open.phase === 'moving', { kind: 'booted' });
    return;
  }
  motor(turn, { kind: 'lock' });
  patch(turn, { motion: { phase: 'settling' } });
  const seen = observeContacts(ledger, hardware.H);
  commit(turn, quarantined(seen, registerFault(seen.counters) ?? null), [{ kind: 'booted' }], bootOrder);
}

/** While homing: the head arrived, or does not. */
export function watchHoming(turn: Turn): void {
  const { motion, hardware, nowMs, config, ledger } = turn.state;
  if (motion.phase !== 'homing') return;
  if (hardware.retracted) {
    finishBoot(turn);
    return;
  }
  if (nowMs - motion.sinceMs <= config.upTimeoutMs) return;
  raise(turn, about(turn, 'stuckDown', 'boot'));
  patch(turn, { ledger: quarantined(ledger, 'stuckDown'), hardware: { ...hardware, zone: true } });
  finishBoot(turn);
}

/** The boot record is durable: the controller serves. HELLO names the boot; there is no session yet that an event could reach. */
export function onBooted(turn: Turn): void {
  patch(turn, { motion: { phase: 'idle' } });
}

/** Tells boards of different limits apart in HELLO. */
export function configCrc(config: PressConfig): number {
  return crc32c(new TextEncoder().encode(JSON.stringify(config)));
}

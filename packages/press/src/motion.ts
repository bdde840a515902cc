import {
  type AttemptOutcome,
  claim,
  flagMoving,
  type Ledger,
  observeContacts,
  openAttempt,
  registerFault,
  settle,
} from './ledger.ts';
import type { EventBody } from './messages.ts';
import type { SensorReading } from './plant.ts';
import type { Continuation } from './state.ts';
import { commit, motor, note, patch, raise, type Turn } from './turn.ts';

/** Everything about one press that was verified before. */
export interface PressOrder {
  readonly authorization: string;
  readonly k: number;
  readonly a: number;
  readonly preHash: Uint8Array;
  readonly slot: number;
  readonly sid: number;
}

const noTrace = new Uint8Array(32);
/** A reading of the end switch is not older than this. */
const END_SWITCH_MS = 100;

// The order of effects, each durable or done before the next (killed between each two in the tests):
// 1 claim (ARMED) 2 carousel 3 clear zone latch 4 MOVING flag 5 unlock, down 6 zone 7 contact (H) 8 up 9 lock 10 outcome

/** Writes the claim; no motor has power before it is durable (I3). */
export function beginPress(turn: Turn, order: PressOrder, then: Continuation): void {
  patch(turn, { trace: noTrace, motion: { phase: 'claiming', slot: order.slot, abort: null } });
  note(turn, 'claim');
  const { ledger, config } = turn.state;
  commit(turn, claim(ledger, { ...order, traceHash: noTrace }, config.ringSize), [then, { kind: 'armed' }]);
}

/** The claim is durable: bring the seal over the platen. */
export function onArmed(turn: Turn): void {
  const { motion, nowMs } = turn.state;
  if (motion.phase !== 'claiming') return;
  if (motion.abort !== null) {
    judge(turn, motion.abort, false);
    return;
  }
  patch(turn, { motion: { phase: 'selecting', slot: motion.slot, sinceMs: nowMs } });
  motor(turn, { kind: 'selectSlot', slot: motion.slot });
}

/** The MOVING flag is durable: the last look around, then down. */
export function onFlagged(turn: Turn): void {
  const { motion, hardware, nowMs } = turn.state;
  if (motion.phase !== 'flagging') return;
  const abort = motion.abort ?? (hardware.lidOpen ? 'lid' : hardware.tamper ? 'tamper' : deadManReason(turn));
  if (abort !== null) {
    judge(turn, abort, false);
    return;
  }
  patch(turn, { motion: { phase: 'descending', sinceMs: nowMs } });
  motor(turn, { kind: 'unlock' });
  motor(turn, { kind: 'down' });
}

/** The outcome is durable. */
export function onSettled(turn: Turn): void {
  patch(turn, { motion: { phase: 'idle' } });
  const last = turn.state.durable.ring.at(-1);
  if (!last) return;
  raise(turn, {
    ...about(turn, 'settled', last.outcome ?? ''),
    authorization: last.authorization,
    k: last.k,
    attempt: last.a,
  });
}

/** Stops what can still be stopped. In the contact zone nothing can: it completes by itself. */
export function abort(turn: Turn, reason: string): void {
  const { motion } = turn.state;
  switch (motion.phase) {
    case 'claiming':
    case 'flagging':
      patch(turn, { motion: { ...motion, abort: motion.abort ?? reason } });
      return;
    case 'selecting':
      judge(turn, reason, false);
      return;
    case 'descending':
      retract(turn, reason);
      return;
    default:
      return;
  }
}

/** Up, whatever the host says. */
function retract(turn: Turn, reason: string): void {
  patch(turn, { motion: { phase: 'retracting', sinceMs: turn.state.nowMs, reason } });
  motor(turn, { kind: 'up' });
}

/** Gives the open attempt its outcome by what the hardware remembers, and writes it. */
export function judge(
  turn: Turn,
  reason: string,
  hasMoved: boolean,
  then: Continuation = { kind: 'settled' },
): void {
  motor(turn, { kind: 'stop' });
  motor(turn, { kind: 'lock' });
  patch(turn, { motion: { phase: 'settling' } });
  const { ledger, hardware, trace } = turn.state;
  const verdict = judgeAttempt(ledger, hardware, hasMoved, reason);
  const settled = settle(observeContacts(ledger, hardware.H), verdict.outcome, reason, trace);
  // Two touches in one motion: the impression is executed, and the second touch is nobody's.
  const fault = verdict.quarantine ?? registerFault(settled.counters) ?? null;
  if (fault !== null) raise(turn, about(turn, 'quarantined', fault));
  const order = then.kind === 'booted' ? turn.state.bootOrder : ([0, 1] as const);
  commit(turn, quarantined(settled, fault), [then], order);
}

/**
 * I2: 'not executed' only when the contact zone was never entered and the counter stands; 'executed' only when the
 * counter advanced in a motion of ours that had entered the zone; everything else is 'unknown' and locks the seal.
 */
export function judgeAttempt(
  ledger: Ledger,
  hardware: { readonly H: number; readonly zone: boolean },
  hasMoved: boolean,
  reason: string,
): { outcome: AttemptOutcome; quarantine: string | null } {
  const open = openAttempt(ledger);
  const H0 = open?.H0 ?? 0;
  if (hardware.H < H0) return { outcome: 'unknown', quarantine: 'counterBehind' };
  if (hardware.H > H0) {
    if (!hasMoved) return { outcome: 'unknown', quarantine: 'contactBeforeMotion' };
    // Our own head passes the latch before it touches: a counter that rose without it, as by a hand while the power was
    // off, is no impression of ours.
    return hardware.zone
      ? { outcome: 'executed', quarantine: null }
      : { outcome: 'unknown', quarantine: 'contactOutsideZone' };
  }
  return hasMoved && hardware.zone
    ? { outcome: 'unknown', quarantine: `noContact:${reason}` }
    : { outcome: 'notExecuted', quarantine: null };
}

/** The same ledger, locked for the reason given; the first reason stays. */
export function quarantined(ledger: Ledger, reason: string | null): Ledger {
  return reason === null ? ledger : { ...ledger, quarantine: ledger.quarantine ?? reason };
}

/** An event of this attempt or of none. */
export function about(turn: Turn, event: EventBody['event'], detail: string): EventBody {
  const open = openAttempt(turn.state.ledger);
  return {
    event,
    authorization: open?.authorization ?? null,
    k: open?.k ?? null,
    attempt: open?.a ?? null,
    detail,
  };
}

function deadManReason(turn: Turn): string | null {
  const { nowMs, lastHostMs, config } = turn.state;
  return nowMs - lastHostMs > config.deadManMs ? 'deadMan' : null;
}

/** Time passes: the dead-man above the contact zone, and limits for every motion. */
export function watchMotion(turn: Turn): void {
  const { motion, nowMs, config, hardware } = turn.state;
  switch (motion.phase) {
    case 'claiming':
    case 'flagging':
    case 'selecting':
    case 'descending': {
      const dead = deadManReason(turn);
      if (dead !== null) {
        abort(turn, dead);
        return;
      }
      if (motion.phase === 'selecting' && nowMs - motion.sinceMs > config.selectTimeoutMs) {
        abort(turn, 'carousel');
      } else if (motion.phase === 'descending' && nowMs - motion.sinceMs > config.downTimeoutMs) {
        raise(turn, about(turn, 'jam', 'timeout'));
        retract(turn, 'timeout');
      }
      return;
    }
    case 'inZone':
      if (nowMs - motion.sinceMs > config.contactTimeoutMs) retract(turn, 'noContact');
      return;
    case 'retracting':
      // Stopped before it left the upper end: the switch has nothing to report, its level says it.
      if (hardware.retracted && nowMs - motion.sinceMs > END_SWITCH_MS) judge(turn, motion.reason, true);
      else if (nowMs - motion.sinceMs > config.upTimeoutMs) stuckDown(turn, motion.reason);
      return;
    default:
      return;
  }
}

/** The head does not come up. Whatever it was, the seal is not locked away: unknown unless it touched, and quarantine. */
function stuckDown(turn: Turn, reason: string): void {
  raise(turn, about(turn, 'stuckDown', reason));
  patch(turn, { hardware: { ...turn.state.hardware, zone: true } });
  patch(turn, { ledger: quarantined(turn.state.ledger, 'stuckDown') });
  judge(turn, reason, true);
}

/** A sensor speaks. */
export function onSensor(turn: Turn, reading: SensorReading): void {
  const { hardware, motion, nowMs } = turn.state;
  note(turn, `sensor:${reading.kind}`);
  switch (reading.kind) {
    case 'slot':
      patch(turn, { hardware: { ...hardware, slot: reading.slot } });
      if (motion.phase === 'selecting' && motion.slot === reading.slot) raiseFlag(turn);
      return;
    case 'zone':
      patch(turn, { hardware: { ...hardware, zone: true } });
      if (motion.phase === 'descending') patch(turn, { motion: { phase: 'inZone', sinceMs: nowMs } });
      return;
    case 'contact':
      onContact(turn, reading.H);
      return;
    case 'retracted':
      patch(turn, { hardware: { ...hardware, retracted: reading.is } });
      if (reading.is && motion.phase === 'retracting') judge(turn, motion.reason, true);
      return;
    case 'limit':
      // The lower end lies beyond the zone: reaching it means having passed, whatever the zone switch said.
      patch(turn, { hardware: { ...hardware, zone: true } });
      if (motion.phase === 'descending' || motion.phase === 'inZone') retract(turn, 'noContact');
      return;
    case 'overCurrent':
      if (motion.phase !== 'descending' && motion.phase !== 'inZone') return;
      raise(turn, about(turn, 'jam', motion.phase));
      retract(turn, motion.phase === 'inZone' ? 'jamInZone' : 'jam');
      return;
    case 'lid':
      patch(turn, { hardware: { ...hardware, lidOpen: reading.open } });
      if (reading.open !== hardware.lidOpen)
        raise(turn, about(turn, reading.open ? 'lidOpened' : 'lidClosed', ''));
      if (reading.open) abort(turn, 'lid');
      return;
    case 'tamper':
      patch(turn, { hardware: { ...hardware, tamper: true } });
      if (!turn.state.ledger.tampered) {
        raise(turn, about(turn, 'tamper', 'case'));
        commit(turn, { ...turn.state.ledger, tampered: true }, []);
      }
      abort(turn, 'tamper');
      return;
    default:
      reading satisfies never;
  }
}

function raiseFlag(turn: Turn): void {
  motor(turn, { kind: 'clearZone' });
  patch(turn, {
    hardware: { ...turn.state.hardware, zone: false },
    motion: { phase: 'flagging', abort: null },
  });
  commit(turn, flagMoving(turn.state.ledger), [{ kind: 'flagged' }]);
}

function onContact(turn: Turn, H: number): void {
  const { hardware, motion, ledger } = turn.state;
  patch(turn, { hardware: { ...hardware, H: Math.max(H, hardware.H) } });
  if (motion.phase === 'descending' || motion.phase === 'inZone') {
    retract(turn, 'contact');
    return;
  }
  if (motion.phase === 'retracting' || motion.phase === 'homing' || motion.phase === 'off') return;
  if (openAttempt(ledger)) {
    abort(turn, 'contactBeforeMotion');
    return;
  }
  // M7: a contact that no attempt explains is tampering, even where an earlier unknown one leaves room in H-A <= U.
  raise(turn, about(turn, 'tamper', 'contactWithoutAuthorization'));
  commit(turn, quarantined(ledger, 'contactWithoutAuthorization'), []);
}

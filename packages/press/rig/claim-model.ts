import {
  type AttemptOutcome,
  blankLedger,
  claim,
  findEntry,
  flagMoving,
  grant,
  impressionState,
  type Ledger,
  nextAttempt,
  observeContacts,
  openAttempt,
  settle,
  voidAttempt,
} from '../src/ledger.ts';
import { judgeAttempt } from '../src/motion.ts';

/**
 * A small world for exhaustive search: one authorization of one impression, the host's journal, the ledger of the
 * controller (its real functions), a line that loses and doubles, and power that goes on either side at any point.
 */
export interface ModelOptions {
  readonly cuts: number;
  readonly serialFaults: number;
  /** Leaves out one part of the design, to show that the search would notice. */
  readonly without?: 'claim' | 'intent' | 'counter' | 'counterAndLatch';
}

/** What the search found. */
export interface ModelResult {
  readonly states: number;
  /** `contacts,outcome` of every end that was reached. */
  readonly ends: ReadonlySet<string>;
  readonly broken: ReadonlySet<string>;
}

interface Model {
  // Host: journal (durable) and what it is doing.
  readonly intent: number | null;
  readonly outcomes: readonly (readonly [a: number, outcome: AttemptOutcome])[];
  readonly host: 'boot' | 'idle' | 'ordering' | 'resolving' | 'done';
  // Controller: ledger (durable) and motion.
  readonly ledger: Ledger;
  readonly press: 'on' | 'armed' | 'flagged' | 'descending' | 'inZone' | 'touched' | 'up' | 'off';
  readonly H: number;
  readonly zone: boolean;
  // Truth.
  readonly contacts: readonly number[];
  // Line: orders and answers under way.
  readonly toPress: readonly string[];
  readonly toHost: readonly string[];
  readonly cuts: number;
  readonly faults: number;
}

const AUTH = 'a';
const none = new Uint8Array(0);
const MAX_ATTEMPTS = 2;

/** Searches every interleaving. */
export function searchModel(options: ModelOptions): ModelResult {
  const start: Model = {
    intent: null,
    outcomes: [],
    host: 'idle',
    ledger: grant(blankLedger, { authorization: AUTH, digest: none, count: 1, expiresAt: 0 }),
    press: 'on',
    H: 0,
    zone: false,
    contacts: [],
    toPress: [],
    toHost: [],
    cuts: options.cuts,
    faults: options.serialFaults,
  };
  const seen = new Set<string>([keyOf(start)]);
  const open = [start];
  const ends = new Set<string>();
  const broken = new Set<string>();
  for (let model = open.pop(); model; model = open.pop()) {
    for (const problem of problemsOf(model)) broken.add(problem);
    const nexts = successors(model, options);
    if (model.host === 'done' && model.press === 'on' && model.toPress.length === 0)
      ends.add(`${model.contacts.length},${model.outcomes.at(-1)?.[1] ?? 'none'}`);
    for (const next of nexts) {
      const key = keyOf(next);
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(next);
    }
  }
  return { states: seen.size, ends, broken };
}

function keyOf(m: Model): string {
  const ring = m.ledger.ring.map((t) => [t.a, t.phase, t.outcome, t.H0]);
  return JSON.stringify([
    m.intent,
    m.outcomes,
    m.host,
    ring,
    m.ledger.counters,
    nextOf(m.ledger),
    m.press,
    m.H,
    m.zone,
    m.contacts,
    m.toPress,
    m.toHost,
    m.cuts,
    m.faults,
  ]);
}

function nextOf(ledger: Ledger): number {
  const entry = findEntry(ledger, AUTH);
  return entry ? nextAttempt(entry, 0) : 0;
}

/** Invariants of MACHINE.md 2, in the words of the model. */
function problemsOf(m: Model): string[] {
  const problems: string[] = [];
  if (m.contacts.length > 1) problems.push('M1 two contacts');
  for (const [a, outcome] of m.outcomes) {
    const touched = m.contacts.includes(a);
    if (touched && outcome === 'notExecuted') problems.push('M2 denied a contact');
    if (!touched && outcome === 'executed') problems.push('M3 claimed a contact');
  }
  const told = m.outcomes.map(([a]) => a);
  if (new Set(told).size !== told.length) problems.push('I1 two outcomes');
  if (m.host === 'done' && m.press === 'on' && m.toPress.length === 0)
    for (const a of m.contacts) if (!told.includes(a)) problems.push('M5 a contact without a record');
  const { A, D, V, U, L } = m.ledger.counters;
  if (A + D + V + U !== L) problems.push('M8 registers');
  return problems;
}

function successors(m: Model, options: ModelOptions): Model[] {
  const next: Model[] = [...hostSteps(m, options), ...pressSteps(m, options)];
  if (m.cuts > 0) {
    const cuts = m.cuts - 1;
    // What the host had sent may still arrive after it died; what the controller had received dies with it.
    const hostCut = { ...m, cuts, host: 'boot' as const, toHost: [] };
    next.push(
      hostCut,
      { ...m, cuts, press: 'off', toPress: [], toHost: [] },
      { ...hostCut, press: 'off', toPress: [] },
    );
  }
  if (m.faults > 0) {
    const faults = m.faults - 1;
    const [order, ...orders] = m.toPress;
    if (order)
      next.push({ ...m, faults, toPress: orders }, { ...m, faults, toPress: [order, order, ...orders] });
    const [answer, ...answers] = m.toHost;
    if (answer) next.push({ ...m, faults, toHost: answers });
    // A frame that was held up in a buffer comes after everything else.
    if (order && orders.length > 0) next.push({ ...m, faults, toPress: [...orders, order] });
  }
  return next;
}

function hostSteps(m: Model, { without }: ModelOptions): Model[] {
  const next: Model[] = [];
  const a = m.outcomes.length;
  const isSpent = m.outcomes.some(([, o]) => o !== 'notExecuted') || a >= MAX_ATTEMPTS;
  switch (m.host) {
    case 'idle':
      next.push({ ...m, host: 'done' });
      if (!isSpent)
        next.push({
          ...m,
          intent: without === 'intent' ? null : a,
          host: 'ordering',
          toPress: [...m.toPress, `press ${a}`],
        });
      break;
    case 'ordering': {
      const [answer, ...toHost] = m.toHost;
      if (answer?.startsWith('is ')) next.push(...settleHost({ ...m, toHost }, answer));
      else if (answer) next.push({ ...m, toHost });
      // No answer in time: the way out of doubt.
      if (m.toHost.length === 0) next.push({ ...m, host: 'resolving' });
      break;
    }
    case 'boot':
      next.push({ ...m, host: m.intent === null ? 'idle' : 'resolving' });
      break;
    case 'resolving': {
      const [answer, ...toHost] = m.toHost;
      if (answer?.startsWith('is ')) next.push(...settleHost({ ...m, toHost }, answer));
      else if (answer) next.push({ ...m, toHost });
      if (m.toPress.length === 0 && m.toHost.length === 0)
        next.push({ ...m, toPress: [`void ${m.intent ?? a}`] });
      break;
    }
    case 'done':
      break;
    default:
      m.host satisfies never;
  }
  return next;
}

function settleHost(m: Model, answer: string): Model[] {
  const [, attempt, outcome] = answer.split(' ');
  const a = Number(attempt);
  if (outcome !== 'executed' && outcome !== 'notExecuted' && outcome !== 'unknown') return [m];
  if (m.outcomes.some(([of]) => of === a)) return [m];
  return [{ ...m, intent: null, host: 'idle', outcomes: [...m.outcomes, [a, outcome]] }];
}

function tell(m: Model, a: number): Model {
  const found = m.ledger.ring.findLast((t) => t.a === a);
  return found?.outcome ? { ...m, toHost: [...m.toHost, `is ${a} ${found.outcome}`].slice(-2) } : m;
}

function end(m: Model, hasMoved: boolean, without: ModelOptions['without']): Model {
  const open = openAttempt(m.ledger);
  if (!open) return { ...m, press: 'on' };
  const zone = without === 'counterAndLatch' ? false : m.zone;
  const H = without === 'counter' || without === 'counterAndLatch' ? open.H0 : m.H;
  const { outcome } = judgeAttempt(m.ledger, { H, zone }, hasMoved, 'model');
  const ledger = settle(observeContacts(m.ledger, m.H), outcome, 'model', none);
  return tell({ ...m, ledger, press: 'on' }, open.a);
}

function pressSteps(m: Model, { without }: ModelOptions): Model[] {
  switch (m.press) {
    case 'off':
      return [end(m, openAttempt(m.ledger)?.phase === 'moving', without)];
    case 'on': {
      const [order, ...toPress] = m.toPress;
      return order ? [obey({ ...m, toPress }, order, without)] : [];
    }
    case 'armed':
      return [
        { ...m, press: 'flagged', zone: false, ledger: flagMoving(m.ledger) },
        ...stop(m, false, without),
      ];
    case 'flagged':
      return [{ ...m, press: 'descending' }, ...stop(m, false, without)];
    case 'descending':
      return [
        { ...m, press: 'inZone', zone: true },
        { ...m, press: 'up' },
      ];
    case 'inZone': {
      // Contact and counter are one instant. A jam in the zone is the other way.
      const a = m.ledger.lastAttempt - 1;
      const touched = openAttempt(m.ledger)?.a ?? a;
      return [
        { ...m, press: 'touched', H: m.H + 1, contacts: [...m.contacts, touched] },
        { ...m, press: 'up' },
      ];
    }
    case 'touched':
      return [{ ...m, press: 'up' }];
    case 'up':
      return [end(m, true, without)];
    default:
      return m.press satisfies never;
  }
}

function stop(m: Model, hasMoved: boolean, without: ModelOptions['without']): Model[] {
  return m.toPress[0]?.startsWith('void')
    ? [end({ ...m, toPress: m.toPress.slice(1) }, hasMoved, without)]
    : [];
}

function obey(m: Model, order: string, without: ModelOptions['without']): Model {
  const [verb, attempt] = order.split(' ');
  const a = Number(attempt);
  const entry = findEntry(m.ledger, AUTH);
  if (!entry) return m;
  const isFree = impressionState(entry, 0) === 'permitted' && a >= nextAttempt(entry, 0);
  const one = { authorization: AUTH, k: 0, a, preHash: none, traceHash: none, sid: 0 };
  if (verb === 'press') {
    if (without === 'claim')
      return { ...m, press: 'descending', zone: false, ledger: { ...m.ledger, lastAttempt: a + 1 } };
    return isFree ? { ...m, ledger: claim(m.ledger, one, 8), press: 'armed' } : tell(m, a);
  }
  if (!isFree) return tell(m, a);
  return tell({ ...m, ledger: voidAttempt(m.ledger, one, 'voided', 8) }, a);
}

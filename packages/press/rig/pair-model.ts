import { lostLedger, newerCopy } from '../src/fram.ts';
import {
  type AttemptOutcome,
  blankLedger,
  claim,
  findAttempt,
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
import { judgeAttempt, quarantined } from '../src/motion.ts';
import {
  type Copy,
  check,
  endOf,
  type Id,
  type Intent,
  ids,
  isEnd,
  keyOf,
  type Model,
  none,
  noTrace,
  type Then,
  type Write,
} from './pair-state.ts';

/**
 * Two authorizations of one impression each, brought over a line that loses, doubles, spoils and delays; a ledger in two
 * copies, each written as a step of its own, torn by a power cut, or with a bit turned over; a jam in the contact zone.
 * The ledger's functions, the choice between the copies and the judgement are the controller's own.
 */
export interface PairBudget {
  readonly cuts: number;
  readonly lineFaults: number;
  /** Bits that turn over in a copy. */
  readonly flips: number;
  /** How often the agent tries each impression. */
  readonly attempts: number;
  /** Leaves out one part of the design, to show that the search would notice. */
  readonly without?: 'durableClaim' | 'quarantine' | 'onceOnlyGrant';
}

/** What the search found. */
export interface PairResult {
  readonly states: number;
  /** For both impressions `contacts:outcome of the last attempt`, at every end. */
  readonly ends: ReadonlySet<string>;
  readonly broken: ReadonlySet<string>;
}

/** Searches every interleaving. */
export function searchPair(budget: PairBudget): PairResult {
  const start: Model = {
    intent: null,
    outcomes: [],
    host: 'idle',
    job: 'A',
    copies: [blankLedger, blankLedger],
    ledger: blankLedger,
    write: null,
    press: 'on',
    H: 0,
    zone: false,
    contacts: [],
    toPress: [],
    toHost: [],
    cuts: budget.cuts,
    faults: budget.lineFaults,
    flips: budget.flips,
  };
  const seen = new Set<string>([keyOf(start)]);
  const open = [start];
  const ends = new Set<string>();
  const broken = new Set<string>();
  for (let model = open.pop(); model; model = open.pop()) {
    check(model, broken);
    // Of a design that lacks a part, the first break is enough.
    if (budget.without && broken.size > 0) break;
    if (isEnd(model)) ends.add(endOf(model));
    for (const next of successors(model, budget)) {
      const key = keyOf(next);
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(next);
    }
  }
  return { states: seen.size, ends, broken };
}

function successors(m: Model, budget: PairBudget): Model[] {
  const next: Model[] = [...hostSteps(m, budget), ...pressSteps(m, budget)];
  if (m.cuts > 0) {
    const cuts = m.cuts - 1;
    const dark = { cuts, press: 'off' as const, write: null, toPress: [], toHost: [] };
    // What the host had sent may still arrive after it died; what the controller had received dies with it.
    next.push({ ...m, cuts, host: 'boot', toHost: [] });
    const lights = [{ ...m, ...dark }];
    if (m.write) {
      const at = copyUnderWay(m.write);
      lights.push({ ...m, ...dark, copies: withCopy(m.copies, at, 'unreadable') });
    }
    for (const light of lights) next.push(light, { ...light, host: 'boot' });
  }
  if (m.flips > 0)
    for (const at of [0, 1] as const)
      if (m.copies[at] !== 'unreadable')
        next.push({ ...m, flips: m.flips - 1, copies: withCopy(m.copies, at, 'unreadable') });
  if (m.faults > 0) {
    const faults = m.faults - 1;
    const [order, ...orders] = m.toPress;
    const [answer, ...answers] = m.toHost;
    // Lost, or spoilt: a strict decoder and the MAC make of a damaged frame one that never came.
    if (order) next.push({ ...m, faults, toPress: orders }, { ...m, faults, toPress: [order, ...m.toPress] });
    if (answer) next.push({ ...m, faults, toHost: answers }, { ...m, faults, toHost: [answer, ...m.toHost] });
    // A frame that was held up comes after everything else.
    if (order && orders.length > 0) next.push({ ...m, faults, toPress: [...orders, order] });
  }
  return next;
}

const withCopy = (copies: Model['copies'], at: 0 | 1, copy: Copy): Model['copies'] =>
  at === 0 ? [copy, copies[1]] : [copies[0], copy];
const copyUnderWay = ({ done, first }: Write): 0 | 1 => (done === 0 ? first : first === 0 ? 1 : 0);

// ---- the host

const spent = (m: Model, id: Id, attempts: number) => {
  const of = m.outcomes.filter((o) => o.id === id);
  return of.some((o) => o.outcome !== 'notExecuted') || of.length >= attempts;
};

function hostSteps(m: Model, { attempts }: PairBudget): Model[] {
  switch (m.host) {
    case 'idle': {
      const job = ids.find((id) => !spent(m, id, attempts));
      return job
        ? [
            { ...m, host: 'bringing', job, toPress: [...m.toPress, `grant ${job}`] },
            { ...m, host: 'done' },
          ]
        : [{ ...m, host: 'done' }];
    }
    case 'bringing': {
      const [answer, ...toHost] = m.toHost;
      if (answer === undefined) return m.toPress.length === 0 ? [{ ...m, host: 'idle' }] : [];
      const [word, id, H] = answer.split(' ');
      if (word !== 'granted' || id !== m.job)
        return [{ ...m, toHost, host: word === 'no' ? 'done' : m.host }];
      const a = m.outcomes.filter((o) => o.id === id).length;
      const intent: Intent = { id: m.job, a, H: Number(H) };
      return [{ ...m, toHost, intent, host: 'ordering', toPress: [...m.toPress, `press ${id} ${a}`] }];
    }
    case 'ordering': {
      const [answer, ...toHost] = m.toHost;
      if (answer === undefined) return [{ ...m, host: 'resolving' }];
      return [settleHost({ ...m, toHost }, answer)];
    }
    case 'boot':
      return [{ ...m, host: m.intent ? 'resolving' : 'idle' }];
    case 'resolving': {
      const [answer, ...toHost] = m.toHost;
      if (answer !== undefined) return [settleHost({ ...m, toHost }, answer)];
      return m.toPress.length === 0 && m.intent
        ? [{ ...m, toPress: [`void ${m.intent.id} ${m.intent.a}`] }]
        : [];
    }
    case 'done':
      return [];
    default:
      return m.host satisfies never;
  }
}

function settleHost(m: Model, answer: string): Model {
  const { intent } = m;
  const [word, id, value, outcome] = answer.split(' ');
  if (!intent) return m;
  const ended = (told: AttemptOutcome): Model => ({
    ...m,
    intent: null,
    host: 'idle',
    outcomes: [...m.outcomes, { id: intent.id, a: intent.a, outcome: told }],
  });
  // As reconcile.ts: a controller that knows nothing of it is believed only while its counter stands where the intent saw it.
  if (word === 'unknownTo' && id === intent.id && m.host === 'resolving')
    return ended(Number(value) === intent.H ? 'notExecuted' : 'unknown');
  if (word === 'refused' && id === intent.id) return { ...m, host: 'resolving' };
  if (word !== 'is' || id !== intent.id || Number(value) !== intent.a) return m;
  if (outcome !== 'executed' && outcome !== 'notExecuted' && outcome !== 'unknown') return m;
  return ended(outcome);
}

// ---- the controller

const tellHost = (m: Model, answer: string): Model => ({ ...m, toHost: [...m.toHost, answer].slice(-2) });

/** Writes a record into both copies before anything is done on the strength of it. */
function commit(m: Model, next: Ledger, then: Then, tell = '', first: 0 | 1 = 0): Model {
  const ledger = { ...next, generation: m.ledger.generation + 1 };
  return { ...m, ledger, press: 'busy', write: { ledger, done: 0, first, then, tell } };
}

function written(m: Model, write: Write): Model {
  const copies = withCopy(m.copies, copyUnderWay(write), write.ledger);
  if (write.done === 0) return { ...m, copies, write: { ...write, done: 1 } };
  const press = write.then === 'idle' ? 'on' : write.then;
  const done: Model = { ...m, copies, write: null, press };
  return write.tell === '' ? done : tellHost(done, write.tell);
}

function pressSteps(m: Model, budget: PairBudget): Model[] {
  if (m.write) return [written(m, m.write)];
  switch (m.press) {
    case 'off':
      return [powerOn(m, budget)];
    case 'on': {
      const [order, ...toPress] = m.toPress;
      return order === undefined ? [] : [obey({ ...m, toPress }, order, budget)];
    }
    case 'busy':
      return [];
    case 'armed':
      return [
        commit({ ...m, zone: false }, flagMoving(m.ledger), 'flagged'),
        ...(isVoided(m) ? [judge(m, false, budget)] : []),
      ];
    case 'flagged':
      return [{ ...m, press: 'descending' }, ...(isVoided(m) ? [judge(m, false, budget)] : [])];
    case 'descending':
      // Jam, dead-man or a stop above the zone: up.
      return [
        { ...m, press: 'inZone', zone: true },
        { ...m, press: 'up' },
      ];
    case 'inZone': {
      const open = openAttempt(m.ledger);
      const contact = `${open?.authorization ?? '?'}${open?.a ?? '?'}`;
      // Contact and counter are one instant; a jam in the zone is the other way.
      return [
        { ...m, press: 'touched', H: m.H + 1, contacts: [...m.contacts, contact] },
        { ...m, press: 'up' },
      ];
    }
    case 'touched':
      return [{ ...m, press: 'up' }];
    case 'up':
      return [judge(m, true, budget)];
    default:
      return m.press satisfies never;
  }
}

const isVoided = (m: Model) => m.toPress[0]?.startsWith('void') === true;

function judge(m: Model, hasMoved: boolean, budget: PairBudget, first: 0 | 1 = 0): Model {
  const open = openAttempt(m.ledger);
  if (!open) return { ...m, press: 'on' };
  const { outcome, quarantine } = judgeAttempt(m.ledger, { H: m.H, zone: m.zone }, hasMoved, 'model');
  const settled = settle(observeContacts(m.ledger, m.H), outcome, 'model', none);
  const locked = budget.without === 'quarantine' ? settled : quarantined(settled, quarantine);
  return commit(m, locked, 'idle', `is ${open.authorization} ${open.a} ${outcome}`, first);
}

function powerOn(m: Model, budget: PairBudget): Model {
  const read = (copy: Copy) => (copy === 'unreadable' ? undefined : copy);
  const held = newerCopy(read(m.copies[0]) ?? undefined, read(m.copies[1]) ?? undefined);
  const ledger = held?.ledger ?? lostLedger(m.H);
  // The older copy first: a torn write must not cost the newer one.
  const first = held?.newest === 0 ? 1 : 0;
  const on = { ...m, ledger };
  const open = openAttempt(ledger);
  if (open) return judge(on, open.phase === 'moving', budget, first);
  const reason =
    m.H < ledger.counters.H
      ? 'counterBehind'
      : m.H > ledger.counters.H
        ? 'contactWithoutAuthorization'
        : null;
  const seen = observeContacts(ledger, m.H);
  return commit(on, budget.without === 'quarantine' ? seen : quarantined(seen, reason), 'idle', '', first);
}

function obey(m: Model, order: string, budget: PairBudget): Model {
  const [verb = '', id = '', attempt] = order.split(' ');
  const { ledger } = m;
  const entry = findEntry(ledger, id);
  if (verb === 'grant') {
    // A lost ledger has no roster: the controller is blank to it, and refuses a second genesis.
    if (ledger.quarantine === 'ledgerLost') return tellHost(m, `no ${id}`);
    if (entry && budget.without !== 'onceOnlyGrant') return tellHost(m, `granted ${id} ${ledger.counters.H}`);
    const fresh = { authorization: id, digest: none, count: 1, expiresAt: 0 };
    const booked = entry ? { ...ledger, entries: ledger.entries.filter((e) => e !== entry) } : ledger;
    return commit(m, grant(booked, fresh), 'idle', `granted ${id} ${ledger.counters.H}`);
  }
  const a = Number(attempt);
  const known = findAttempt(ledger, id, 0, a);
  if (verb === 'void' && known?.outcome) return tellHost(m, `is ${id} ${a} ${known.outcome}`);
  if (!entry) return tellHost(m, `unknownTo ${id} ${ledger.counters.H}`);
  const isFree = impressionState(entry, 0) === 'permitted' && a >= nextAttempt(entry, 0);
  if (!isFree) return tellHost(m, `refused ${id}`);
  const one = { authorization: id, k: 0, a, ...noTrace };
  if (verb === 'void')
    return commit(m, voidAttempt(ledger, one, 'voided', 8), 'idle', `is ${id} ${a} notExecuted`);
  if (ledger.quarantine !== null) return tellHost(m, `refused ${id}`);
  const claimed = claim(ledger, one, 8);
  return budget.without === 'durableClaim'
    ? { ...m, ledger: flagMoving(claimed), press: 'flagged' }
    : commit(m, claimed, 'armed');
}

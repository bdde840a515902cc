import type { AttemptOutcome, Ledger } from '../src/ledger.ts';
import { impressionState, nextAttempt, openAttempt, registerFault } from '../src/ledger.ts';

/** The two authorizations. */
export const ids = ['A', 'B'] as const;
export type Id = (typeof ids)[number];
export const none = new Uint8Array(0);
export const noTrace = { preHash: none, traceHash: none, sid: 0 };

/** A record in memory, or rubbish. */
export type Copy = Ledger | 'unreadable' | null;
/** What happens when both copies hold the record. */
export type Then = 'armed' | 'flagged' | 'idle';
export interface Write {
  readonly ledger: Ledger;
  readonly done: 0 | 1;
  readonly first: 0 | 1;
  readonly then: Then;
  readonly tell: string;
}
/** An intent of the host: which impression, which attempt, where the contact counter stood. */
export interface Intent {
  readonly id: Id;
  readonly a: number;
  readonly H: number;
}
interface Outcome {
  readonly id: Id;
  readonly a: number;
  readonly outcome: AttemptOutcome;
}

/** Everything there is: journal, copies, motion, truth, line, and what may still go wrong. */
export interface Model {
  // Host: journal (durable) and what it is doing.
  readonly intent: Intent | null;
  readonly outcomes: readonly Outcome[];
  readonly host: 'boot' | 'idle' | 'bringing' | 'ordering' | 'resolving' | 'done';
  readonly job: Id;
  // Controller: two copies (durable), the ledger in memory, a write under way, motion.
  readonly copies: readonly [Copy, Copy];
  readonly ledger: Ledger;
  readonly write: Write | null;
  readonly press: 'on' | 'busy' | 'armed' | 'flagged' | 'descending' | 'inZone' | 'touched' | 'up' | 'off';
  readonly H: number;
  readonly zone: boolean;
  // Truth: which attempt each contact belongs to.
  readonly contacts: readonly string[];
  // Line.
  readonly toPress: readonly string[];
  readonly toHost: readonly string[];
  readonly cuts: number;
  readonly faults: number;
  readonly flips: number;
}

/** Nothing will happen any more unless something goes wrong. */
export const isEnd = (m: Model) => m.host === 'done' && m.press === 'on' && m.toPress.length === 0;

/** An end in words. */
export function endOf(m: Model): string {
  return ids
    .map((id) => {
      const contacts = m.contacts.filter((c) => c.startsWith(id)).length;
      return `${contacts}:${m.outcomes.findLast((o) => o.id === id)?.outcome ?? 'none'}`;
    })
    .join(' ');
}

const codes: Record<AttemptOutcome, string> = { executed: 'E', notExecuted: 'N', unknown: 'U' };
const ledgerKeys = new WeakMap<Ledger, string>();

function ledgerKey(ledger: Ledger): string {
  const held = ledgerKeys.get(ledger);
  if (held) return held;
  const { A, D, V, U, L, H } = ledger.counters;
  const ring = ledger.ring.map(
    (t) => `${t.authorization}${t.a}${t.phase[0]}${t.outcome ? codes[t.outcome] : '-'}${t.H0}`,
  );
  const entries = ledger.entries.map(
    (e) => `${e.authorization}${codeOf(impressionState(e, 0))}${nextAttempt(e, 0)}`,
  );
  const key = `${A}${D}${V}${U}${L}${H};${ring};${entries};${ledger.quarantine ?? ''}`;
  ledgerKeys.set(ledger, key);
  return key;
}

const codeOf = (state: ReturnType<typeof impressionState>) => state.slice(0, 2);
const copyKey = (copy: Copy, newest: number) =>
  copy === null ? '0' : copy === 'unreadable' ? 'x' : `${newest - copy.generation}:${ledgerKey(copy)}`;

/** Equal situations have one key. */
export function keyOf(m: Model): string {
  // Generations matter by their difference only: counted down from the newest, so that equal situations are one state.
  const newest = Math.max(m.ledger.generation, m.write?.ledger.generation ?? 0);
  const write = m.write && `${m.write.done}${m.write.first}${m.write.then}${m.write.tell}`;
  const intent = m.intent && `${m.intent.id}${m.intent.a}${m.intent.H}`;
  const outcomes = m.outcomes.map((o) => `${o.id}${o.a}${codes[o.outcome]}`);
  return `${intent}|${outcomes}|${m.host}${m.job}|${copyKey(m.copies[0], newest)}|${copyKey(m.copies[1], newest)}|${copyKey(m.ledger, newest)}|${write}|${m.press}${m.H}${m.zone ? 1 : 0}|${m.contacts}|${m.toPress}|${m.toHost}|${m.cuts}${m.faults}${m.flips}`;
}

/** Invariants of MACHINE.md 2, in the words of the model. */
export function check(m: Model, broken: Set<string>): void {
  for (const id of ids)
    if (m.contacts.filter((c) => c.startsWith(id)).length > 1) broken.add('M1 two contacts');
  for (const { id, a, outcome } of m.outcomes) {
    const touched = m.contacts.includes(`${id}${a}`);
    if (touched && outcome === 'notExecuted') broken.add('M2 denied a contact');
    if (!touched && outcome === 'executed') broken.add('M3 claimed a contact');
  }
  const told = m.outcomes.map(({ id, a }) => `${id}${a}`);
  if (new Set(told).size !== told.length) broken.add('I1 two outcomes');
  const open = openAttempt(m.ledger);
  const isMoving = m.press === 'descending' || m.press === 'inZone' || m.press === 'touched';
  if (isMoving && open?.phase !== 'moving') broken.add('M4 motion without a claim');
  if (isEnd(m)) {
    if (m.intent) broken.add('M6 an open intent');
    for (const c of m.contacts) if (!told.includes(c)) broken.add('M5 a contact without a record');
  }
  const { A, D, V, U, L } = m.ledger.counters;
  if (A + D + V + U !== L) broken.add('M8 registers');
  // The hardware's counter runs ahead of the registers only while an attempt is open or the seal is locked.
  if (m.press === 'on' && !m.write && m.ledger.quarantine === null && registerFault(m.ledger.counters))
    broken.add('M8 registers do not explain the counter');
  if (m.contacts.length !== m.H) broken.add('M7 the counter lost a contact');
}

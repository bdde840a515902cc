import type { DrillAgent } from './drill-agent.ts';
import type { DrillPress } from './drill-press.ts';
import type { DrillServer } from './drill-server.ts';

/** An invariant that did not hold. */
export interface Violation {
  readonly invariant: string;
  readonly detail: string;
}

/** What is checked after every step, against the truth of the mechanism. */
export function checkStep(press: DrillPress, agent: DrillAgent | undefined): Violation[] {
  const found: Violation[] = [];
  const bad = (invariant: string, detail: string) => found.push({ invariant, detail });
  const { A, D, V, U, L, H } = press.state.durable.counters;
  if (A + D + V + U !== L) bad('M8', `A+D+V+U=${A + D + V + U}, L=${L}`);
  if (H > press.H) bad('M7', `ledger ${H}, contacts ${press.H}`);
  if (press.contacts.length !== press.H) bad('M7', 'the counter lost a contact');
  if (press.unclaimed.length > 0) bad('M4', `${press.unclaimed.join(' ')} without a durable claim`);
  const { durable } = press.state;
  const isQuiet = press.isPowered && press.state.motion.phase === 'idle' && press.state.writes.length === 0;
  if (isQuiet && durable.quarantine === null && (H < A || H - A > U)) bad('M8', `H=${H} A=${A} U=${U}`);
  const touched = new Map<string, number>();
  for (const { attempt } of press.contacts) {
    if (attempt === null) continue;
    const impression = attempt.slice(0, attempt.lastIndexOf('/'));
    touched.set(impression, (touched.get(impression) ?? 0) + 1);
  }
  for (const [impression, n] of touched) if (n > 1) bad('M1', `${n} contacts of ${impression}`);
  if (agent) found.push(...checkJournal(press, agent));
  return found;
}

function checkJournal(press: DrillPress, agent: DrillAgent): Violation[] {
  const found: Violation[] = [];
  const { memory } = agent.notebook;
  for (const id of memory.authorizations.keys()) {
    const executed = new Set<number>();
    const closed = new Set<number>();
    for (const { intent, outcome } of memory.job(id).attempts) {
      const { k, attempt } = intent;
      const name = `${id}/${k}/${attempt}`;
      const contacts = press.contacts.filter((c) => c.attempt === name).length;
      if (closed.has(k))
        found.push({ invariant: 'I1', detail: `${name} follows an executed or unknown one` });
      if (!outcome) continue;
      if (outcome.outcome === 'notExecuted' && contacts > 0)
        found.push({ invariant: 'M2', detail: `${name} denied a contact` });
      if (outcome.outcome === 'executed' && (contacts !== 1 || outcome.receipt === null))
        found.push({ invariant: 'M3', detail: `${name} claims ${contacts} contacts` });
      if (outcome.outcome === 'executed') executed.add(k);
      if (outcome.outcome !== 'notExecuted') closed.add(k);
    }
  }
  // A contact of an attempt that the journal never intended.
  for (const { attempt } of press.contacts) {
    if (attempt === null) continue;
    const [id = '', k, a] = attempt.split('/');
    const known = memory
      .job(id)
      .attempts.some((t) => t.intent.k === Number(k) && t.intent.attempt === Number(a));
    if (!known) found.push({ invariant: 'M4', detail: `${attempt} touched without an intent` });
  }
  return found;
}

/** What must hold when everything has come to rest: each contact told, each intent closed, one chain at the server. */
export function checkRest(press: DrillPress, agent: DrillAgent, server: DrillServer): Violation[] {
  const found = checkStep(press, agent);
  const open = agent.notebook.memory.openAttempts();
  if (open.length > 0) found.push({ invariant: 'M6', detail: `${open.length} open intents` });
  for (const { attempt, H } of press.contacts) {
    if (attempt === null) {
      const isTold = server.records.some(
        (r) => r.type === 'event' && (r.event === 'quarantined' || r.event === 'tamper'),
      );
      if (!isTold) found.push({ invariant: 'M7', detail: `contact ${H} without order was never told` });
      continue;
    }
    const [id, k, a] = attempt.split('/');
    const isTold = server.records.some(
      (r) => r.type === 'outcome' && r.authorization === id && r.k === Number(k) && r.attempt === Number(a),
    );
    if (!isTold) found.push({ invariant: 'M5', detail: `${attempt} has no terminal record` });
  }
  for (const problem of server.problems) found.push({ invariant: 'M9', detail: problem });
  if (agent.notebook.outbox.pending().length > 0)
    found.push({ invariant: 'I6', detail: 'records left behind' });
  return found;
}

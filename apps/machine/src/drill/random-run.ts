import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Drill, type DrillStep, openDrill } from './drill.ts';
import { checkRest, type Violation } from './drill-checks.ts';
import { quietLine } from './drill-press.ts';
import { visit } from './drill-visitor.ts';

/** Steps at which the runner strikes. */
const steps: readonly DrillStep[] = [
  'PRE_CAPTURED.before',
  'PRE_CAPTURED',
  'INTENT.before',
  'INTENT',
  'ARMED',
  'MOVING',
  'CONTACT_ZONE',
  'CONTACT',
  'RETRACT',
  'DONE',
  'SETTLED.before',
  'SETTLED',
  'POST_CAPTURED.before',
  'POST_CAPTURED',
  'RECORDED.before',
  'RECORDED',
];
const strikes = [
  'agent',
  'agent',
  'agentTorn',
  'press',
  'press',
  'pressTorn',
  'both',
  'lid',
  'case',
  'move',
  'swap',
  'hand',
  'touch',
  'redeliver',
  'network',
] as const;
type Strike = (typeof strikes)[number];

/** What a run came to. Everything from `lost` on must be zero or empty. */
export interface RandomRunResult {
  readonly seed: string;
  readonly stampings: number;
  readonly attempts: number;
  readonly executed: number;
  readonly notExecuted: number;
  readonly unknown: number;
  readonly contacts: number;
  readonly strikes: Readonly<Record<string, number>>;
  readonly checks: number;
  readonly lost: number;
  readonly doubled: number;
  readonly unexplained: number;
  readonly violations: readonly (Violation & { readonly stamping: number })[];
  /** Steps of the life in which the first violation came up; the same seed gives the same again. */
  readonly trace: readonly string[];
}

/** Stampings of one machine before it is replaced by a new one: journals grow, and every boot reads them. */
const LIFE = 25;

/** Uniform numbers from a seed (mulberry32): a run is replayed by its seed alone. */
export function seededNumbers(seed: string): () => number {
  let a = 0x9e3779b9;
  for (const c of seed) a = Math.imul(a ^ c.charCodeAt(0), 0x85ebca6b) >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Stampings under random faults; every life of a machine has a seed of its own, so that one can be replayed alone. */
export async function randomRun(options: {
  stampings: number;
  seed: string;
  /** Begins with the life in which this stamping comes: what a long run found is seen again in a second. */
  from?: number;
  /** Keeps the steps of the last life although nothing went wrong. */
  keepTrace?: boolean;
  onProgress?: (done: number) => void;
}): Promise<RandomRunResult> {
  const { stampings, seed, from = 0, onProgress, keepTrace = false } = options;
  // Every journal record is synced: memory is as good as a disk here, for nobody pulls this host's plug.
  const root = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const folder = await mkdtemp(join(root, 'hufu-drill-'));
  const counts = {
    attempts: 0,
    executed: 0,
    notExecuted: 0,
    unknown: 0,
    contacts: 0,
    checks: 0,
    lost: 0,
    doubled: 0,
    unexplained: 0,
  };
  const struck: Record<string, number> = {};
  const violations: (Violation & { stamping: number })[] = [];
  let trace: readonly string[] = [];
  try {
    for (let begun = from - (from % LIFE); begun < stampings; begun += LIFE) {
      const own = join(folder, `${begun}`);
      const life = await oneLife(own, `${seed}/${begun}`, Math.min(LIFE, stampings - begun), struck);
      await rm(own, { recursive: true, force: true });
      for (const key of Object.keys(counts) as (keyof typeof counts)[]) counts[key] += life[key];
      violations.push(...life.violations.map((v) => ({ ...v, stamping: begun + v.stamping })));
      if (trace.length === 0 && (life.violations.length > 0 || keepTrace)) trace = life.trace;
      onProgress?.(Math.min(stampings, begun + LIFE));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { seed, stampings, ...counts, strikes: struck, violations, trace };
}

async function oneLife(dir: string, seed: string, stampings: number, struck: Record<string, number>) {
  await mkdir(dir, { recursive: true });
  const random = seededNumbers(seed);
  const pick = <T>(list: readonly T[]): T => {
    const found = list[Math.floor(random() * list.length)];
    if (found === undefined) throw new RangeError('nothing to pick from');
    return found;
  };
  const found: (Violation & { stamping: number })[] = [];
  await using drill = await openDrill({ dir, seed, random });
  for (let i = 0; i < stampings; i++) {
    const authorization = drill.village.authorization(drill.trueTime(), random() < 0.3 ? 2 : 1);
    drill.note(`stamping ${i} ${authorization.payload.id}`);
    await drill.until(() => drill.agent?.press.isUp === true);
    await drill.atOnce((agent) => agent.authorize(authorization));
    drill.press.noise =
      random() < 0.35
        ? { lose: random() * 0.15, double: random() * 0.15, corrupt: random() * 0.15 }
        : quietLine;
    const plans = random() < 0.25 ? 0 : random() < 0.7 ? 1 : 2;
    for (let p = 0; p < plans; p++) {
      const [step, what] = [pick(steps), pick(strikes)];
      struck[what] = (struck[what] ?? 0) + 1;
      drill.at(step, () => strike(drill, what, authorization));
    }
    if (random() < 0.08) {
      const jam = pick(['jamAbove', 'jamInZone', 'stuckDown'] as const);
      struck[jam] = (struck[jam] ?? 0) + 1;
      drill.press.faults.add(jam);
    }
    if (random() < 0.05) {
      struck.flip = (struck.flip ?? 0) + 1;
      drill.press.flip(random() < 0.5 ? 0 : 1);
    }
    const isOver = await visit(drill, authorization);
    drill.press.noise = quietLine;
    drill.press.faults.clear();
    drill.press.setLid(false);
    drill.platen.hand(false);
    drill.server.isUp = true;
    // Whatever was told must have had its time to arrive.
    await drill.until(() => false, 1500);
    await drill.until(
      () => drill.agent?.press.isUp === true && drill.agent.notebook.outbox.pending().length === 0,
    );
    const { agent } = drill;
    const rest = agent
      ? checkRest(drill.press, agent, drill.server)
      : [{ invariant: 'M6', detail: 'the agent never came back' }];
    if (!isOver)
      rest.push({ invariant: 'M5', detail: `no end of the job: ${agent?.session.holder.screen.name}` });
    for (const violation of [...drill.violations.splice(0), ...rest])
      found.push({ ...violation, stamping: i });
    if (found.length > 0) break;
  }
  return tallyOf(drill, found);
}

function strike(drill: Drill, what: Strike, authorization: Parameters<typeof visit>[1]): void {
  drill.note(`strike ${what}`);
  const { press, platen, server } = drill;
  switch (what) {
    case 'agent':
      drill.cutAgent();
      return;
    case 'agentTorn':
      drill.cutAgent(true);
      return;
    case 'press':
      drill.cutPress();
      return;
    case 'pressTorn':
      drill.cutPress(true);
      return;
    case 'both':
      drill.cutAgent();
      drill.cutPress();
      return;
    case 'lid':
      press.setLid(true);
      drill.time.setTimer(() => press.setLid(false), 900);
      return;
    case 'case':
      press.openCase();
      return;
    case 'move':
      platen.move();
      return;
    case 'swap':
      platen.swap();
      return;
    case 'hand':
      platen.hand(true);
      drill.time.setTimer(() => platen.hand(false), 700);
      return;
    case 'touch':
      press.touchByHand();
      return;
    case 'redeliver':
      drill.agent?.authorize(authorization).catch(() => undefined);
      return;
    case 'network':
      server.isUp = false;
      drill.time.setTimer(() => {
        server.isUp = true;
      }, 4000);
      return;
    default:
      what satisfies never;
  }
}

function tallyOf(drill: Drill, violations: (Violation & { stamping: number })[]) {
  const outcomes = drill.server.records.flatMap((r) => (r.type === 'outcome' ? [r] : []));
  const told = new Map(outcomes.map((o) => [`${o.authorization}/${o.k}/${o.attempt}`, o.outcome]));
  const touched = new Map<string, number>();
  let lost = 0;
  let unexplained = 0;
  for (const { attempt } of drill.press.contacts) {
    if (attempt === null) continue;
    const impression = attempt.slice(0, attempt.lastIndexOf('/'));
    touched.set(impression, (touched.get(impression) ?? 0) + 1);
    const outcome = told.get(attempt);
    if (outcome === undefined) lost++;
    if (outcome === 'notExecuted') unexplained++;
  }
  const of = (wanted: string) => outcomes.filter((o) => o.outcome === wanted);
  for (const o of of('executed'))
    if (!drill.press.contacts.some((c) => c.attempt === `${o.authorization}/${o.k}/${o.attempt}`))
      unexplained++;
  return {
    attempts: outcomes.length,
    executed: of('executed').length,
    notExecuted: of('notExecuted').length,
    unknown: of('unknown').length,
    contacts: drill.press.contacts.length,
    checks: drill.trace.length,
    lost,
    doubled: [...touched.values()].filter((n) => n > 1).length,
    unexplained,
    violations,
    trace: drill.trace,
  };
}

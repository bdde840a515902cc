import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Drill, type DrillStep, openDrill } from './drill.ts';
import { checkRest, type Violation } from './drill-checks.ts';
import { quietLine } from './drill-press.ts';
import type { DrillAuthorization } from './drill-village.ts';
import { visit } from './drill-visitor.ts';
import { seededNumbers } from './random-run.ts';

/** Steps of the fault matrix (MACHINE.md 6) and where the drill finds them. */
export const matrixSteps = {
  a: { says: '空闲 idle', at: null },
  b: { says: '授权已存 authorization stored', at: null },
  c: { says: '盖前照片 pre-photo', at: 'PRE_CAPTURED' },
  d: { says: '意图 INTENT', at: 'INTENT' },
  e: { says: '占号 ARMED', at: 'ARMED' },
  f: { says: '下行 moving above Zc', at: 'MOVING' },
  g: { says: '接触区 contact zone', at: 'CONTACT_ZONE' },
  h: { says: '回程 retract', at: 'RETRACT' },
  i: { says: '结果 OUTCOME', at: 'SETTLED' },
  j: { says: '盖后照片 post-photo', at: 'POST_CAPTURED.before' },
  k: { says: '上传 upload', at: 'RECORDED' },
} as const satisfies Record<string, { says: string; at: DrillStep | null }>;
export type MatrixStep = keyof typeof matrixSteps;

/** What a fault does, and how it goes away again. */
export type Inject = (
  drill: Drill,
  authorization: DrillAuthorization,
  step: MatrixStep,
) => void | Promise<void>;

/** What one cell came to: letters as in the matrix, and the truth beside them. */
export interface CellOutcome {
  /** E, N, U of the first attempt in order of its settling; then Q locked itself, + told, R refused, ! evidence to be reviewed. */
  readonly code: string;
  readonly contacts: number;
  readonly finish: string;
  readonly violations: readonly Violation[];
  readonly trace: readonly string[];
}

const letters = { executed: 'E', notExecuted: 'N', unknown: 'U' } as const;
const alarms: ReadonlySet<string> = new Set([
  'lidOpened',
  'tamper',
  'jam',
  'cameraFault',
  'clockJump',
  'lockedDown',
]);

/** One stamping of one impression with one fault at one step; what is told is held against what touched. */
export async function runCell(inject: Inject, step: MatrixStep, validMs?: number): Promise<CellOutcome> {
  const root = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const dir = await mkdtemp(join(root, 'hufu-cell-'));
  try {
    await mkdir(dir, { recursive: true });
    await using drill = await openDrill({
      dir,
      seed: 'matrix',
      random: seededNumbers(`cell ${step}`),
      isReal: true,
    });
    return await playCell(drill, inject, step, validMs);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** As the server brings it; a machine that cannot write it down takes nothing. */
async function bring(drill: Drill, authorization: DrillAuthorization): Promise<string | undefined> {
  try {
    return await drill.atOnce((agent) => agent.authorize(authorization));
  } catch (error) {
    drill.note(`authorize ${error}`);
    return undefined;
  }
}

async function playCell(
  drill: Drill,
  inject: Inject,
  step: MatrixStep,
  validMs = 12 * 3_600_000,
): Promise<CellOutcome> {
  const changes = { validTo: drill.trueTime() + validMs };
  const authorization = drill.village.authorization(drill.trueTime(), 1, { changes });
  const { id } = authorization.payload;
  const { at } = matrixSteps[step];
  const strike = () => {
    drill.note(`fault at ${step}`);
    return inject(drill, authorization, step);
  };
  if (step === 'a') {
    await strike();
    await drill.until(() => false, 100);
    await drill.until(() => drill.agent?.press.isUp === true);
  }
  if (at !== null) drill.at(at, () => void strike());
  let taken = await bring(drill, authorization);
  await drill.snapshot();
  if (step === 'b') {
    await strike();
    await drill.until(() => false, 100);
    await drill.until(() => drill.agent?.press.isUp === true);
  }
  let refused = 0;
  const isRefused = () =>
    drill.trace.filter((line) => / (start|confirm) (?!ok|lost|COMMAND_OUTDATED)/.test(line)).length;
  await visit(drill, authorization, { rounds: 60, thinkMs: 700 });
  refused = isRefused();
  // A delivery that was lost with the power comes again.
  if (taken === undefined) taken = await bring(drill, authorization);
  drill.press.noise = quietLine;
  drill.press.setLid(false);
  drill.platen.camera = 'alive';
  drill.platen.hand(false);
  drill.server.isUp = true;
  drill.disk = 'good';
  await visit(drill, authorization, { rounds: 40, thinkMs: 700 });
  await drill.until(() => false, 1500);
  await drill.until(
    () => drill.agent?.press.isUp === true && drill.agent.notebook.outbox.pending().length === 0,
  );
  const { agent, server, press } = drill;
  const rest = agent
    ? checkRest(press, agent, server)
    : [{ invariant: 'M6', detail: 'the agent never came back' }];
  const records = server.records;
  const first = records.find((r) => r.type === 'outcome' && r.authorization === id);
  const events = records.flatMap((r) => (r.type === 'event' ? [r.event] : []));
  const after = records.findLast((r) => r.type === 'afterCheck' && r.authorization === id);
  const finish = records.find((r) => r.type === 'finish' && r.authorization === id);
  const isLate = after?.type === 'afterCheck' && after.late;
  const isDoubtful = after?.type === 'afterCheck' && after.verdict.verdict !== 'match';
  const paperRefused = events.includes('paperRefused') || events.includes('paperUnsure');
  const code = [
    first?.type === 'outcome' ? letters[first.outcome] : '–',
    drill.trace.some((line) => / event quarantined| service releaseQuarantine/.test(line)) ? 'Q' : '',
    events.some((e) => alarms.has(e)) ? '+' : '',
    refused > 0 || paperRefused || taken === 'refused' ? 'R' : '',
    isLate ? 'late' : '',
    isDoubtful ? '!' : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
  return {
    code,
    contacts: press.contacts.length,
    finish: finish?.type === 'finish' ? finish.reason : 'none',
    violations: [...drill.violations, ...rest],
    trace: drill.trace,
  };
}

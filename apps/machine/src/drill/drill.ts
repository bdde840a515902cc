import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { HufuError, type KioskCommand, toHex } from '@hufu/contract';
import { pressSigner } from '@hufu/press';
import { importSigner } from '@hufu/statement';
import { writePins } from '../agent/pin-check.ts';
import { realPace } from '../sim/mechanics.ts';
import { type AgentStep, bootDrillAgent, type DrillAgent } from './drill-agent.ts';
import { checkStep, type Violation } from './drill-checks.ts';
import { type DrillPlaten, openDrillPlaten } from './drill-platen.ts';
import { type DrillPress, openDrillPress, type PressStep } from './drill-press.ts';
import { type DrillServer, openDrillServer } from './drill-server.ts';
import { type DrillVillage, foundDrillVillage, seededBytes } from './drill-village.ts';
import { openVirtualTime, type VirtualTime } from './virtual-time.ts';

/** Every step at which something can be made to happen, named as in MACHINE.md 2. */
export type DrillStep = PressStep | AgentStep;

/** The PIN of the drill's stamper. */
export const drillPin = '4711';
/** When a drill's time begins. */
export const drillBornAt = Date.UTC(2026, 0, 5, 8);

/** One machine under drill: the agent's real code, the controller's real core, and everything around them in virtual time. */
export interface Drill extends AsyncDisposable {
  readonly time: VirtualTime;
  readonly village: DrillVillage;
  readonly press: DrillPress;
  readonly platen: DrillPlaten;
  readonly server: DrillServer;
  readonly agent: DrillAgent | undefined;
  /** What happened, in order. */
  readonly trace: readonly string[];
  /** What did not hold so far; whoever reads may take it out. */
  readonly violations: Violation[];
  disk: 'good' | 'full' | 'broken';
  /** How far the agent's own clock is off. */
  skewMs: number;
  trueTime(): number;
  note(line: string): void;
  /** Does something the next time that a step is reached. */
  at(step: DrillStep, what: () => void): void;
  /** Kills the agent; it boots again after a while. `torn` cuts the record under way in two. */
  cutAgent(torn?: boolean): void;
  /** Cuts the controller's power; it comes back after a while. */
  cutPress(torn?: boolean): void;
  /** Gives a command at the touch screen. */
  command(command: KioskCommand): Promise<boolean>;
  /** Lets time pass until something is true; false when it is not within so long. */
  until(isTrue: () => boolean, withinMs?: number): Promise<boolean>;
  /** Waits for work of the agent while time passes. */
  during<T>(work: (agent: DrillAgent) => Promise<T>): Promise<T | undefined>;
  /** The same without letting time pass: for work that signs or hashes in workers and asks nobody. */
  atOnce<T>(work: (agent: DrillAgent) => Promise<T>): Promise<T | undefined>;
  /** Puts the agent's disk back to how it was at `snapshot`; at the next boot. */
  snapshot(): Promise<void>;
  rollBack(): void;
}

const rebootMs = 700;

/** Builds a machine in a folder and switches it on. */
export async function openDrill(options: {
  dir: string;
  seed: string;
  random: () => number;
  /** As slow as a real machine, so that whoever watches has the time that he would have. */
  isReal?: boolean;
}): Promise<Drill> {
  const { dir, seed, random, isReal = false } = options;
  const time = openVirtualTime();
  const signer = importSigner('EdDSA', seededBytes(`${seed} press`));
  const pairKey = seededBytes(`${seed} pair`);
  const village = foundDrillVillage(signer.key, drillBornAt, seed);
  const server = openDrillServer();
  const trace: string[] = [];
  const violations: Violation[] = [];
  const plans = new Map<DrillStep, (() => void)[]>();
  let agent: DrillAgent | undefined;
  let dead: { agent: DrillAgent; torn: boolean } | undefined;
  let isRebootDue = false;
  let isBooting = false;
  let hasSnapshot = false;
  let isRollBackDue = false;
  let disk: Drill['disk'] = 'good';
  let skewMs = 0;
  let guarded = 0;
  const lines = new Set<() => void>();

  const note = (line: string) => {
    trace.push(`${time.now()} ${line}`);
  };
  const onStep = (step: DrillStep) => {
    note(step);
    check();
    for (const what of plans.get(step)?.splice(0) ?? []) what();
  };
  let checked: { ledger: unknown; contacts: number; n: number } | undefined;
  const check = () => {
    const live = agent?.isAlive ? agent : undefined;
    // Nothing that can break an invariant changed since the last look.
    const now = {
      ledger: press.state.durable,
      contacts: press.contacts.length,
      n: live?.notebook.memory.nextN ?? -1,
    };
    if (checked && checked.ledger === now.ledger && checked.contacts === now.contacts && checked.n === now.n)
      return;
    checked = now;
    for (const violation of checkStep(press, live)) {
      if (violations.some((v) => v.invariant === violation.invariant && v.detail === violation.detail))
        continue;
      violations.push(violation);
      note(`VIOLATION ${violation.invariant} ${violation.detail}`);
    }
  };
  const press = openDrillPress({
    time,
    signer: pressSigner(signer),
    pairKey,
    random,
    onStep,
    ...(isReal ? { pace: realPace } : {}),
  });
  const platen = openDrillPlaten(time, () => press.contacts.length, isReal ? 150 : 250);
  const agentDir = join(dir, 'agent');
  const pinsFile = join(dir, 'pins.json');
  const genesisFile = join(dir, 'genesis.cose');
  await mkdir(agentDir, { recursive: true });
  await writePins(pinsFile, { [village.stamper]: drillPin }, drillPinCost);
  await writeFile(genesisFile, village.genesis);

  async function boot(): Promise<void> {
    isBooting = true;
    note('BOOT');
    agent = await bootDrillAgent({
      dir: agentDir,
      pinsFile,
      genesisFile,
      village,
      pairKey,
      time,
      wall: () => trueTime() + skewMs,
      trueTime,
      press,
      platen,
      server,
      disk: () => disk,
      onStep,
      note,
      onLine: (close) => lines.add(close),
      onRestart: () => drill.cutAgent(),
    });
    isBooting = false;
  }
  const trueTime = () => drillBornAt + time.now();

  /** Until the agent waits for time to pass: nothing of it is in the disk's or the workers' hands. */
  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < 2; ) {
      await nextTurn();
      const isBusy =
        platen.isBusy ||
        (guarded > 0 && agent?.isAlive === true) ||
        process.getActiveResourcesInfo().some((what) => /^(FSReq|CloseReq)/.test(what));
      quiet = isBusy ? 0 : quiet + 1;
    }
    check();
    if (dead) {
      const { agent: gone, torn } = dead;
      dead = undefined;
      await gone.bury(torn);
      agent = undefined;
      if (isRollBackDue && hasSnapshot) {
        isRollBackDue = false;
        await rm(agentDir, { recursive: true });
        await cp(join(dir, 'snapshot'), agentDir, { recursive: true });
      }
    }
    if (isRebootDue && !agent && !isBooting) {
      isRebootDue = false;
      await boot();
      await settle();
    }
  }

  async function until(isTrue: () => boolean, withinMs = 60_000): Promise<boolean> {
    const end = time.now() + withinMs;
    for (;;) {
      await settle();
      if (isTrue()) return true;
      if (time.now() > end || !time.next()) return false;
    }
  }

  async function during<T>(work: (at: DrillAgent) => Promise<T>): Promise<T | undefined> {
    const at = agent;
    if (!at?.isAlive) return undefined;
    let done: { value: T } | { error: unknown } | undefined;
    work(at).then(
      (value) => {
        done = { value };
      },
      (error: unknown) => {
        done = { error };
      },
    );
    await until(() => done !== undefined || !at.isAlive);
    if (done && 'error' in done) throw done.error;
    return done && 'value' in done ? done.value : undefined;
  }

  async function atOnce<T>(work: (at: DrillAgent) => Promise<T>): Promise<T | undefined> {
    return during(async (at) => {
      guarded++;
      try {
        return await work(at);
      } finally {
        guarded = Math.max(0, guarded - 1);
      }
    });
  }

  const drill: Drill = {
    time,
    village,
    press,
    platen,
    server,
    get agent() {
      return agent?.isAlive ? agent : undefined;
    },
    trace,
    violations,
    get disk() {
      return disk;
    },
    set disk(to) {
      disk = to;
    },
    get skewMs() {
      return skewMs;
    },
    set skewMs(to) {
      skewMs = to;
    },
    trueTime,
    note,
    at(step, what) {
      plans.set(step, [...(plans.get(step) ?? []), what]);
    },
    cutAgent(torn = false) {
      if (!agent?.isAlive) return;
      note(torn ? 'cut agent, torn' : 'cut agent');
      agent.kill();
      guarded = 0;
      dead = { agent, torn };
      time.setTimer(() => {
        isRebootDue = true;
      }, rebootMs);
    },
    cutPress(torn = false) {
      if (!press.isPowered) return;
      note(torn ? 'cut press, torn' : 'cut press');
      press.powerCut(torn);
      for (const close of lines) close();
      lines.clear();
      time.setTimer(() => {
        note('press on');
        press.powerOn();
      }, rebootMs / 2);
    },
    async command(command) {
      const carryOut = ({ session }: DrillAgent) => session.command(session.holder.version, command);
      // A PIN is hashed by a worker that no list of resources shows.
      const told = await (command.do === 'enterPin' ? atOnce(carryOut) : during(carryOut));
      note(`${command.do} ${told === undefined ? 'lost' : told.ok ? 'ok' : told.code}`);
      return told?.ok === true;
    },
    until,
    during,
    atOnce,
    async snapshot() {
      await settle();
      await cp(agentDir, join(dir, 'snapshot'), { recursive: true });
      await rm(join(dir, 'snapshot', 'journal.lock'), { force: true });
      hasSnapshot = true;
    },
    rollBack() {
      isRollBackDue = true;
    },
    async [Symbol.asyncDispose]() {
      await settle();
      if (!agent) return;
      agent.kill();
      await agent.bury(false);
    },
  };
  press.powerOn();
  await boot();
  const isUp = await until(() => agent?.press.isUp === true && agent.context.freshness.until !== null);
  if (!isUp)
    throw new HufuError('PART_NOT_READY', {
      context: { part: `drill ${toHex(village.machine)}`, log: trace.slice(-5).join('; ') },
    });
  return drill;
}

/** A drill tests no guessing of PINs: a cheap hash. */
const drillPinCost = { N: 1024, r: 8, p: 1 };

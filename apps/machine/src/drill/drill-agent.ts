import { appendFile, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { HufuError, toHex } from '@hufu/contract';
import { openTurns } from '@hufu/durable';
import { openAuthorizationDesk } from '../agent/authorization-desk.ts';
import { zAgentConfig } from '../agent/config.ts';
import { askServiceNonce, greetController } from '../agent/controller-greeting.ts';
import { eventRecorder } from '../agent/event-recorder.ts';
import { openEvidenceStore } from '../agent/evidence-store.ts';
import { openFreshnessKeeper } from '../agent/freshness-keeper.ts';
import type { JobContext } from '../agent/job/job-context.ts';
import { type JobSession, openJobSession } from '../agent/job/session.ts';
import { type Notebook, openNotebook } from '../agent/notebook.ts';
import { openPageKeeper } from '../agent/page-keeper.ts';
import { pressEvents } from '../agent/press-events.ts';
import { openPressLine, type PressLine } from '../agent/press-line.ts';
import { openRosterKeeper } from '../agent/roster-keeper.ts';
import { openServerStatements } from '../agent/server-statements.ts';
import { firstSlots, withTrial } from '../update/slots.ts';
import { openUpdateKeeper } from '../update/update-keeper.ts';
import type { DrillPlaten } from './drill-platen.ts';
import type { DrillPress } from './drill-press.ts';
import { type DrillServer, drillSender } from './drill-server.ts';
import type { DrillAuthorization, DrillVillage } from './drill-village.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Steps of the agent: the record that is about to be durable (`.before`) or is (MACHINE.md 2). */
export type AgentStep = `${
  | 'RECEIVED'
  | 'PRE_CAPTURED'
  | 'INTENT'
  | 'SETTLED'
  | 'POST_CAPTURED'
  | 'RECORDED'}${'.before' | ''}`;

/** The agent's own code on one boot, between the drill's wires. */
export interface DrillAgent {
  readonly session: JobSession;
  readonly notebook: Notebook;
  readonly press: PressLine;
  readonly context: JobContext;
  readonly troubles: readonly unknown[];
  readonly isAlive: boolean;
  /** Brings an authorization with its proof, as the server does. */
  authorize(authorization: DrillAuthorization): Promise<string>;
  /** A revocation or a service statement, as the server brings it. */
  command(op: 'revocation' | 'service', cose: Uint8Array): Promise<void>;
  /** A release arrives; the code says what became of it. */
  update(version: string): Promise<string>;
  readonly serviceNonce: Uint8Array | null;
  /** Power gone: nothing that was under way has any effect from now on. */
  kill(): void;
  /** After `kill`: lets go of the files; `torn` cuts the last record of the journal in two. */
  bury(torn: boolean): Promise<void>;
}

/** What the agent is put into. */
export interface DrillAgentOptions {
  readonly dir: string;
  readonly pinsFile: string;
  readonly genesisFile: string;
  readonly village: DrillVillage;
  readonly pairKey: Uint8Array;
  readonly time: VirtualTime;
  /** The agent's own clock, which may be wrong. */
  readonly wall: () => number;
  /** The true time, as witnesses have it. */
  readonly trueTime: () => number;
  readonly press: DrillPress;
  readonly platen: DrillPlaten;
  readonly server: DrillServer;
  readonly disk: () => 'good' | 'full' | 'broken';
  readonly onStep: (step: AgentStep) => void;
  /** A line of the trace. */
  readonly note: (line: string) => void;
  /** Told which promise settles when the controller's power goes. */
  readonly onLine: (close: () => void) => void;
  /** The agent ends itself, to be started again by whoever supervises it. */
  readonly onRestart: () => void;
}

const stepOf: Readonly<Record<string, AgentStep>> = {
  authorization: 'RECEIVED',
  evidence: 'PRE_CAPTURED',
  intent: 'INTENT',
  outcome: 'SETTLED',
  afterCheck: 'POST_CAPTURED',
  finish: 'RECORDED',
};

/** Boots the agent from its journal. */
export async function bootDrillAgent(options: DrillAgentOptions): Promise<DrillAgent> {
  const { village, time, press: controller, platen, server, dir } = options;
  let isAlive = true;
  /** Between a record's write and whatever rests on it: only there a cut can tear it. */
  let isAtWrite = false;
  let canTear = false;
  const troubles: unknown[] = [];
  const onTrouble = (error: unknown) => void troubles.push(error);
  const never = () => new Promise<never>(() => undefined);
  const gate = async (name: string, when: '.before' | ''): Promise<void> => {
    const step = stepOf[name];
    isAtWrite = when === '';
    if (step && isAlive) options.onStep(`${step}${when}` as AgentStep);
    isAtWrite = false;
    if (!isAlive) await never();
  };
  const setTimer = (run: () => void, ms: number) =>
    time.setTimer(() => {
      if (isAlive) run();
    }, ms);
  const beside = (work: () => Promise<unknown>): void => {
    if (isAlive) work().catch(onTrouble);
  };

  const held: { session?: JobSession; nonce: Uint8Array | null } = { nonce: null };
  const real = await openNotebook({
    dir,
    signer: village.agentSigner,
    machine: village.machine,
    village: () => village.id,
    time: { wall: options.wall, mono: () => time.now() },
  });
  const writable = () => {
    if (options.disk() === 'broken') throw new HufuError('MACHINE_DISK_FULL', { context: { minMiB: 1 } });
  };
  const notebook: Notebook = {
    get memory() {
      return real.memory;
    },
    get clock() {
      return real.clock;
    },
    get outbox() {
      return real.outbox;
    },
    async note(type, body) {
      const name = type === 'evidence' && !('role' in body && body.role === 'before') ? '' : type;
      await gate(name, '.before');
      writable();
      await real.note(type, body);
      await gate(name, '');
    },
    async record(content) {
      await gate(content.type, '.before');
      if (content.type === 'outcome') options.note(`outcome ${content.outcome} ${content.reason}`);
      if (content.type === 'event') options.note(`event ${content.event} ${content.detail}`);
      writable();
      const signed = await real.record(content);
      await gate(content.type, '');
      // Only what is durable is sent.
      beside(() => records.send());
      return signed;
    },
    onRecord: () => undefined,
    close: () => real.close(),
    [Symbol.asyncDispose]: () => real.close(),
  };
  const config = zAgentConfig.parse({
    dir,
    agentKeyFile: '',
    press: { path: '', pairKeyFile: '', thumbprint: toHex(village.machine) },
    cameras: { overhead: { driver: 'sim' }, person: { driver: 'sim' } },
    server: null,
    pinsFile: options.pinsFile,
    policy: { minFreeMiB: 1, retryMs: 200, resumeMs: 86_400_000 },
  });
  const rosters = await openRosterKeeper(notebook, options.genesisFile);
  const desk = openAuthorizationDesk(notebook, rosters, village.machine);
  const records = drillSender(real, server);
  const store = await openEvidenceStore(dir, notebook);
  const evidence = {
    ...store,
    freeMiB: async () => (options.disk() === 'good' ? 1000 : 0),
  };
  const pages = await openPageKeeper(dir, platen.eyes, () => undefined);

  const attemptTurn = openTurns();
  const event = eventRecorder(notebook);

  const freshness = openFreshnessKeeper({
    notebook,
    press: () => press,
    freshnessMs: () => rosters.current?.roster.policy.freshnessMs,
    canAsk: () => server.isUp,
    request: async ({ nonce }) => {
      setTimer(() => {
        const statements = village.freshness(nonce, options.trueTime());
        beside(() => freshness.take({ nonce, statements }));
      }, 5);
    },
    onClockJump: async (offByMs) => {
      await event('clockJump', `${offByMs} ms`);
    },
    onRevoked: async () => undefined,
  });
  const onPressEvent = pressEvents({
    hasRoster: () => rosters.current !== undefined,
    event,
    stopMotion: (reason) => held.session?.stopMotion(reason),
    serviceNonce: () => toHex(held.nonce ?? new Uint8Array()),
    refresh: () => press.refresh(),
  });
  const press = openPressLine(
    config.press,
    config.policy.retryMs,
    {
      onGreeted: async (client) => {
        await greetController(
          {
            notebook,
            freshness,
            attemptTurn,
            quarantine: async (reason) => {
              await notebook.note('lock', { state: 'quarantined', reason });
              await event('quarantined', reason);
            },
          },
          client,
        );
        held.nonce = await askServiceNonce(event, client, notebook.memory.lock.state);
        setTimer(() => beside(async () => held.session?.resume()), 1);
        setTimer(() => beside(() => freshness.tick()), 1);
      },
      onEvent: (body) => beside(() => onPressEvent(body)),
      onChange: () => held.session?.holder.changed(),
      onTrouble,
    },
    {
      async open() {
        if (!isAlive) return never();
        if (!controller.isPowered) throw new HufuError('PRESS_LINK_CLOSED');
        const port = controller.connect();
        const { promise: closed, resolve } = Promise.withResolvers<void>();
        options.onLine(resolve);
        return { ...port, closed, close: async () => resolve() };
      },
      pairKey: async () => options.pairKey,
      setTimer,
    },
  );
  const context: JobContext = {
    config,
    machine: village.machine,
    notebook,
    rosters,
    desk,
    press,
    freshness,
    records,
    pages,
    evidence,
    eyes: platen.eyes,
    overhead: platen.overhead,
    person: platen.person,
    hub: platen.hub,
    head: { goTo: async () => undefined },
    pinHolders: () => new Set([village.stamper]),
    attemptTurn,
    onTiming: () => undefined,
    onTrouble,
  };
  const session = openJobSession(context);
  held.session = session;
  const statements = openServerStatements({
    notebook,
    rosters,
    desk,
    press,
    freshness,
    session,
    event,
    askNext: async () => undefined,
    serviceNonce: () => toHex(held.nonce ?? new Uint8Array()),
    renewServiceNonce: () =>
      press.use(async (client) => {
        held.nonce = await askServiceNonce(event, client, notebook.memory.lock.state);
      }),
    attemptTurn,
    onTrouble,
  });
  let slotState = firstSlots;
  const updates = openUpdateKeeper({
    slots: {
      read: async () => slotState,
      write: async (state) => {
        slotState = state;
      },
      folder: (slot) => slot,
      // Unpacking is the slots' own test; here it is when a release is taken.
      stage: async (release) => {
        slotState = withTrial(slotState, { version: release.version, digest: toHex(release.digest) });
      },
    },
    desk,
    rosters,
    memory: notebook.memory,
    session,
    attemptTurn,
    event,
    version: '0.1.0',
    restart: options.onRestart,
  });
  const prepare = async () => {
    await pages.put(village.specimen);
    for (const { payload } of notebook.memory.authorizations.values())
      if (!notebook.memory.job(payload.id).finish && !pages.isReady(payload))
        await pages.ready(payload, rosters.current?.roster.seals.map((s) => s.specimen) ?? []);
  };
  await prepare();
  const chores = () => {
    beside(() => records.send());
    beside(() => freshness.tick());
    beside(() => session.tick());
    setTimer(chores, 1000);
  };
  setTimer(chores, 1000);

  return {
    session,
    notebook,
    press,
    context,
    troubles,
    get isAlive() {
      return isAlive;
    },
    async authorize({ cose, page }) {
      const log = village.newLog();
      const salt = new Uint8Array(32).fill(7);
      const proof = await log.prove(log.append(salt, cose));
      await pages.put(page);
      const taken = await desk.take({ cose, salt, proof, number: '2026-001' });
      await prepare();
      return taken;
    },
    command: (op, cose) => statements.onCommand(op, cose),
    async update(version) {
      const cose = village.release(version, options.trueTime());
      const log = village.newLog();
      const salt = new Uint8Array(32).fill(7);
      const proof = await log.prove(log.append(salt, cose));
      const taken = await updates.offer({ cose, salt, proof }, 'archive');
      return taken.ok ? 'staged' : taken.code;
    },
    get serviceNonce() {
      return held.nonce;
    },
    kill() {
      isAlive = false;
      canTear = isAtWrite;
      platen.forgetWatchers();
    },
    async bury(torn) {
      await real.close();
      if (!torn || !canTear) return;
      const path = join(dir, 'journal');
      const { length } = await readFile(path);
      // The tail of the record under way never reached the disk.
      await truncate(path, length - 5);
      await appendFile(path, new Uint8Array(0));
    },
  };
}

import { existsSync } from 'node:fs';
import {
  fromHex,
  HufuError,
  type KioskState,
  machineTopics,
  toHex,
  type zStateMessage,
} from '@hufu/contract';
import { makeFolderDurably, openTurns } from '@hufu/durable';
import { claimCode } from '@hufu/messaging';
import type { PressClient } from '@hufu/press';
import type { z } from 'zod';
import { openLamp } from '../drivers/lamp.ts';
import { openCamera } from '../drivers/open-camera.ts';
import { readClaim } from '../provision/claim.ts';
import { openAgentKey } from '../provision.ts';
import { openUpdates } from '../update/open-updates.ts';
import { openAuthorizationDesk } from './authorization-desk.ts';
import { openChores } from './chores.ts';
import { type AgentConfigInput, zAgentConfig } from './config.ts';
import { askServiceNonce, greetController } from './controller-greeting.ts';
import { eventRecorder } from './event-recorder.ts';
import { openEvidenceStore } from './evidence-store.ts';
import { openFreshnessKeeper } from './freshness-keeper.ts';
import { openHeadPositioner } from './head-positioner.ts';
import { timeOrderedId } from './ids.ts';
import type { JobContext, JobTiming } from './job/job-context.ts';
import { type JobSession, openJobSession } from './job/session.ts';
import { openKioskDoor } from './kiosk-door.ts';
import { kioskState, lockOf } from './kiosk-state.ts';
import { type MachineHttps, openMachineHttps } from './machine-https.ts';
import type { MachineMemory } from './memory.ts';
import { openNotebook } from './notebook.ts';
import { openPageKeeper } from './page-keeper.ts';
import type { PaperEyes } from './paper-eyes.ts';
import { openPaperEyes } from './paper-eyes-pool.ts';
import { openPinHolders } from './pin-check.ts';
import { pressEvents } from './press-events.ts';
import { openPressLine, type PressLine } from './press-line.ts';
import { openPreviewHub } from './preview-hub.ts';
import { openRecordSender } from './record-sender.ts';
import { openRefusedMessages } from './refused-messages.ts';
import { openRosterKeeper } from './roster-keeper.ts';
import { openServerLink, type ServerLink } from './server-link.ts';
import { openServerStatements } from './server-statements.ts';
import { openUpkeep } from './upkeep.ts';
import { startWatchdog, watchdogMs } from './watchdog.ts';

/** A running agent. */
export interface RunningAgent extends AsyncDisposable {
  readonly kioskUrl: string;
  readonly memory: MachineMemory;
  state(): KioskState;
  timings(): readonly JobTiming[];
  /** Lets go of the network, as the demo's switch does. */
  setNetwork(up: boolean): void;
  close(): Promise<void>;
}

/** What a caller may bring along. */
export interface AgentOptions {
  /** The comparison; without it worker threads of packages/paper are started. */
  readonly eyes?: PaperEyes;
  readonly onTrouble?: (error: unknown) => void;
  /** Ends the process, so that whoever supervises it starts the program that is due (A/B update). */
  readonly onRestart?: () => void;
}

/** Starts the agent of a machine: it wakes up from its journal, closes what was open, and only then offers anything. */
export async function startAgent(input: AgentConfigInput, options: AgentOptions = {}): Promise<RunningAgent> {
  const config = zAgentConfig.parse(input);
  const onTrouble = options.onTrouble ?? (() => undefined);
  await makeFolderDurably(config.dir);
  const machine = fromHex(config.press.thumbprint);
  const held: { press?: PressLine; server?: ServerLink; session?: JobSession } = {};
  const notebook = await openNotebook({
    dir: config.dir,
    signer: await openAgentKey(config.agentKeyFile),
    machine,
    village: () => {
      const roster = rosters.current?.roster;
      if (!roster) throw new HufuError('PRESS_BLANK');
      return roster.village;
    },
  });
  const { memory, clock } = notebook;
  const rosters = await openRosterKeeper(notebook, config.genesisFile);
  const desk = openAuthorizationDesk(notebook, rosters, machine);
  const topics = machineTopics(config.press.thumbprint);
  const records = openRecordSender(notebook, rosters, topics.record, () => held.server?.link);
  const evidence = await openEvidenceStore(config.dir, notebook);
  const eyes = options.eyes ?? openPaperEyes(config.paperWorkers);
  const isNetworkUp = { now: true };
  // Before it was admitted a machine has nobody to talk to, except to ask for its place.
  const server = config.server && existsSync(config.server.certFile) ? config.server : null;
  const https = server ? await openMachineHttps(server) : undefined;
  const reachable = (): MachineHttps | undefined => (isNetworkUp.now ? https : undefined);
  const pages = await openPageKeeper(config.dir, eyes, reachable);
  const overhead = openCamera(config.cameras.overhead, 'overhead', config.plantUrl);
  const person = openCamera(config.cameras.person, 'person', config.plantUrl);
  const hub = openPreviewHub(overhead, config.policy.previewMs, openLamp(config.lamp, config.plantUrl));
  const timings: JobTiming[] = [];
  let isClosed = false;
  let serviceNonce = '';
  let sessions = 0;

  // ---- who may close attempts

  const attemptTurn = openTurns();

  const event = eventRecorder(notebook);
  let noted = Promise.resolve();
  const refusals = openRefusedMessages((entry) => {
    noted = noted.then(() => notebook.note('refusedMessages', entry)).catch(onTrouble);
  });
  /** Effects of something that happened, beside whatever is going on; their faults are told, never lost. */
  const beside = (work: () => Promise<unknown>): void => {
    if (!isClosed) work().catch(onTrouble);
  };

  const freshness = openFreshnessKeeper({
    notebook,
    press: () => press,
    freshnessMs: () => rosters.current?.roster.policy.freshnessMs,
    canAsk: () => held.server?.link.isOnline ?? false,
    request: async ({ id, nonce }) => {
      await held.server?.ask({ op: 'fresh', id, nonce, press: machine });
    },
    onClockJump: async (offByMs) => {
      await event('clockJump', `${offByMs} ms`);
    },
    onRevoked: async (authorizations) => {
      for (const id of authorizations) await dropAuthorization(id);
    },
  });

  async function dropAuthorization(id: string): Promise<void> {
    if (!memory.authorizations.has(id)) return;
    if (!memory.revoked.has(id)) await notebook.note('revokedAuthorization', { authorization: id });
    held.session?.revoked(id);
  }

  // ---- the press controller

  const onPressEvent = pressEvents({
    hasRoster: () => rosters.current !== undefined,
    event,
    stopMotion: (reason) => held.session?.stopMotion(reason),
    serviceNonce: () => serviceNonce,
    refresh: () => press.refresh(),
  });
  const press = openPressLine(config.press, Math.min(500, config.policy.retryMs), {
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
      await renewServiceNonce(client);
      // Late pictures and the job that was interrupted: as soon as the line may be used by everybody.
      setImmediate(() => beside(async () => held.session?.resume()));
      setImmediate(() => beside(() => freshness.tick()));
    },
    onEvent: (body) => beside(() => onPressEvent(body)),
    onChange: () => held.session?.holder.changed(),
    onTrouble,
  });

  async function renewServiceNonce(client: PressClient): Promise<void> {
    if (!rosters.current) return;
    const nonce = await askServiceNonce(event, client, memory.lock.state);
    if (nonce) serviceNonce = toHex(nonce);
  }

  const context: JobContext = {
    config,
    machine,
    notebook,
    rosters,
    desk,
    press,
    freshness,
    records,
    pages,
    evidence,
    eyes,
    overhead,
    person,
    hub,
    head: openHeadPositioner(config),
    pinHolders: openPinHolders(config.pinsFile),
    attemptTurn,
    onTiming: (timing) => {
      timings.push(timing);
      if (timings.length > 1000) timings.shift();
    },
    onTrouble,
  };
  const session = openJobSession(context);
  held.session = session;
  notebook.onRecord(() => {
    session.holder.changed();
    beside(() => records.send());
  });
  const updates = config.update
    ? await openUpdates(config.update.root, {
        desk,
        rosters,
        memory,
        session,
        attemptTurn,
        event,
        restart: options.onRestart ?? (() => undefined),
      })
    : undefined;
  const claim = await readClaim(config.dir);
  const state = (): KioskState => {
    const now = kioskState(context, session, held.server);
    // Shown only while the machine waits for its place: afterwards the digits would mean nothing to anybody.
    return claim && now.lock === 'blank' ? { ...now, claimCode: claimCode(claim) } : now;
  };
  const door = await openKioskDoor({
    context,
    session,
    state,
    timings: () => timings,
    onNetwork: setNetwork,
    update: updates ? (message, archive) => updates.offer(message, archive) : null,
    service: { nonce: () => serviceNonce, obey: (cose) => statements.onService(cose) },
  });

  function setNetwork(up: boolean): void {
    isNetworkUp.now = up;
    held.server?.link.setNetwork(up);
  }

  // ---- the server

  const stateMessage = (online: boolean): z.infer<typeof zStateMessage> => {
    const lock = lockOf(context);
    const told =
      lock === 'lockedDown' || lock === 'quarantined' ? lock : lock === 'ready' ? 'ready' : 'offline';
    const isBusy = told === 'ready' && session.authorization !== null;
    return {
      online,
      boot: memory.boot,
      session: sessions,
      state: online ? (isBusy ? 'busy' : told) : 'offline',
      kioskUrl: door.url,
    };
  };

  async function askNext(): Promise<void> {
    const { server } = held;
    if (!server?.link.isOnline) return;
    const ids = [...memory.authorizations]
      .filter(([, a]) => a.payload.validTo > clock.now())
      .map(([id]) => id);
    await server.ask({ op: 'next', id: timeOrderedId(clock.now()), held: ids.slice(-2000) });
  }

  const statements = openServerStatements({
    notebook,
    rosters,
    desk,
    press,
    freshness,
    session,
    event,
    askNext,
    serviceNonce: () => serviceNonce,
    renewServiceNonce: () => press.use(renewServiceNonce),
    attemptTurn,
    onTrouble,
  });

  if (server) {
    held.server = await openServerLink(server, config.press.thumbprint, stateMessage(false), {
      onAck: (ack) => records.take(ack),
      onAuthorization: async (message) => {
        const taken = await desk.take(message);
        session.holder.changed();
        if (taken === 'taken') beside(chores.prepareJobs);
      },
      onException: async (message) => {
        const done = await session.exception(message);
        if (!done.ok) onTrouble(new HufuError(done.code, { context: done.context }));
      },
      onCommand: ({ op, cose }) => statements.onCommand(op, cose),
      onPolicy: ({ rosters: list }) => statements.onPolicy(list),
      onFresh: async (answer) => {
        await freshness.take(answer);
        session.holder.changed();
      },
      onOnline: () => {
        sessions++;
        session.holder.changed();
        records.reconnected();
        beside(async () => {
          await held.server?.tellState(stateMessage(true));
          await askNext();
          await records.send();
          await freshness.tick();
        });
      },
      onOffline: () => session.holder.changed(),
      onTrouble,
      onRefused: (topic, code) => refusals.refused(topic, code),
    });
  }

  const upkeep = openUpkeep({
    config,
    isAdmitted: server !== null,
    claim,
    https: reachable,
    updates,
    event,
    nowMs: () => clock.now(),
    freeMiB: evidence.freeMiB,
    hasJob: () => session.authorization !== null,
    restart: () => options.onRestart?.(),
  });
  const chores = openChores({
    askNext,
    context,
    session,
    server: () => held.server,
    https: reachable,
    stateMessage,
    onTrouble,
    isClosed: () => isClosed,
    renewCertificate: upkeep.certificate,
    fetchRelease: upkeep.release,
    stayHealthy: async () => updates?.healthy(press.isUp, performance.now()),
  });
  if (rosters.current) await event('boot', `boot ${memory.boot}`);
  if (rosters.current) await updates?.tellRollback();
  chores.start();
  const feedMs = watchdogMs(process.env);
  const watchdog =
    feedMs === undefined
      ? undefined
      : startWatchdog({
          dir: config.dir,
          everyMs: feedMs,
          isLineAlive: () => performance.now() - press.caredAt < 2 * feedMs,
          onTrouble,
        });

  async function close(): Promise<void> {
    if (isClosed) return;
    isClosed = true;
    watchdog?.stop();
    chores.stop();
    session.close();
    await door.close();
    await hub.close();
    await held.server?.close();
    https?.close();
    await press.close();
    await Promise.all([overhead.close(), person.close()]);
    if (!options.eyes) await eyes.close();
    await attemptTurn(async () => undefined);
    refusals[Symbol.dispose]();
    await noted;
    await notebook.close();
  }

  return {
    kioskUrl: door.url,
    memory,
    state,
    timings: () => timings,
    setNetwork,
    close,
    [Symbol.asyncDispose]: close,
  };
}

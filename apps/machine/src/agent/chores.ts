import type { zBeatMessage, zStateMessage } from '@hufu/contract';
import type { z } from 'zod';
import { followRosters } from './controller-greeting.ts';
import { reconcileDays } from './daily-reconciliation.ts';
import { eventRecorder } from './event-recorder.ts';
import { uploadWaiting } from './evidence-upload.ts';
import { tellLowInk } from './ink-keeper.ts';
import { inkLevel } from './ink-pad.ts';
import type { JobContext } from './job/job-context.ts';
import type { JobSession } from './job/session.ts';
import type { MachineHttps } from './machine-https.ts';
import type { ServerLink } from './server-link.ts';

/** What the chores work with. */
export interface ChoresContext {
  readonly context: JobContext;
  readonly session: JobSession;
  readonly server: () => ServerLink | undefined;
  readonly https: () => MachineHttps | undefined;
  readonly stateMessage: (online: boolean) => z.infer<typeof zStateMessage>;
  readonly onTrouble: (error: unknown) => void;
  readonly isClosed: () => boolean;
  /** Tells the update on trial whether all is well. */
  readonly stayHealthy: () => Promise<unknown>;
  readonly renewCertificate: () => Promise<unknown>;
  readonly fetchRelease: () => Promise<unknown>;
  readonly askNext: () => Promise<unknown>;
}

/** What has to be done again and again: pages, records, uploads, beats, the daily reconciliation. */
export function openChores(options: ChoresContext) {
  const { context, session, server, https, stateMessage, onTrouble, isClosed } = options;
  const { notebook, rosters, freshness, records, pages, evidence, press, config } = context;
  const { memory, clock } = notebook;
  let timer: NodeJS.Timeout | undefined;

  const once = (work: () => Promise<unknown>) => {
    let running: Promise<unknown> | undefined;
    return () => {
      running ??= work()
        .catch(onTrouble)
        .finally(() => {
          running = undefined;
        });
      return running;
    };
  };

  const prepareJobs = once(async () => {
    const roster = rosters.current?.roster;
    if (!roster) return;
    for (const [id, { payload }] of memory.authorizations) {
      if (memory.job(id).finish || memory.revoked.has(id) || clock.now() > payload.validTo) continue;
      if (pages.isReady(payload)) continue;
      const seals = new Set(payload.impressions.map((i) => i.seal));
      const specimens = roster.seals.filter((s) => seals.has(s.id)).map((s) => s.specimen);
      await pages.ready(payload, specimens);
      session.holder.changed();
      await pages.welcome(roster.seals.filter((s) => s.state === 'retired').map((s) => s.specimen));
    }
  });
  const followController = () => followRosters({ notebook, freshness, press });
  const upload = once(async () => {
    const client = https();
    if (client && server()?.link.isOnline) await uploadWaiting(client, evidence, notebook);
  });
  const fetchRelease = once(options.fetchRelease);
  let beatAt = Number.NEGATIVE_INFINITY;
  const beat = async (): Promise<void> => {
    if (!server()?.link.isOnline || performance.now() - beatAt < config.policy.beatMs) return;
    beatAt = performance.now();
    const message: z.infer<typeof zBeatMessage> = {
      at: clock.now(),
      boot: memory.boot,
      counters: press.status?.counters ?? null,
      outboxDepth: records.queued,
      ink: inkLevel(memory.ink, config.policy.impressionsPerFilling),
      uptimeMs: clock.monoMs(),
      diskFreeBytes: Math.round((await evidence.freeMiB()) * 1_048_576),
      clockOffsetMs: freshness.until === null ? null : Date.now() - clock.now(),
    };
    await server()?.beat(message);
  };
  const askAgain = async (): Promise<void> => {
    if (server()?.isUnheard) await options.askNext();
  };
  let announced: string | undefined;
  const tell = async (): Promise<void> => {
    const message = stateMessage(true);
    const key = JSON.stringify(message);
    if (!server()?.link.isOnline || announced === key) return;
    await server()?.tellState(message);
    announced = key;
  };
  const tick = once(async () => {
    if (isClosed()) return;
    for (const work of [
      followController,
      freshness.tick,
      session.tick,
      records.send,
      prepareJobs,
      beat,
      askAgain,
      tell,
      options.stayHealthy,
      options.renewCertificate,
    ]) {
      // One part that fails must not starve the others.
      if (!isClosed()) await work().catch(onTrouble);
    }
    void upload();
    void fetchRelease();
    const counters = press.status?.counters;
    if (!counters || !rosters.current) return;
    await reconcileDays(notebook, counters);
    await tellLowInk(memory, eventRecorder(notebook), config.policy.impressionsPerFilling);
  });

  return {
    prepareJobs,
    start() {
      timer = setInterval(() => void tick(), config.policy.retryMs);
      void tick();
    },
    stop() {
      clearInterval(timer);
    },
  };
}

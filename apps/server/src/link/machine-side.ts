import type { FastifyInstance } from 'fastify';
import { type Comparing, startComparing } from '../checks/compare-pictures.ts';
import { importHistory, type VillageHistory } from '../checks/import-history.ts';
import { createWatch } from '../checks/watch.ts';
import { openImportDatabase } from '../db/database.ts';
import { type PaperIndexing, startPaperIndexing } from '../evidence/find-paper-indexing.ts';
import { evidenceHandlers } from '../evidence/handlers.ts';
import { fleetHandlers } from '../fleet/handlers.ts';
import type { Handler } from '../http/handler.ts';
import type { ServerParts } from '../http/parts.ts';
import { type LogKeeper, startLogKeeper } from '../log/log-keeper.ts';
import { serveLog } from '../log/serve-log.ts';
import { openMachineDoor } from '../machine-http/machine-door.ts';
import { type MachineLink, startMachineLink } from './machine-link.ts';
import { openPki } from './pki.ts';

/** Everything between people's decisions and machines: log, link, uploads, evidence, checks. */
export interface MachineSide extends AsyncDisposable {
  readonly keeper: LogKeeper;
  readonly link: MachineLink;
  /** HTTPS with client certificates, for pages and pictures. */
  readonly machineUrl: string;
  /** MQTT over TLS with client certificates. */
  readonly mqttUrl: string;
  /** Takes in the past of a village, and waits until it is witnessed. */
  importHistory(history: VillageHistory): Promise<{ statements: number; pictures: number }>;
  /** Resolves when everything that happened so far was looked at by the alarm rules. */
  watched(): Promise<void>;
  readonly comparing: Comparing;
  readonly indexing: PaperIndexing;
  /** Operations of the API that this side answers. */
  readonly handlers: readonly Handler[];
  /** Puts what is no operation (the log's files) on the people's door. */
  serve(app: FastifyInstance): void;
}

/** Job that looks for what only time brings about: approved and never stamped, gaps, seals unused. */
const watchQueue = 'watch';

/** Starts the machine side on the server's parts. */
export async function startMachineSide(parts: ServerParts, databaseUrl: string): Promise<MachineSide> {
  await using stack = new AsyncDisposableStack();
  const { config, keys } = parts;
  const pki = await openPki(config.pkiDir, [config.machines.host]);
  const keeper = stack.use(await startLogKeeper(parts, databaseUrl, keys));
  const watch = createWatch(parts);
  const comparing = stack.use(startComparing(parts));
  const indexing = stack.use(startPaperIndexing(parts));
  let watching = Promise.resolve();
  /** One look after the other, after the fact: a rule that fails never holds up a machine. */
  const look = (act: () => Promise<void>) => {
    watching = watching.then(act).catch((err: unknown) => parts.log.error({ err }, 'alarm rules'));
  };
  const link = stack.use(
    await startMachineLink(parts, keeper, pki, (dev, ingested) => {
      comparing.busy();
      indexing.busy();
      if (ingested.kind === 'stored') look(async () => await watch.afterRecord(dev, ingested.record));
      if (ingested.kind === 'forked') look(async () => await watch.afterFork(dev));
    }),
  );
  const unsubscribe = parts.events.subscribe((event) => {
    if (event.kind === 'authorizationComplete') look(async () => await watch.afterDecision(event.request));
  });
  stack.defer(async () => {
    unsubscribe();
    await watching;
  });
  await parts.jobs.work(watchQueue, async () => {
    look(async () => await watch.everything());
    await link.carryEverything();
  });
  await parts.jobs.schedule(watchQueue, '7 * * * *');
  const door = stack.use(await openMachineDoor(parts, pki, keeper));
  const { machineUrl } = door;
  const { mqttUrl } = link;
  parts.log.info({ machineUrl, mqttUrl }, 'machines are served');
  const started = stack.move();
  return {
    keeper,
    link,
    machineUrl,
    mqttUrl,
    async importHistory(history) {
      const goOn = keeper.hold();
      // Nothing of an import is promised before its end, and the end is a synchronous commit (of the log's places)
      // after all of it in the same write-ahead log: what it returns is as durable as anything (I6).
      const quick = openImportDatabase(databaseUrl);
      try {
        return await importHistory({ ...parts, db: quick }, history);
      } finally {
        await quick.destroy();
        goOn();
        await keeper.settled();
      }
    },
    comparing,
    indexing,
    watched: async () => await watching,
    handlers: [...evidenceHandlers(keeper, indexing, comparing), ...fleetHandlers(pki.ca)],
    serve: (app) => serveLog(app, keeper),
    [Symbol.asyncDispose]: async () => await started.disposeAsync(),
  };
}

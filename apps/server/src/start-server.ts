import path from 'node:path';
import { acquireProcessLock, makeFolderDurably } from '@hufu/durable';
import { openFolderBlobStore } from '@hufu/storage';
import { pino } from 'pino';
import type { ServerConfig } from './config/config.ts';
import { openDatabase } from './db/database.ts';
import { startEmbeddedPostgres } from './db/embedded-postgres.ts';
import { openPageRenderer } from './files/page-renderer.ts';
import { startRendering } from './files/render-document.ts';
import { handlers } from './handlers.ts';
import { createApp } from './http/app.ts';
import { createEventBus } from './http/event-bus.ts';
import { freePort } from './http/free-port.ts';
import { startJobs } from './http/jobs.ts';
import { type ServerParts, siteOf } from './http/parts.ts';
import { type MachineSide, startMachineSide } from './link/machine-side.ts';
import { openServerKeys } from './log/server-keys.ts';
import { reconcileDays, reconciliationQueue } from './reconciliation/reconcile-days.ts';
import { type DeletionRound, deleteOnSchedule, deletionQueue } from './retention/delete-on-schedule.ts';
import { openPictureVault } from './retention/picture-vault.ts';
import { expireRequests, expiryQueue } from './seal-use/expire-requests.ts';
import { startTimestamps, type Timestamper } from './timestamps/stamp-checkpoints.ts';

/** A server that answers. */
export interface RunningServer extends AsyncDisposable {
  readonly httpUrl: string;
  /** HTTPS with client certificates: pages for machines, pictures from them. */
  readonly machineUrl: string;
  /** MQTT over TLS with client certificates. */
  readonly mqttUrl: string;
  /** Takes in the past of a village through the same paths as the present, and waits until it is witnessed. */
  importHistory: MachineSide['importHistory'];
  readonly parts: ServerParts;
  readonly machineSide: MachineSide;
  /** Has the newest checkpoint stamped, and old stamps renewed; by itself it does so daily. */
  readonly timestamper: Timestamper;
  /** Deletes the pictures whose time is over, as of a time of the caller's or of now; by itself it does so daily. */
  deleteDue(now?: number): Promise<DeletionRound>;
  /** Compares the last days of every machine with log and register; by itself it does so hourly. */
  reconcileDays(now?: number): Promise<{ readonly days: number; readonly raised: number }>;
  close(): Promise<void>;
}

/** What a caller may bring along: tests and imports have their own clock. */
export interface StartOptions {
  readonly now?: () => number;
}

/**
 * Starts the server: data folder, database, jobs, people's door.
 * @example await using server = await startServer(loadConfig({ HUFU_HTTP_PORT: '0' }));
 */
export async function startServer(config: ServerConfig, options: StartOptions = {}): Promise<RunningServer> {
  const log = pino({ level: config.logLevel, redact: ['req.headers.cookie', 'password'] });
  await using stack = new AsyncDisposableStack();
  await makeFolderDurably(config.dataDir);
  const lock = await acquireProcessLock(path.join(config.dataDir, 'server.lock'));
  stack.defer(async () => await lock.release());
  const databaseUrl = config.database.url ?? stack.use(await startEmbeddedPostgres(config.dataDir)).url;
  const db = await openDatabase(databaseUrl);
  stack.defer(async () => await db.destroy());
  const jobs = stack.use(await startJobs(databaseUrl, log));
  // Known before anything is served: passkeys and the origin check go by it.
  const port = config.http.port === 0 ? await freePort() : config.http.port;
  const keys = await openServerKeys(config);
  const files = await openFolderBlobStore(path.join(config.dataDir, 'blobs'));
  const parts: ServerParts = {
    config,
    db,
    blobs: openPictureVault(files, keys.pictures, db),
    renderer: stack.use(openPageRenderer()),
    events: createEventBus((err) => log.error({ err }, 'event listener')),
    jobs,
    keys,
    log,
    site: siteOf(config.http.publicUrl, port),
    now: options.now ?? Date.now,
  };
  await startRendering(parts);
  await jobs.work(expiryQueue, async () => await expireRequests(parts));
  await jobs.schedule(expiryQueue, '* * * * *');
  await jobs.work(deletionQueue, async () => {
    const round = await deleteOnSchedule(parts);
    if (round.deleted > 0) log.info(round, 'pictures were deleted on schedule');
  });
  await jobs.schedule(deletionQueue, '41 18 * * *');
  const machineSide = stack.use(await startMachineSide(parts, databaseUrl));
  await jobs.work(reconciliationQueue, async () => void (await reconcileDays(parts, machineSide.keeper)));
  await jobs.schedule(reconciliationQueue, '23 * * * *');
  const timestamper = await startTimestamps(parts, machineSide.keeper);
  const app = await createApp(
    parts,
    [...handlers, ...machineSide.handlers],
    machineSide.keeper.witnesses.addresses.map((w) => w.url),
  );
  machineSide.serve(app);
  stack.defer(async () => await app.close());
  const httpUrl = await app.listen({ host: config.http.host, port });
  // The door is open; the thread for uploads comes up behind it.
  parts.renderer.warm();
  log.info({ url: httpUrl, demo: config.isDemo }, 'server listens');
  const running = stack.move();
  const close = async () => await running.disposeAsync();
  const { machineUrl, mqttUrl, importHistory } = machineSide;
  return {
    httpUrl,
    machineUrl,
    mqttUrl,
    importHistory,
    parts,
    machineSide,
    timestamper,
    reconcileDays: async (now) => await reconcileDays(parts, machineSide.keeper, now),
    deleteDue: async (now) => await deleteOnSchedule(parts, now),
    close,
    [Symbol.asyncDispose]: close,
  };
}

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
  const parts: ServerParts = {
    config,
    db,
    blobs: await openFolderBlobStore(path.join(config.dataDir, 'blobs')),
    renderer: stack.use(openPageRenderer()),
    events: createEventBus((err) => log.error({ err }, 'event listener')),
    jobs,
    keys: await openServerKeys(config),
    log,
    site: siteOf(config.http.publicUrl, port),
    now: options.now ?? Date.now,
  };
  await startRendering(parts);
  await jobs.work(expiryQueue, async () => await expireRequests(parts));
  await jobs.schedule(expiryQueue, '* * * * *');
  const machineSide = stack.use(await startMachineSide(parts, databaseUrl));
  const timestamper = await startTimestamps(parts, machineSide.keeper);
  const app = await createApp(parts, [...handlers, ...machineSide.handlers]);
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
    close,
    [Symbol.asyncDispose]: close,
  };
}

import type { FastifyInstance } from 'fastify';
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
  /** Operations of the API that this side answers. */
  readonly handlers: readonly Handler[];
  /** Puts what is no operation (the log's files) on the people's door. */
  serve(app: FastifyInstance): void;
}

/** Starts the machine side on the server's parts. */
export async function startMachineSide(parts: ServerParts, databaseUrl: string): Promise<MachineSide> {
  await using stack = new AsyncDisposableStack();
  const { config, keys } = parts;
  const pki = await openPki(config.pkiDir, [config.machines.host]);
  const keeper = stack.use(await startLogKeeper(parts, databaseUrl, keys));
  const link = stack.use(await startMachineLink(parts, keeper, pki, () => undefined));
  const door = stack.use(await openMachineDoor(parts, pki, keys.personPhotos));
  const { machineUrl } = door;
  const { mqttUrl } = link;
  parts.log.info({ machineUrl, mqttUrl }, 'machines are served');
  const started = stack.move();
  return {
    keeper,
    link,
    machineUrl,
    mqttUrl,
    handlers: [],
    serve: (app) => serveLog(app, keeper),
    [Symbol.asyncDispose]: async () => await started.disposeAsync(),
  };
}

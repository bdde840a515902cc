import type { FastifyInstance } from 'fastify';
import type { Handler } from '../http/handler.ts';
import type { ServerParts } from '../http/parts.ts';
import { type LogKeeper, startLogKeeper } from '../log/log-keeper.ts';
import { serveLog } from '../log/serve-log.ts';
import { openServerKeys } from '../log/server-keys.ts';

/** Everything between people's decisions and machines: log, link, uploads, evidence, checks. */
export interface MachineSide extends AsyncDisposable {
  readonly keeper: LogKeeper;
  /** Operations of the API that this side answers. */
  readonly handlers: readonly Handler[];
  /** Puts what is no operation (the log's files) on the people's door. */
  serve(app: FastifyInstance): void;
}

/** Starts the machine side on the server's parts. */
export async function startMachineSide(parts: ServerParts, databaseUrl: string): Promise<MachineSide> {
  await using stack = new AsyncDisposableStack();
  const keys = await openServerKeys(parts.config);
  const keeper = stack.use(await startLogKeeper(parts, databaseUrl, keys));
  const started = stack.move();
  return {
    keeper,
    handlers: [],
    serve: (app) => serveLog(app, keeper),
    [Symbol.asyncDispose]: async () => await started.disposeAsync(),
  };
}

import { loadConfig, startServer } from '@hufu/server';
import { carryOutImport } from '../demo/import-orders.ts';
import { announceReady, answerOrders } from '../processes/child.ts';
import { untilStopped } from '../processes/until-stopped.ts';

/** `hufu server`: the server, configured by HUFU_* variables, until it is stopped. */
export async function server(): Promise<void> {
  const config = loadConfig(process.env);
  const running = await startServer(config);
  // The demo fills its server through the pipe to its parent; a server that nobody started so has no such door.
  if (config.isDemo && process.send) answerOrders((what, value) => carryOutImport(running, what, value));
  announceReady({ httpUrl: running.httpUrl });
  await untilStopped(running);
}

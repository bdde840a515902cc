import path from 'node:path';
import type { Village } from '@hufu/testkit';
import { loadConfig, type RunningServer, startServer } from '../src/index.ts';
import { benchVillage, startBenchTrust } from './bench-trust.ts';

/** A server with its witnesses that can be stopped and started again on the same data, for tests. */
export interface ServerBench extends AsyncDisposable {
  readonly village: Village;
  server: RunningServer;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Opens a bench in a folder of its own. */
export async function openServerBench(): Promise<ServerBench> {
  const village = benchVillage();
  const trust = await startBenchTrust(village);
  const config = loadConfig({
    ...trust.env,
    HUFU_DATA_DIR: path.join(trust.dir, 'data'),
    HUFU_HTTP_PORT: '0',
    HUFU_MACHINE_PORT: '0',
    HUFU_MQTT_PORT: '0',
  });
  const bench = {
    village,
    server: await startServer(config),
    async start() {
      bench.server = await startServer(config);
    },
    stop: async () => await bench.server.close(),
    async [Symbol.asyncDispose]() {
      await bench.server.close();
      await trust[Symbol.asyncDispose]();
    },
  };
  return bench;
}

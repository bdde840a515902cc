import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toHex } from '@hufu/contract';
import { formatVkey, KEY_TYPE, seedSigner } from '@hufu/log';
import { aVillage, derivedBytes, type Village } from '@hufu/testkit';
import { type RunningWitness, startWitness, zWitnessConfig } from '@hufu/witness';
import { loadConfig, type RunningServer, startServer } from '../src/index.ts';

/** A whole server with its two witnesses, on real sockets and a real database, for tests. */
export interface ServerBench extends AsyncDisposable {
  readonly village: Village;
  readonly dir: string;
  readonly witnesses: readonly RunningWitness[];
  server: RunningServer;
  /** Stops the server and starts it again on the same data. */
  restart(): Promise<void>;
  /** Starts the server after `stop`. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const origin = 'hufu.example/bench';
const logSeed = derivedBytes('bench log');
const seedOf = (what: string) => derivedBytes(`bench witness ${what}`);

/** The village of the bench: its roster names the bench's log and witnesses. */
export function benchVillage(name = '虎符村'): Village {
  const log = seedSigner(origin, KEY_TYPE.ed25519, logSeed);
  return aVillage({
    name,
    change: (roster) => ({
      ...roster,
      log: { origin, vkey: formatVkey(log.key) },
      witnesses: {
        k: 2,
        all: roster.witnesses.all.map((w) => ({
          ...w,
          vkey: formatVkey(seedSigner(w.name, KEY_TYPE.cosignature, seedOf(w.name)).key),
        })),
      },
    }),
  });
}

/** Opens a bench in a folder of its own; `now` is the server's and the witnesses' clock. */
export async function openServerBench(
  options: { now?: () => number; village?: Village } = {},
): Promise<ServerBench> {
  const village = options.village ?? benchVillage();
  const dir = mkdtempSync(path.join(tmpdir(), 'hufu-server-'));
  const log = seedSigner(origin, KEY_TYPE.ed25519, logSeed);
  const witnesses: RunningWitness[] = [];
  for (const w of village.witnesses.slice(0, 2))
    witnesses.push(
      await startWitness(
        zWitnessConfig.parse({
          name: w.name,
          organisation: w.organisation,
          port: 0,
          cosignSeed: toHex(seedOf(w.name)),
          statementSecret: toHex(w.signer.secret),
          stateFile: path.join(dir, `${w.organisation}.json`),
          logs: [{ origin, vkey: formatVkey(log.key) }],
          pins: { [village.id]: toHex(village.accepted.digest) },
          demo: true,
        }),
        options.now,
      ),
    );
  const witnessesFile = path.join(dir, 'witnesses.json');
  writeFileSync(
    witnessesFile,
    JSON.stringify(
      village.witnesses.slice(0, 2).map((w, i) => ({
        name: w.name,
        organisation: w.organisation,
        vkey: formatVkey(seedSigner(w.name, KEY_TYPE.cosignature, seedOf(w.name)).key),
        url: witnesses[i]?.url,
        sameHost: true,
      })),
    ),
  );
  const keyFile = path.join(dir, 'log.seed');
  writeFileSync(keyFile, toHex(logSeed));
  const config = loadConfig({
    HUFU_DATA_DIR: path.join(dir, 'data'),
    HUFU_HTTP_PORT: '0',
    HUFU_MACHINE_PORT: '0',
    HUFU_MQTT_PORT: '0',
    HUFU_LOG_LEVEL: process.env.BENCH_LOG_LEVEL ?? 'silent',
    HUFU_LOG_ORIGIN: origin,
    HUFU_LOG_KEY_FILE: keyFile,
    HUFU_WITNESSES_FILE: witnessesFile,
  });
  const run = async () => await startServer(config, options.now ? { now: options.now } : {});
  const bench = {
    village,
    dir,
    witnesses,
    server: await run(),
    async start() {
      bench.server = await run();
    },
    stop: async () => await bench.server.close(),
    async restart() {
      await bench.stop();
      await bench.start();
    },
    async [Symbol.asyncDispose]() {
      await bench.server.close();
      for (const w of witnesses) await w.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return bench;
}

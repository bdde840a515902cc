import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HufuError } from '@hufu/contract';
import { openWorld, type World } from '@hufu/paper-world';
import { type Part, startPart } from '../processes/child.ts';
import { freeBlock, isPortFree } from '../processes/ports.ts';
import { importPast } from './history/import-past.ts';
import { complete, type DemoMachine, provision } from './machines.ts';
import { type RunningPortal, startPortal } from './portal.ts';
import { releaseWeb } from './release-web.ts';
import { type DemoSecrets, openSecrets } from './secrets.ts';
import { writeServiceKeys } from './service-keys.ts';
import { demoVillages } from './township.ts';
import { demoOrigin, demoTrust, portPlan, writeWitnessFiles } from './trust.ts';
import { livingVillages, type SetUpVillage, setUpVillage, townshipImport } from './villages.ts';

export interface DemoOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly machines: number;
  readonly camera: '8mp' | 'fast';
  readonly pace: 'real' | 'quick';
  readonly history: boolean;
  readonly say: (line: string) => void;
}

/** One machine of the demo that is switched on. */
export interface LivingMachine {
  readonly village: SetUpVillage;
  readonly kioskUrl: string;
  readonly plantUrl: string;
  readonly simDir: string;
  readonly agent: Part;
  readonly sim: Part;
}

/** The whole township on this host. */
export interface RunningDemo {
  readonly portalUrl: string;
  readonly httpUrl: string;
  readonly secrets: DemoSecrets;
  readonly villages: readonly SetUpVillage[];
  readonly machines: readonly LivingMachine[];
  readonly server: Part;
  readonly witnesses: readonly Part[];
  readonly world: World;
  /** Resolves when the six months are told, or at once without history. */
  readonly historyTold: Promise<void>;
  close(): Promise<void>;
}

/** Starts every part as a process of its own, in the order in which they need each other. */
export async function startDemo(options: DemoOptions): Promise<RunningDemo> {
  const at = (...names: string[]) => join(options.dataDir, ...names);
  mkdirSync(options.dataDir, { recursive: true });
  const wish = await freeBlock(options.port, portPlan(0).count);
  const secrets = openSecrets(at('secrets.json'), Date.now(), wish);
  const ports = portPlan(secrets.firstPort);
  // Rosters name the address of the web pages: a demo stays at the ports it was born with.
  for (const port of [ports.portal, ports.http])
    if (!(await isPortFree(port))) throw new HufuError('PORT_TAKEN', { context: { port } });

  const world = openWorld({ workers: 1 });
  const opened: { close(): Promise<void> }[] = [{ close: () => world.close() }];
  const begin = async (
    name: string,
    args: string[],
    env: Record<string, string> = {},
    takesOrders = false,
  ) => {
    const logFile = at('log', `${name}.log`);
    const part = await startPart(
      { name, args, env, logFile, readyWithinMs: 120_000, takesOrders },
      options.say,
    );
    opened.push({ close: () => part.stop() });
    return part;
  };
  const close = async () => {
    for (const o of opened.reverse()) await o.close();
  };

  try {
    const living = livingVillages(options.machines);
    await writeServiceKeys(
      at('service-keys'),
      living.map((v) => v.key),
      secrets,
    );
    const provisioned = new Map<string, DemoMachine>();
    for (const v of living) provisioned.set(v.key, await provision(at('machines'), v.key));
    const villages = await Promise.all(
      demoVillages.map((v) => setUpVillage(at('rosters'), v, secrets, provisioned.get(v.key))),
    );

    options.say('见证方 witnesses …');
    const pins = new Map(
      villages.flatMap((v) => (v.rosters[0] ? [[v.secrets.id, v.rosters[0].digest] as const] : [])),
    );
    const files = writeWitnessFiles(at('witnesses'), secrets, pins);
    const witnesses = await Promise.all(
      files.configs.map((config, i) => begin(`witness-${i + 1}`, ['witness', '--config', config])),
    );

    options.say('服务器 server, database, broker …');
    const env = serverEnv(options, secrets, files.list);
    // With these any other command finds the same stores: `set -a; . server.env`.
    const lines = Object.entries(env).map(([name, value]) => `${name}='${value.replaceAll("'", "'\\''")}'`);
    writeFileSync(at('server.env'), `${lines.join('\n')}\n`);
    const server = await begin('server', ['server'], env, true);
    if (!existsSync(at('township.done'))) {
      await server.order('village', townshipImport(secrets, villages));
      writeFileSync(at('township.done'), '');
    }
    await tellWitnesses(secrets, villages);
    await releaseWeb(secrets, `http://localhost:${ports.http}`);

    options.say('印章机 machines …');
    const machines = await Promise.all(
      living.map(async (v, index): Promise<LivingMachine> => {
        const machine = provisioned.get(v.key);
        const village = villages.find((s) => s.village.key === v.key);
        if (!machine || !village) throw new RangeError(`no machine in ${v.key}`);
        const configs = await complete(at('machines'), machine, village, {
          secrets,
          index,
          camera: options.camera,
          pace: options.pace,
          pkiDir: at('server', 'pki'),
          kioskDir: new URL('../../../web-kiosk/dist', import.meta.url).pathname,
        });
        const sim = await begin(`machine-${index + 1}-sim`, ['machine', 'sim', '--config', configs.sim]);
        // Somebody stands before the machine: a newcomer need not find the demo's hands to be seen.
        await fetch(`http://127.0.0.1:${ports.plant(index)}/sim/do`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ do: 'person', faces: 1 }),
        });
        const agent = await begin(`machine-${index + 1}-agent`, [
          'machine',
          'agent',
          '--config',
          configs.agent,
        ]);
        return {
          village,
          kioskUrl: `http://localhost:${ports.kiosk(index)}`,
          plantUrl: `http://127.0.0.1:${ports.plant(index)}`,
          simDir: machine.files.simDir,
          agent,
          sim,
        };
      }),
    );

    const past = options.history
      ? importPast({ doneFile: at('history.json'), secrets, villages, world, server })
      : { progress: () => ({ done: 0, total: 0 }), told: Promise.resolve(), stop: async () => {} };
    opened.push({ close: past.stop });
    const httpUrl = `http://localhost:${ports.http}`;
    const portal: RunningPortal = await startPortal({
      port: ports.portal,
      httpUrl,
      secrets,
      kiosks: new Map(machines.map((m) => [m.village.village.key, m.kioskUrl])),
      world,
      history: past.progress,
    });
    opened.push(portal);
    writeFileSync(at('demo.json'), JSON.stringify({ portal: portal.url, http: httpUrl }));
    return {
      portalUrl: portal.url,
      httpUrl,
      secrets,
      villages,
      machines,
      server,
      witnesses,
      world,
      historyTold: past.told,
      close,
    };
  } catch (e) {
    await close();
    throw e;
  }
}

/** Throws the data of a demo away. */
export function forgetDemo(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true });
}

function serverEnv(
  options: DemoOptions,
  secrets: DemoSecrets,
  witnessesFile: string,
): Record<string, string> {
  const ports = portPlan(secrets.firstPort);
  const dir = join(options.dataDir, 'server');
  const keyFile = join(options.dataDir, 'log.seed');
  writeFileSync(keyFile, `${secrets.log.seed}\n`, { mode: 0o600 });
  return {
    HUFU_DATA_DIR: dir,
    HUFU_DEMO: 'yes',
    HUFU_HTTP_PORT: String(ports.http),
    HUFU_PUBLIC_URL: `http://localhost:${ports.http}`,
    HUFU_MACHINE_PORT: String(ports.machines),
    HUFU_MQTT_PORT: String(ports.mqtt),
    HUFU_LOG_ORIGIN: demoOrigin,
    HUFU_LOG_KEY_FILE: keyFile,
    HUFU_WITNESSES_FILE: witnessesFile,
    HUFU_WITNESS_QUORUM: '2',
    HUFU_LOG_LEVEL: 'info',
  };
}

/** Brings every roster to both witnesses, in order; what they hold already is no news. */
async function tellWitnesses(secrets: DemoSecrets, villages: readonly SetUpVillage[]): Promise<void> {
  for (const port of portPlan(secrets.firstPort).witness)
    for (const village of villages)
      for (const roster of village.rosters) {
        const reply = await fetch(`http://127.0.0.1:${port}/roster`, {
          method: 'POST',
          body: Uint8Array.from(roster.cose),
        });
        if (!reply.ok)
          throw new HufuError('ROSTER_NOT_CHAINED', { context: { problem: await reply.text() } });
      }
}

/** The policy under which the demo's evidence is verified: what an outsider would pin. */
export const demoPolicyTrust = demoTrust;

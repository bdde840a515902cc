import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex, toHex } from '@hufu/contract';
import { formatVkey, KEY_TYPE, seedSigner } from '@hufu/log';
import type { DemoTrust } from './rosters.ts';
import { machineSigner } from './rosters.ts';
import type { DemoSecrets } from './secrets.ts';

/** Name of the demo's log: never to be mistaken for a real one. */
export const demoOrigin = 'hufu.example/demo-township';

const witnesses = [
  { name: 'archive.example/demo-witness', organisation: '区档案馆（演示）' },
  { name: 'supervision.example/demo-witness', organisation: '村务监督联合会（演示）' },
] as const;

/** Where the parts of one demo listen, from the first port on. */
export function portPlan(first: number) {
  return {
    portal: first,
    http: first + 1,
    machines: first + 2,
    mqtt: first + 3,
    witness: [first + 4, first + 5] as const,
    kiosk: (i: number) => first + 6 + i,
    plant: (i: number) => first + 12 + i,
    /** The simulated lines of a machine, to the broker and to the door for pages and pictures. */
    line: (i: number) => ({ mqtt: first + 18 + 2 * i, machines: first + 19 + 2 * i }),
    count: 30,
  };
}

/** Log, witnesses and addresses as every roster of the demo names them. */
export function demoTrust(secrets: DemoSecrets): DemoTrust {
  const log = seedSigner(demoOrigin, KEY_TYPE.ed25519, fromHex(secrets.log.seed));
  return {
    log: { origin: demoOrigin, vkey: formatVkey(log.key) },
    witnesses: witnesses.map((w, i) => {
      const own = secrets.witnesses[i];
      if (!own) throw new RangeError('two witnesses wanted');
      return {
        ...w,
        vkey: formatVkey(seedSigner(w.name, KEY_TYPE.cosignature, fromHex(own.seed)).key),
        statementKey: machineSigner(own.statement).key,
      };
    }),
    origins: [`http://localhost:${portPlan(secrets.firstPort).http}`],
  };
}

/** Writes the configurations of both witnesses and the list of them for the server. */
export function writeWitnessFiles(
  dir: string,
  secrets: DemoSecrets,
  pins: ReadonlyMap<string, Uint8Array>,
): { configs: readonly string[]; list: string } {
  const trust = demoTrust(secrets);
  const ports = portPlan(secrets.firstPort).witness;
  mkdirSync(dir, { recursive: true });
  const configs = trust.witnesses.map((w, i) => {
    const own = secrets.witnesses[i];
    const file = join(dir, `witness-${i + 1}.json`);
    const config = {
      name: w.name,
      organisation: w.organisation,
      port: ports[i],
      cosignSeed: own?.seed,
      statementSecret: own?.statement,
      stateFile: join(dir, `witness-${i + 1}.state.json`),
      logs: [trust.log],
      pins: Object.fromEntries([...pins].map(([village, digest]) => [village, toHex(digest)])),
      demo: true,
    };
    writeFileSync(file, JSON.stringify(config, null, 2), { mode: 0o600 });
    return file;
  });
  const list = join(dir, 'witnesses.json');
  writeFileSync(
    list,
    JSON.stringify(
      trust.witnesses.map((w, i) => ({
        name: w.name,
        organisation: w.organisation,
        vkey: w.vkey,
        url: `http://127.0.0.1:${ports[i]}`,
        sameHost: true,
      })),
      null,
      2,
    ),
  );
  return { configs, list };
}

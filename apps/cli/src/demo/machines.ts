import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AgentConfigInput,
  completeProvisioning,
  provisionMachine,
  type SimConfigInput,
} from '@hufu/machine';
import { openPki } from '@hufu/server';
import type { DemoSecrets } from './secrets.ts';
import { demoStampPin } from './township.ts';
import { portPlan } from './trust.ts';
import type { SetUpVillage } from './villages.ts';

/** A machine that was provisioned and waits for its roster. */
export type DemoMachine = Awaited<ReturnType<typeof provisionMachine>>;

/** Makes the keys of a village's machine where they stay; at later starts it finds them. */
export function provision(dir: string, village: string): Promise<DemoMachine> {
  return provisionMachine({ dir: join(dir, village) });
}

/** Where the configuration of both halves of a machine was written. */
export interface MachineConfigs {
  readonly sim: string;
  readonly agent: string;
}

/** Gives the machine its certificate, first roster and PINs, and writes the configuration of both halves. */
export async function complete(
  dir: string,
  machine: DemoMachine,
  village: SetUpVillage,
  options: {
    secrets: DemoSecrets;
    index: number;
    camera: '8mp' | 'fast';
    pkiDir: string;
    kioskDir: string;
    pace: 'real' | 'quick';
  },
): Promise<MachineConfigs> {
  const own = join(dir, village.village.key);
  const { files } = machine;
  const pki = await openPki(options.pkiDir);
  const [genesis, newest] = [village.rosters[0], village.rosters.at(-1)];
  if (!genesis || !newest) throw new RangeError('a village has a roster');
  // The certificate request is made anew at each start, and its key with it.
  const certPem = await pki.ca.certify(machine.csrPem, { cn: machine.thumbprintHex, usage: 'client' });
  // Who stamps, and who keeps the seals and fills the pad.
  const enrolled = newest.roster.people.filter(
    (p) => p.roles.includes('stamper') || p.roles.includes('custodian'),
  );
  await completeProvisioning(files, {
    certPem,
    caPem: pki.ca.certPem,
    genesis: genesis.cose,
    pins: Object.fromEntries(enrolled.map((p) => [p.id, demoStampPin])),
  });
  const ports = portPlan(options.secrets.firstPort);
  mkdirSync(own, { recursive: true });
  const specimens = village.seals.map((s, slot) => {
    const specimenFile = join(own, `seal-${slot}.png`);
    writeFileSync(specimenFile, s.die.specimenPng);
    return { slot, specimenFile, diameterMm: s.diameterMm };
  });
  const plantUrl = `http://127.0.0.1:${ports.plant(options.index)}`;
  const kioskUrl = `http://127.0.0.1:${ports.kiosk(options.index)}`;
  const line = ports.line(options.index);
  const shown = await pki.ca.issue({ cn: 'hufu-server', usage: 'both', sans: ['localhost', '127.0.0.1'] });
  const secret = (name: string, text: string) => {
    const file = join(own, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const sim: SimConfigInput = {
    dir: files.simDir,
    panelPort: ports.plant(options.index),
    camera: options.camera,
    pace: options.pace,
    seed: village.village.key,
    seals: specimens,
    agentUrl: kioskUrl,
    network: {
      mqtt: { port: line.mqtt, to: `mqtts://localhost:${ports.mqtt}` },
      machines: { port: line.machines, to: `https://localhost:${ports.machines}` },
      keys: {
        caFile: files.tlsCaFile,
        certFile: secret('line.pem', shown.certPem),
        keyFile: secret('line.key', shown.keyPem),
        machineCertFile: files.tlsCertFile,
        machineKeyFile: files.tlsKeyFile,
      },
    },
  };
  const agent: AgentConfigInput = {
    dir: files.agentDir,
    demo: true,
    kiosk: { port: ports.kiosk(options.index), staticDir: options.kioskDir },
    genesisFile: files.genesisFile,
    agentKeyFile: files.agentKeyFile,
    press: { path: files.tty, pairKeyFile: files.pairKeyFile, thumbprint: machine.thumbprintHex },
    cameras: { overhead: { driver: 'sim' }, person: { driver: 'sim' } },
    lamp: { driver: 'sim' },
    plantUrl,
    server: {
      // Through the simulator, which can put faults into the line.
      mqttUrl: `mqtts://localhost:${line.mqtt}`,
      machineUrl: `https://localhost:${line.machines}`,
      caFile: files.tlsCaFile,
      certFile: files.tlsCertFile,
      keyFile: files.tlsKeyFile,
    },
    pinsFile: files.pinsFile,
  };
  const write = (name: string, value: unknown) => {
    const file = join(own, name);
    writeFileSync(file, JSON.stringify(value, null, 2), { mode: 0o600 });
    return file;
  };
  return { sim: write('sim.json', sim), agent: write('agent.json', agent) };
}

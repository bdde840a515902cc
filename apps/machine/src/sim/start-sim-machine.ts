import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HufuError } from '@hufu/contract';
import { writeFileDurably } from '@hufu/durable';
import { z } from 'zod';
import { pressFolder } from '../press/press-folder.ts';
import { type PressProcess, startPressProcess } from '../press/press-process.ts';
import { quickPace, realPace } from './mechanics.ts';
import { openWire, type Wire } from './network/wire.ts';
import { openPanel } from './panel.ts';
import { openPlant, type Plant } from './plant.ts';
import { openRecorder } from './recorder.ts';
import { type Contact, readTruth } from './world-store.ts';

/** A line: where the agent finds it, and which door of the server is behind it. */
const zWireConfig = z.object({ port: z.number().int(), to: z.string() });

/** A simulated machine: where it lives, what is mounted, how good its camera is. */
export const zSimConfig = z.object({
  dir: z.string(),
  panelPort: z.number().int().default(0),
  /** `8mp`: as a real machine; `fast`: 3 megapixels; `tiny`: for tests of everything but the comparison. */
  camera: z.enum(['8mp', 'fast', 'tiny']).default('8mp'),
  pace: z.enum(['real', 'quick']).default('real'),
  seed: z.string().default('1'),
  seals: z.array(
    z.object({ slot: z.number().int().min(0).max(7), specimenFile: z.string(), diameterMm: z.number() }),
  ),
  /** Where the panel gets approved pages by digest: the agent's loopback door. */
  agentUrl: z.string().nullable().default(null),
  /** Lines to the server that faults can be put into; null where the agent talks to the server directly. */
  network: z
    .object({
      mqtt: zWireConfig,
      machines: zWireConfig,
      keys: z
        .object({
          caFile: z.string(),
          certFile: z.string(),
          keyFile: z.string(),
          machineCertFile: z.string(),
          machineKeyFile: z.string(),
        })
        .nullable()
        .default(null),
    })
    .nullable()
    .default(null),
  /** Folders in which pages lie under their digest, tried before the agent. */
  pageFolders: z.array(z.string()).default([]),
});
export type SimConfig = z.infer<typeof zSimConfig>;
export type SimConfigInput = z.input<typeof zSimConfig>;

/** The press controller and the world around it, in one process. */
export interface RunningSim extends AsyncDisposable {
  readonly panelUrl: string;
  readonly plant: Plant;
  readonly press: PressProcess;
  close(): Promise<void>;
}

/** Starts press controller, plant and panel of a folder; the world in it is as it was left. */
export async function startSimMachine(
  input: SimConfigInput,
  options: { onPowerCut?: () => void } = {},
): Promise<RunningSim> {
  const config = zSimConfig.parse(input);
  const seals = await Promise.all(
    config.seals.map(async ({ slot, specimenFile, diameterMm }) => ({
      slot,
      diameterMm,
      specimenPng: new Uint8Array(await readFile(specimenFile)),
    })),
  );
  const wires: Wire[] = [];
  const plant = openPlant({
    dir: join(config.dir, 'world'),
    seals,
    lens: { preset: config.camera === '8mp' ? 'm' : 'm3', seed: config.seed },
    megapixels: { '8mp': 8, fast: 3, tiny: 0.5 }[config.camera],
    pace: config.pace === 'quick' ? quickPace : realPace,
    fetchPage: (digestHex) => fetchPage(config, digestHex),
    // A cut takes controller and world down together, in the middle of whatever they do.
    onPowerCut: options.onPowerCut ?? (() => process.kill(process.pid, 'SIGKILL')),
    onNetwork: () => {
      for (const wire of wires) wire.changed();
    },
  });
  for (const { port, to, keys } of wiresOf(config))
    wires.push(
      await openWire({
        port,
        to,
        ...(keys ? { keys } : {}),
        faults: () => plant.network,
        random: Math.random,
      }),
    );
  const press = await startPressProcess({ folder: pressFolder(config.dir), plant: plant.port });
  const recorder = openRecorder(join(config.dir, 'world', 'recording.jsonl'));
  const panel = await openPanel(plant, config.panelPort, recorder);
  await writeFileDurably(join(config.dir, 'panel-url'), Buffer.from(panel.url));
  const close = async () => {
    await panel.close();
    for (const wire of wires) await wire[Symbol.asyncDispose]();
    await press.close();
    await plant.close();
  };
  return { panelUrl: panel.url, plant, press, close, [Symbol.asyncDispose]: close };
}

/** Messages of the broker can be read and turned about; pages and pictures only become slow, or break off. */
function wiresOf({ network }: SimConfig) {
  if (!network) return [];
  const { mqtt, machines, keys } = network;
  return [
    { ...mqtt, keys },
    { ...machines, keys: null },
  ];
}

/** The truth log of a machine's world: what really touched, whoever is alive. */
export function readTruthOf(dir: string): Contact[] {
  return readTruth(join(dir, 'world', 'truth.jsonl'));
}

async function fetchPage(config: SimConfig, digestHex: string): Promise<Uint8Array> {
  for (const folder of config.pageFolders) {
    try {
      return new Uint8Array(await readFile(join(folder, digestHex)));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  const reply = config.agentUrl ? await fetch(`${config.agentUrl}/reference/${digestHex}`) : undefined;
  if (!reply?.ok) throw new HufuError('SIM_PAGE_UNKNOWN', { context: { digest: digestHex.slice(0, 8) } });
  return new Uint8Array(await reply.arrayBuffer());
}

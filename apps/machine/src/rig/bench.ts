import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Authorization,
  type KioskCommand,
  type KioskState,
  type SimAction,
  toHex,
} from '@hufu/contract';
import { inventedVillage, seeded, sheetFromPage, villagePaper, villageSeals } from '@hufu/paper-world';
import { anAuthorization, anException, aVillage, derivedId, type Village } from '@hufu/testkit';
import sharp from 'sharp';
import type { AgentConfigInput } from '../agent/config.ts';
import { pressFolder } from '../press/press-folder.ts';
import { completeProvisioning, machineFiles, provisionMachine } from '../provision.ts';
import { readTruthOf, type SimConfigInput } from '../sim/start-sim-machine.ts';
import { benchLog } from './bench-log.ts';
import { startBenchServer } from './bench-server.ts';

/** PIN of the stamper on every bench. */
export const benchPin = '4711';

const drawn = new Map<string, Promise<{ png: Uint8Array; widthPx: number; heightPx: number }>>();

/** A page as an approver sees it: 200 dpi, clean, drawn once for all benches of a process. */
function approvedPage(seed: string): Promise<{ png: Uint8Array; widthPx: number; heightPx: number }> {
  const held = drawn.get(seed) ?? drawPage(seed);
  drawn.set(seed, held);
  return held;
}

async function drawPage(seed: string) {
  const paper = await villagePaper({ layout: 'residence', seed });
  const { width, height, rgba } = await sheetFromPage(paper.pdf, 1, seed, { dpi: 200, toner: 1 });
  const picture = sharp(rgba, { raw: { width, height, channels: 4 } }).removeAlpha();
  const png = new Uint8Array(await picture.withMetadata({ density: 200 }).png().toBuffer());
  return { png, widthPx: width, heightPx: height };
}

/** A village whose machine is provisioned in a folder of its own, with a server that only a test would trust. */
export async function openBench(options: { camera?: '8mp' | 'fast' | 'tiny' } = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'hufu-machine-'));
  const log = benchLog();
  const seals = villageSeals(inventedVillage(seeded('bench')));
  const specimens = [seals.partyBranch, seals.villageCommittee, seals.cooperative];
  const village: Village = aVillage({
    change: (roster) => ({
      ...log.intoRoster(roster),
      seals: roster.seals.map((s) => ({
        ...s,
        specimen: sha256(specimens[s.slot]?.specimenPng ?? new Uint8Array()),
        diameterMm: specimens[s.slot]?.diameterMm ?? 40,
      })),
    }),
  });
  const files = machineFiles(dir);
  await mkdir(pressFolder(files.simDir), { recursive: true });
  await mkdir(files.agentDir, { recursive: true });
  // The keys that the village's roster names.
  await writeFile(join(pressFolder(files.simDir), 'press.key'), village.machine.press.secret);
  await writeFile(files.agentKeyFile, village.machine.agent.secret);
  const provisioned = await provisionMachine({ dir });
  const server = await startBenchServer(village, log);
  const certPem = await server.ca.certify(provisioned.csrPem, {
    cn: provisioned.thumbprintHex,
    usage: 'client',
  });
  await completeProvisioning(files, {
    certPem,
    caPem: server.ca.certPem,
    genesis: village.rosterCose,
    pins: { [village.stamper.id]: benchPin },
  });
  const pageFolder = join(dir, 'approved');
  await mkdir(pageFolder);
  const specimenFiles = await Promise.all(
    specimens.map(async (s, slot) => {
      const specimenFile = join(dir, `specimen-${slot}.png`);
      await writeFile(specimenFile, s.specimenPng);
      server.pages.set(toHex(sha256(s.specimenPng)), s.specimenPng);
      return { slot, specimenFile, diameterMm: s.diameterMm };
    }),
  );
  const simConfig: SimConfigInput = {
    dir: files.simDir,
    camera: options.camera ?? 'tiny',
    pace: options.camera === '8mp' ? 'real' : 'quick',
    seals: specimenFiles,
    pageFolders: [pageFolder],
  };
  const agentConfig = (plantUrl: string): AgentConfigInput => ({
    dir: files.agentDir,
    genesisFile: files.genesisFile,
    agentKeyFile: files.agentKeyFile,
    press: { path: files.tty, pairKeyFile: files.pairKeyFile, thumbprint: provisioned.thumbprintHex },
    cameras: { overhead: { driver: 'sim' }, person: { driver: 'sim' } },
    plantUrl,
    server: {
      mqttUrl: server.mqttUrl,
      machineUrl: server.machineUrl,
      caFile: files.tlsCaFile,
      certFile: files.tlsCertFile,
      keyFile: files.tlsKeyFile,
    },
    pinsFile: files.pinsFile,
    policy: { previewMs: 60, retryMs: 150, minFreeMiB: 1 },
  });

  /** An approved page: on the server for the machine, and on the printer for the hands. */
  async function approvePage(seed: string) {
    const { png, widthPx, heightPx } = await approvedPage(seed);
    const digest = sha256(png);
    server.pages.set(toHex(digest), png);
    await writeFile(join(pageFolder, toHex(digest)), png);
    return { digest, widthPx, heightPx, source: 'document' as const, side: 'front' as const };
  }

  let made = 0;
  /** An authorization for now; what it says can be changed. */
  async function authorization(changes: Partial<Authorization> = {}, seed = 'page') {
    const page = await approvePage(seed);
    return anAuthorization(village, {
      id: derivedId(`bench-authorization-${++made}`),
      at: Date.now() - 60_000,
      validFrom: Date.now() - 120_000,
      validTo: Date.now() + 3_600_000,
      pages: [page],
      ...changes,
    }).approvedBy(village.secretary);
  }

  let exceptions = 0;
  return {
    dir,
    village,
    /** An exception of the secretary for a moment of this machine. */
    exception: (of: Authorization, moment: { nonce: Uint8Array; frames: Uint8Array[] }) =>
      anException(village, of, [village.secretary], {
        ...moment,
        id: derivedId(`bench-exception-${++exceptions}`),
        at: Date.now(),
        machine: village.machine.thumbprint,
      }),
    /** A picture that no approved page explains; the eyes of a bench call it unsure. */
    strangePicture: async () =>
      (
        await sharp({ create: { width: 1654, height: 2339, channels: 3, background: '#e8e4da' } })
          .png()
          .toBuffer()
      ).toString('base64'),
    server,
    log,
    files,
    simConfig,
    agentConfig,
    authorization,
    approvePage,
    truth: () => readTruthOf(files.simDir),
    async close() {
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
export type Bench = Awaited<ReturnType<typeof openBench>>;

/** A pair of hands and a pair of eyes at the touch screen. */
export function visitor(kioskUrl: () => string, panelUrl: () => string) {
  const state = async (): Promise<KioskState> =>
    (await fetch(`${kioskUrl()}/state`)).json() as Promise<KioskState>;

  async function command(command: KioskCommand): Promise<{ status: number; code?: string }> {
    const { version } = await state();
    const reply = await fetch(`${kioskUrl()}/command`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ version, command }),
    });
    const body = (await reply.json()) as { code?: string };
    return { status: reply.status, ...(body.code ? { code: body.code } : {}) };
  }

  /** Waits for a screen by the stream; other screens pass by. */
  async function screen(...names: KioskState['screen']['name'][]): Promise<KioskState['screen']> {
    const reply = await fetch(`${kioskUrl()}/state/stream`);
    const reader = reply.body?.getReader();
    let text = '';
    const decoder = new TextDecoder();
    try {
      for (;;) {
        const piece = await reader?.read();
        if (!piece || piece.done) throw new Error('the stream ended');
        text += decoder.decode(piece.value, { stream: true });
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const now = JSON.parse(text.slice('data: '.length, end)) as KioskState;
          text = text.slice(end + 2);
          if (names.includes(now.screen.name)) return now.screen;
        }
      }
    } finally {
      await reader?.cancel();
    }
  }

  async function hands(action: SimAction): Promise<void> {
    const reply = await fetch(`${panelUrl()}/sim/do`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    });
    if (!reply.ok) throw new Error(await reply.text());
  }

  /** Waits for anything in the state. */
  async function until(isTrue: (state: KioskState) => boolean): Promise<KioskState> {
    const reply = await fetch(`${kioskUrl()}/state/stream`);
    const reader = reply.body?.getReader();
    let text = '';
    const decoder = new TextDecoder();
    try {
      for (;;) {
        const piece = await reader?.read();
        if (!piece || piece.done) throw new Error('the stream ended');
        text += decoder.decode(piece.value, { stream: true });
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const now = JSON.parse(text.slice('data: '.length, end)) as KioskState;
          text = text.slice(end + 2);
          if (isTrue(now)) return now;
        }
      }
    } finally {
      await reader?.cancel();
    }
  }

  /** From the list to the paper: notice, photo, PIN. */
  async function comeForward(authorization: string): Promise<void> {
    await hands({ do: 'person', faces: 1 });
    await until(
      (s) =>
        s.jobs.some((j) => j.authorization === authorization && j.state !== 'preparing') &&
        s.lock === 'ready' &&
        s.freshUntil !== null,
    );
    await command({ do: 'start', authorization });
    await command({ do: 'consent', photo: true, vouchedBy: '' });
    await screen('presence');
    await command({ do: 'enterPin', pin: benchPin });
  }

  return { state, command, screen, until, hands, comeForward };
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BytePort, PressClient, preHashOf } from '@hufu/press';
import { anAuthorization, aVillage, derivedBytes, freshnessFor } from '@hufu/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBenchPlant } from '../press/bench-plant.ts';
import { openFramFiles } from '../press/fram-files.ts';
import { openPressKeys } from '../press/press-keys.ts';
import { type PressShell, startPressShell } from '../press/press-shell.ts';
import { openPressTty } from '../press/press-tty.ts';
import { openSerialLine, type SerialLine } from '../press/serial-line.ts';
import { openModbusBoard } from '../rig/modbus-board.ts';
import { openModbusLine } from './modbus/modbus-line.ts';

vi.setConfig({ testTimeout: 60_000 });
const village = aVillage();
const authorization = anAuthorization(village, {
  impressions: [{ seal: village.seals.committee, pages: [0], copies: 2, place: null }],
}).approvedBy(village.secretary);
const preHash = preHashOf([derivedBytes('frame-1')]);
const hasSocat = spawnSync('socat', ['-V']).status === 0;

/** Both ends of one kind of line: the board's, and how a host opens the other. */
interface Ends {
  readonly board: BytePort;
  readonly host: () => Promise<SerialLine>;
  readonly close: () => Promise<void>;
}

let folder: string;
let shell: PressShell | undefined;
const closers: (() => Promise<void> | void)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hufu-lines-'));
  await writeFile(join(folder, 'press.key'), village.machine.press.secret);
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  shell?.stop();
  await rm(folder, { recursive: true });
});

async function serialEnds(): Promise<Ends> {
  const path = join(folder, 'tty');
  const board = await openPressTty(path);
  return { board, host: () => openSerialLine(path), close: async () => board.close() };
}

async function modbusTcpEnds(): Promise<Ends> {
  const board = await openModbusBoard('tcp');
  return {
    board,
    host: () => openModbusLine('', 0, { unit: 1, tcp: board.address }),
    close: () => board.close(),
  };
}

async function modbusRtuEnds(): Promise<Ends> {
  const [one, two] = [join(folder, 'bus-board'), join(folder, 'bus-host')];
  const bus: ChildProcess = spawn('socat', [`pty,raw,echo=0,link=${one}`, `pty,raw,echo=0,link=${two}`]);
  await vi.waitFor(() => expect(existsSync(one) && existsSync(two)).toBe(true), { timeout: 10_000 });
  const board = await openModbusBoard({ path: one });
  return {
    board,
    host: () => openModbusLine(two, 115_200, { unit: 1, tcp: null }),
    close: async () => {
      await board.close();
      bus.kill();
    },
  };
}

const kinds: [string, boolean, () => Promise<Ends>][] = [
  ['serial line', true, serialEnds],
  ['Modbus TCP mailbox', true, modbusTcpEnds],
  ['Modbus RTU mailbox', hasSocat, modbusRtuEnds],
];

describe.each(kinds)('a press controller behind a %s', (_name, isThere, open) => {
  it.skipIf(!isThere)(
    'is greeted, believes only what is signed, presses, and signs the receipt; and again after the line broke',
    async () => {
      const ends = await open();
      closers.push(ends.close);
      const keys = await openPressKeys(folder);
      const pace = { selectMs: 5, toZoneMs: 10, toContactMs: 5, upMs: 10 };
      shell = await startPressShell({
        line: ends.board,
        fram: await openFramFiles(folder),
        plant: openBenchPlant(folder, pace),
        keys,
        // A serial bus of registers is slow on a busy machine; what is tested here is the way, not the dead-man.
        config: { deadManMs: 5000 },
      });
      for (const k of [0, 1]) {
        const line = await ends.host();
        const client = new PressClient({
          port: line,
          pairKey: keys.pairKey,
          expectedPress: village.machine.thumbprint,
          setTimer: (run, ms) => {
            const timer = setTimeout(run, ms);
            return () => clearTimeout(timer);
          },
          randomBytes: (length) => new Uint8Array(randomBytes(length)),
          resendMs: 2000,
        });
        client.start();
        await client.hello();
        // The head goes home first.
        for (let mode = 'starting'; mode === 'starting'; ) {
          const status = await client.status();
          if (status.ok) mode = status.value.mode;
        }
        if (k === 0) expect(await client.loadRoster(village.rosterCose)).toMatchObject({ ok: true });
        const nonce = await client.nonce('freshness');
        if (!nonce.ok) throw new Error(nonce.code);
        expect(await client.authorize(authorization.cose)).toMatchObject({ ok: k === 1 });
        await client.loadFreshness(freshnessFor(village, nonce.value).map((s) => s.cose));
        expect(await client.authorize(authorization.cose)).toMatchObject({ ok: true });
        const settled = await client.pressToEnd({
          authorization: authorization.payload.id,
          k,
          a: 0,
          preHash,
        });
        expect(settled).toMatchObject({ ok: true, value: { outcome: 'executed', receipt: { H1: k + 1 } } });
        client.stop();
        await line.close();
      }
    },
  );
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { HufuError } from '@hufu/contract';
import { z } from 'zod';
import { openPairKey } from '../press/press-keys.ts';
import { openSerialLine } from '../press/serial-line.ts';
import type { CertifyJig } from './bench.ts';

const zLatches = z.object({ H: z.number().int() });

/** A controller that is a program of this host: it prints `ready <line>`, and its power is cut by killing it. */
export async function spawnedJig(command: string, zoneMs?: number): Promise<CertifyJig & AsyncDisposable> {
  let child: ChildProcess | undefined;
  let tty = '';
  async function start(): Promise<void> {
    // `exec`, so that the signal meets the controller and not a shell before it.
    const started = spawn('/bin/sh', ['-c', `exec ${command}`], { stdio: ['ignore', 'pipe', 'inherit'] });
    child = started;
    for await (const said of createInterface({ input: started.stdout })) {
      if (!said.startsWith('ready ')) continue;
      tty = said.slice('ready '.length).trim();
      return;
    }
    throw new HufuError('PART_NOT_READY', { context: { part: 'press', log: command } });
  }
  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  await start();
  const latches = join(dirname(tty), 'latches.json');
  return {
    open: () => openSerialLine(tty),
    pairKey: await openPairKey(dirname(tty)),
    async cycle() {
      await kill();
      await start();
    },
    // The bench's mechanism keeps a count of its own, beside the controller.
    contacts: async () =>
      existsSync(latches) ? zLatches.parse(JSON.parse(readFileSync(latches, 'utf8'))).H : 0,
    zoneMs,
    [Symbol.asyncDispose]: kill,
  };
}

/** A controller at a serial port. `cycle` and `contacts` are commands of the bench it lies on. */
export function portJig(options: {
  readonly port: string;
  readonly pairKey: Uint8Array;
  readonly cycle: string | undefined;
  readonly contacts: string | undefined;
  readonly zoneMs?: number | undefined;
}): CertifyJig {
  const { port, cycle, contacts, zoneMs } = options;
  return {
    open: () => openSerialLine(port),
    pairKey: options.pairKey,
    zoneMs,
    cycle:
      cycle === undefined
        ? undefined
        : async () => {
            await run(cycle);
          },
    contacts:
      contacts === undefined
        ? undefined
        : async () =>
            z.coerce
              .number()
              .int()
              .parse((await run(contacts)).trim()),
  };
}

async function run(command: string): Promise<string> {
  const child = spawn('/bin/sh', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (piece) => {
    said += String(piece);
  });
  const [code] = await once(child, 'close');
  if (code !== 0)
    throw new HufuError('OPTION_INVALID', { context: { option: command, value: `exit ${code}` } });
  return said;
}

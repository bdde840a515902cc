import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { HufuError } from '@hufu/contract';
import { benchPressScript, openPairKey, openSerialLine, type SerialLine } from '@hufu/machine/press';
import { type BytePort, PressClient } from '@hufu/press';
import { z } from 'zod';

/** How long the mechanism's movements take, in milliseconds: wide enough that a cut falls into each. */
const timing = { selectMs: 8, toZoneMs: 14, toContactMs: 14, upMs: 14 };
const zLatches = z.object({ H: z.number() });

/** A controller in a process of its own, and the agent that talks to it; either can be made to die at any moment. */
export interface PressHost extends AsyncDisposable {
  /** The agent's connection; the controller is started and greeted where it has to be. `isNew`: it may have forgotten. */
  connected(): Promise<{ readonly client: PressClient; readonly isNew: boolean }>;
  /** kill -9 of the controller; resolves when it is dead. */
  powerCut(): Promise<void>;
  /** The agent dies with all it knew. */
  dropAgent(): Promise<void>;
  /** What the die has touched so far: the mechanism's own latch, written in the instant of the touch. */
  contacts(): number;
}

/** Opens a host over a folder that holds the controller's `press.key`. */
export function openPressHost(
  folder: string,
  expectedPress: Uint8Array,
  spoil: (port: BytePort) => BytePort,
): PressHost {
  let press: ChildProcess | undefined;
  let line: SerialLine | undefined;
  let client: PressClient | undefined;

  const isAlive = () => press !== undefined && press.exitCode === null && press.signalCode === null;

  async function powerOn(): Promise<void> {
    const started = spawn(process.execPath, [benchPressScript, folder, JSON.stringify(timing)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    press = started;
    for await (const said of createInterface({ input: started.stdout }))
      if (said.startsWith('ready ')) return;
    throw new HufuError('PART_NOT_READY', { context: { part: 'press', log: folder } });
  }

  async function dropAgent(): Promise<void> {
    const [oldClient, oldLine] = [client, line];
    client = undefined;
    line = undefined;
    oldClient?.stop();
    await oldLine?.close();
  }

  async function connect(): Promise<PressClient> {
    line = await openSerialLine(join(folder, 'tty'));
    const fresh = new PressClient({
      port: spoil(line),
      pairKey: await openPairKey(folder),
      expectedPress,
      setTimer: (run, ms) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      randomBytes: (length) => new Uint8Array(randomBytes(length)),
      resendMs: 60,
      tries: 30,
    });
    fresh.start();
    await fresh.hello();
    client = fresh;
    return fresh;
  }

  return {
    async connected() {
      if (client && isAlive()) return { client, isNew: false };
      await dropAgent();
      if (!isAlive()) await powerOn();
      try {
        return { client: await connect(), isNew: true };
      } catch (fault) {
        await dropAgent();
        throw fault;
      }
    },
    async powerCut() {
      if (!press || !isAlive()) return;
      const gone = once(press, 'exit');
      press.kill('SIGKILL');
      await gone;
      // The line is dead with it: whatever the agent waits for will never come.
      await dropAgent();
    },
    dropAgent,
    contacts() {
      const path = join(folder, 'latches.json');
      return existsSync(path) ? zLatches.parse(JSON.parse(readFileSync(path, 'utf8'))).H : 0;
    },
    async [Symbol.asyncDispose]() {
      await dropAgent();
      if (!press || !isAlive()) return;
      const gone = once(press, 'exit');
      press.kill('SIGTERM');
      await gone;
    },
  };
}

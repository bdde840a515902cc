import { join } from 'node:path';
import { acquireProcessLock } from '@hufu/durable';
import type { PressConfig } from '@hufu/press';
import { openFramFiles } from './fram-files.ts';
import type { PlantPort } from './plant-port.ts';
import { openPressKeys, type PressKeys } from './press-keys.ts';
import { type PressShell, startPressShell } from './press-shell.ts';
import { openPressTty } from './press-tty.ts';

/** Where the controller of one machine lives. */
export interface PressProcessOptions {
  /** Holds `press.key`, `pair.key`, `fram-0.bin`, `fram-1.bin` and the link `tty`. */
  readonly folder: string;
  readonly plant: PlantPort;
  readonly config?: Partial<PressConfig>;
}

/** A controller behind its serial line. */
export interface PressProcess extends AsyncDisposable {
  readonly shell: PressShell;
  readonly keys: PressKeys;
  /** The stable name of the line: what the agent opens. */
  readonly tty: string;
  close(): Promise<void>;
}

/** Starts the controller of a folder: keys, memory, line, power. */
export async function startPressProcess(options: PressProcessOptions): Promise<PressProcess> {
  const { folder, plant, config = {} } = options;
  const keys = await openPressKeys(folder);
  const lock = await acquireProcessLock(join(folder, 'press.lock'));
  const tty = join(folder, 'tty');
  const line = await openPressTty(tty);
  const shell = await startPressShell({ line, fram: await openFramFiles(folder), plant, keys, config });
  const close = async () => {
    shell.stop();
    line.close();
    await lock.release();
  };
  return { shell, keys, tty, close, [Symbol.asyncDispose]: close };
}

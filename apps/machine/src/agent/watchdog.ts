import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { HufuError } from '@hufu/contract';
import { writeFileDurably } from '@hufu/durable';

/** Feeds the service manager's watchdog as long as this process can do its work. */
export interface Watchdog {
  stop(): void;
}

/** What has to be alive. */
export interface WatchdogOptions {
  readonly dir: string;
  readonly everyMs: number;
  /** Whether the line to the controller is cared for. An absent controller is shown on the screen; a new start would not bring it back. */
  readonly isLineAlive: () => boolean;
  readonly notify?: (message: string) => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}

/** How often the service manager wants to hear of us, from its environment; undefined where there is none. */
export function watchdogMs(env: Readonly<Record<string, string | undefined>>): number | undefined {
  const usec = Number(env.WATCHDOG_USEC ?? Number.NaN);
  // A third of the limit: one feed that comes late is no reason to end a job.
  return env.NOTIFY_SOCKET && usec > 0 ? usec / 1000 / 3 : undefined;
}

/**
 * Starts feeding. A round that hangs or fails feeds nothing: the event loop (or the timer would not fire), the disk (a
 * probe is written as the journal is, through to the medium), the line. The service manager then ends and starts us anew, and
 * the hardware watchdog does the same to it.
 */
export function startWatchdog(options: WatchdogOptions): Watchdog {
  const { dir, everyMs, isLineAlive, notify = systemdNotify, onTrouble } = options;
  let isRunning = false;
  async function round(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    try {
      await writeFileDurably(join(dir, 'watchdog-probe'), new TextEncoder().encode(`${Date.now()}`));
      if (isLineAlive()) await notify('WATCHDOG=1');
    } catch (error) {
      onTrouble(error);
    } finally {
      isRunning = false;
    }
  }
  const timer = setInterval(() => void round(), everyMs);
  void round();
  return { stop: () => clearInterval(timer) };
}

/** Node has no datagram sockets of the local kind, so the service manager's own program speaks for us. */
function systemdNotify(message: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('systemd-notify', [message], { stdio: 'ignore' });
    const fail = (cause: unknown) => reject(new HufuError('WATCHDOG_UNHEARD', { cause }));
    child.on('error', fail);
    child.on('exit', (code) => (code === 0 ? resolve() : fail(code)));
  });
}

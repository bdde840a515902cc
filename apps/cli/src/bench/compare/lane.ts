import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Verdict } from '@hufu/paper';
import type { Material } from './bench-case.ts';

/** What one comparison gave and cost. */
export interface Measured {
  /** Size of the approved page at 200 dpi, in which the verdict's boxes are. */
  readonly page?: { readonly width: number; readonly height: number };
  /** Absent when the comparison refused the file with a code, or failed. */
  readonly verdict?: Verdict;
  readonly refusal?: string;
  readonly fault?: string;
  readonly prepareMs: number;
  readonly ms: number;
  /** Highest resident memory while this page was compared; 0 where the system does not tell. */
  readonly peakRssMiB: number;
}

/** From the bench to its child. */
export interface LaneOrder {
  readonly id: number;
  readonly material: Material;
}

/** From the child to the bench. */
export interface LaneAnswer {
  readonly id: number;
  readonly measured: Measured;
}

/** One process that compares, one page after the other: its memory is the comparison's alone. */
export interface Lane extends AsyncDisposable {
  compare(material: Material): Promise<Measured>;
}

/** Starts the process; one that dies over a page is a fault of that page, and another takes its place. */
export function openLane(): Lane {
  let child: ChildProcess | undefined;
  let last = 0;
  return {
    compare: (material) => {
      if (!child || child.exitCode !== null || child.signalCode !== null) child = start();
      return ask(child, { id: ++last, material });
    },
    [Symbol.asyncDispose]: async () => {
      if (child) await ended(child);
    },
  };
}

function start(): ChildProcess {
  return fork(fileURLToPath(new URL('./lane-child.ts', import.meta.url)), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

function ask(child: ChildProcess, order: LaneOrder): Promise<Measured> {
  const started = performance.now();
  return new Promise((resolve) => {
    const settle = (measured: Measured) => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(measured);
    };
    const died = (why: string) =>
      settle({ fault: why, prepareMs: 0, ms: performance.now() - started, peakRssMiB: 0 });
    const onMessage = ({ id, measured }: LaneAnswer) => id === order.id && settle(measured);
    const onExit = (code: number | null, signal: string | null) =>
      died(`the comparing process ended (${signal ?? code})`);
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.send(order, (e) => e && died(e.message));
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.disconnect();
  });
}

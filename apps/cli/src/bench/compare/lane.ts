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

/** Starts the process. */
export function openLane(): Lane {
  const child = fork(fileURLToPath(new URL('./lane-child.ts', import.meta.url)), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve(m: Measured): void; reject(e: Error): void }>();
  let last = 0;
  child.on('message', ({ id, measured }: LaneAnswer) => {
    waiting.get(id)?.resolve(measured);
    waiting.delete(id);
  });
  child.on('exit', (code, signal) => {
    const ended = new Error(`the comparing process ended (${signal ?? code})`);
    for (const one of waiting.values()) one.reject(ended);
    waiting.clear();
  });
  return {
    compare: (material) =>
      new Promise<Measured>((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        child.send({ id, material } satisfies LaneOrder, (e) => e && reject(e));
      }),
    [Symbol.asyncDispose]: () => ended(child),
  };
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.disconnect();
  });
}

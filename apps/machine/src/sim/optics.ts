import { Worker } from 'node:worker_threads';
import { HufuError } from '@hufu/contract';
import { endThread } from '@hufu/paper';
import type { SheetNow } from './recipe.ts';

/** A camera of the paper world, and the room it hangs in. */
export interface Lens {
  readonly preset: 'm' | 'm3';
  readonly seed: string;
}

/** What the simulated eyes and the printer can do; all of it in a worker, because the motor must not wait for pixels. */
export interface Optics {
  /** A photograph of the platen; the same arguments give the same bytes. */
  shoot(of: {
    lens: Lens;
    sheet: SheetNow | null;
    seed: string;
    megapixels: number;
    /** Share of the full light. */
    light: number;
    isDark: boolean;
  }): Promise<Uint8Array>;
  person(of: { faces: number; seed: string; width: number }): Promise<Uint8Array>;
  measure(picture: Uint8Array): Promise<{ widthMm: number; heightMm: number }>;
  /** The same page with one digit changed, or undefined when it has none. */
  forgeDigit(picture: Uint8Array, pick: number): Promise<{ png: Uint8Array; note: string } | undefined>;
  someOtherPage(seed: string): Promise<Uint8Array>;
}

export type OpticsOrder = { id: number; name: keyof Optics; args: unknown[] };
export type OpticsAnswer = { id: number; value: unknown } | { id: number; fault: unknown };

/** Starts the worker. */
export function openOptics(): Optics & { close(): Promise<void> } {
  const worker = new Worker(new URL('./optics-worker.ts', import.meta.url));
  const waiting = new Map<number, { resolve(value: unknown): void; reject(fault: unknown): void }>();
  let last = 0;
  worker.on('message', (answer: OpticsAnswer) => {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('fault' in answer) call?.reject(answer.fault);
    else call?.resolve(answer.value);
  });
  const failAll = (cause: unknown) => {
    for (const call of waiting.values()) call.reject(new HufuError('CAMERA_SILENT', { cause }));
    waiting.clear();
  };
  worker.on('error', failAll);
  worker.on('exit', failAll);

  const remote =
    <K extends keyof Optics>(name: K) =>
    (...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, name, args } satisfies OpticsOrder);
      });
  // The worker runs the very functions of `Optics`, so what comes back has their types.
  const calls = {
    shoot: remote('shoot'),
    person: remote('person'),
    measure: remote('measure'),
    forgeDigit: remote('forgeDigit'),
    someOtherPage: remote('someOtherPage'),
  } as unknown as Optics;
  return {
    ...calls,
    async close() {
      await endThread(worker);
    },
  };
}

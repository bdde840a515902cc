import { Worker } from 'node:worker_threads';
import type { Answer, OperationName, Order, operations } from './operations.ts';

type Remote<F> = F extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never;

/** The same functions as in this package, carried out in worker threads; close it when done. */
export type World = { [K in OperationName]: Remote<(typeof operations)[K]> } & AsyncDisposable & {
    close(): Promise<void>;
  };

type Waiting = { resolve(value: unknown): void; reject(fault: unknown): void };
type Hand = { worker: Worker; waiting: Map<number, Waiting> };

/** Starts workers (each about 200 MB while it works) that keep the event loop free. */
export function openWorld(options: { workers?: number } = {}): World {
  const hands = Array.from({ length: options.workers ?? 1 }, hire);
  let last = 0;
  let closed = false;
  const call = (name: OperationName, args: unknown[]): Promise<unknown> => {
    if (closed) return Promise.reject(new Error('this world is closed'));
    const hand = hands.reduce((least, one) => (one.waiting.size < least.waiting.size ? one : least));
    const id = ++last;
    return new Promise((resolve, reject) => {
      hand.waiting.set(id, { resolve, reject });
      hand.worker.ref();
      hand.worker.postMessage({ id, name, args } satisfies Order);
    });
  };
  const close = async (): Promise<void> => {
    closed = true;
    await Promise.all(hands.map(letGo));
  };
  const remote = <K extends OperationName>(name: K) => ((...args: unknown[]) => call(name, args)) as World[K];
  return {
    villagePaper: remote('villagePaper'),
    alter: remote('alter'),
    seal: remote('seal'),
    sheetFromPage: remote('sheetFromPage'),
    blankSheet: remote('blankSheet'),
    press: remote('press'),
    handwrite: remote('handwrite'),
    photograph: remote('photograph'),
    photographOfScreen: remote('photographOfScreen'),
    personPhoto: remote('personPhoto'),
    drawCase: remote('drawCase'),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A worker ends by itself, after what it has in hand: native code that is cut off can take the process down. */
async function letGo({ worker }: Hand): Promise<void> {
  if (worker.threadId < 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  worker.once('exit', () => resolve());
  worker.ref();
  worker.postMessage(null);
  await promise;
}

function hire(): Hand {
  const worker = new Worker(new URL('./world-worker.ts', import.meta.url));
  const hand: Hand = { worker, waiting: new Map() };
  // An idle worker keeps no process alive.
  worker.unref();
  worker.on('message', (answer: Answer) => {
    const waiting = hand.waiting.get(answer.id);
    hand.waiting.delete(answer.id);
    if (hand.waiting.size === 0) worker.unref();
    if ('fault' in answer) waiting?.reject(answer.fault);
    else waiting?.resolve(answer.value);
  });
  const fail = (fault: unknown): void => {
    for (const waiting of hand.waiting.values()) waiting.reject(fault);
    hand.waiting.clear();
  };
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`the worker of the paper world ended with code ${code}`)));
  return hand;
}

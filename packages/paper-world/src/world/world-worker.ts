import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import { type Answer, type Order, operations } from './operations.ts';

const port = parentPort;
if (port === null) throw new Error('world-worker.ts runs in a worker thread only');
// One core a worker: the machine beside it has its own work to do.
sharp.concurrency(1);

// One order after the other: two photographs at once would only hold twice the memory.
let line = Promise.resolve();
port.on('message', (order: Order | null) => {
  line = line.then(async () => {
    if (!order) return port.close();
    try {
      const operation = operations[order.name] as (...args: unknown[]) => unknown;
      const value = await operation(...order.args);
      port.postMessage({ id: order.id, value } satisfies Answer, buffersOf(value));
    } catch (fault) {
      port.postMessage({ id: order.id, fault } satisfies Answer);
    }
  });
});

/** Pictures are handed over, not copied. */
function buffersOf(value: unknown): ArrayBuffer[] {
  const found = value instanceof Uint8Array ? value : isSheet(value) ? value.rgba : undefined;
  return found?.buffer instanceof ArrayBuffer && found.byteLength === found.buffer.byteLength
    ? [found.buffer]
    : [];
}

function isSheet(value: unknown): value is { rgba: Uint8Array } {
  return typeof value === 'object' && value !== null && 'rgba' in value && value.rgba instanceof Uint8Array;
}

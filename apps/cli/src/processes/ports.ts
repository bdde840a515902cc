import { createServer } from 'node:net';
import { HufuError } from '@hufu/contract';

/** Whether a loopback port can be listened on. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const s = createServer();
    s.once('error', () => resolve(false));
    s.listen(port, '127.0.0.1', () => s.close(() => resolve(true)));
  });
}

/** First port of a block of `count` free ones, from the wish upwards in steps of 20. */
export async function freeBlock(wish: number, count: number): Promise<number> {
  for (let first = wish; first < wish + 2_000; first += 20) {
    const free = await Promise.all(Array.from({ length: count }, (_, i) => isPortFree(first + i)));
    if (free.every(Boolean)) return first;
  }
  throw new HufuError('PORT_TAKEN', { context: { port: wish } });
}

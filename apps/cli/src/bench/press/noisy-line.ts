import type { Random } from '@hufu/paper-world';
import type { BytePort } from '@hufu/press';

/** How often, of all pieces on the line, one is lost, comes twice, or has a wrong bit. */
export interface Noise {
  readonly lose: number;
  readonly double: number;
  readonly corrupt: number;
}

export const quiet: Noise = { lose: 0, double: 0, corrupt: 0 };

/** A serial line between two honest ends that loses, doubles and spoils what passes, both ways. */
export function noisyLine(port: BytePort, random: Random, noise: () => Noise): BytePort {
  const pass = (bytes: Uint8Array, on: (bytes: Uint8Array) => void) => {
    const { lose, double, corrupt } = noise();
    if (random.next() < lose) return;
    const sent = random.next() < corrupt ? spoilt(bytes, random) : bytes;
    on(sent);
    if (random.next() < double) on(sent);
  };
  return {
    write: (bytes) => pass(bytes, (b) => port.write(b)),
    onData: (listener) => port.onData((bytes) => pass(bytes, listener)),
  };
}

function spoilt(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = Math.floor(random.next() * copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random.next() * 8));
  return copy;
}

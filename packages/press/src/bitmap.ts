/** A bitmap of `count` zeros, least significant bit first. */
export function emptyBits(count: number): Uint8Array {
  return new Uint8Array(Math.ceil(count / 8));
}

/** Whether bit i is set. */
export function hasBit(bits: Uint8Array, i: number): boolean {
  return (((bits[i >> 3] ?? 0) >> (i & 7)) & 1) === 1;
}

/** A copy with bit i set. */
export function withBit(bits: Uint8Array, i: number): Uint8Array {
  const copy = bits.slice();
  copy[i >> 3] = (copy[i >> 3] ?? 0) | (1 << (i & 7));
  return copy;
}

/** How many bits are set. */
export function countBits(bits: Uint8Array): number {
  let sum = 0;
  for (const byte of bits) for (let b = byte; b > 0; b &= b - 1) sum++;
  return sum;
}

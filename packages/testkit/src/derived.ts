import { payloadDigest } from '@hufu/statement';

/** 32 bytes that depend on the name only: keys and digests of tests are the same on every run. */
export function derivedBytes(name: string): Uint8Array {
  return payloadDigest(new TextEncoder().encode(`hufu-testkit:${name}`));
}

/** A UUID that depends on the name only. */
export function derivedId(name: string): string {
  const b = derivedBytes(`id:${name}`).slice(0, 16);
  b[6] = ((b[6] ?? 0) & 0x0f) | 0x70;
  b[8] = ((b[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...b].map((x) => x.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isPublish, splitPackets, unrulyPackets } from './mqtt-packets.ts';

/** A packet of a type with so many bytes behind its length. */
function packet(type: number, body: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let rest = body.length; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      length.push(rest);
      break;
    }
    length.push((rest % 128) | 0x80);
  }
  return Uint8Array.of((type << 4) | (type === 3 ? 0x02 : 0), ...length, ...body);
}
const packets = fc.array(
  fc
    .tuple(fc.constantFrom(1, 3, 3, 3, 4, 12), fc.uint8Array({ maxLength: 300 }))
    .map(([type, body]) => packet(type, body)),
  { maxLength: 12 },
);
const bare = (p: Uint8Array) => Buffer.from([(p[0] ?? 0) & ~0x08, ...p.slice(1)]).toString('hex');

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('packets of MQTT on a simulated line', () => {
  it('are found whole, however the bytes come', () => {
    fc.assert(
      fc.property(packets, fc.array(fc.integer({ min: 1, max: 200 })), (sent, cuts) => {
        const got: Uint8Array[] = [];
        const feed = splitPackets((p) => got.push(p));
        let rest: Uint8Array = new Uint8Array(Buffer.concat(sent));
        for (const cut of [...cuts, rest.length]) {
          feed(rest.slice(0, cut));
          rest = rest.slice(cut);
        }
        expect(got).toEqual(sent);
      }),
    );
  });

  it('come twice and late as the line wills, but none is lost or made up, and only messages are touched', () => {
    const numbers = fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true }));
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(packets, numbers, part, part, (sent, random, double, reorder) => {
        const got: Uint8Array[] = [];
        const feed = unrulyPackets(
          () => ({ double, reorder }),
          () => Number(random.next().value),
          (p) => got.push(p),
        );
        for (const p of sent) feed(p);
        vi.advanceTimersByTime(1000);
        expect(new Set(got.map(bare))).toEqual(new Set(sent.map(bare)));
        const others = (list: readonly Uint8Array[]) => list.filter((p) => !isPublish(p));
        expect(others(got)).toEqual(others(sent));
        expect(got.length).toBeLessThanOrEqual(2 * sent.length);
        if (double === 0 && reorder === 0) expect(got).toEqual(sent);
      }),
    );
  });
});

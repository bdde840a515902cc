import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCobs, encodeCobs } from './cobs.ts';
import { crc32c } from './crc32c.ts';
import {
  decodeFrame,
  encodeFrame,
  MAX_FRAME_BYTES,
  MAX_PAYLOAD_BYTES,
  nothingReceived,
  receiveBytes,
} from './frame.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const frame = fc.record({
  type: fc.integer({ min: 1, max: 255 }),
  sid: fc.integer({ min: 0, max: 0xffff }),
  seq: fc.integer({ min: 0, max: 0xffff }),
  payload: bytes(MAX_PAYLOAD_BYTES),
});

describe('COBS', () => {
  it('gives back what went in, and never a zero in between', () => {
    fc.assert(
      fc.property(bytes(1200), (data) => {
        const block = encodeCobs(data);
        expect(block.includes(0)).toBe(false);
        expect(decodeCobs(block)).toEqual(data);
      }),
    );
  });

  it('refuses a zero inside, an empty block and a code that runs past the end', () => {
    expect(decodeCobs(new Uint8Array(0))).toBeUndefined();
    expect(decodeCobs(Uint8Array.of(2, 0))).toBeUndefined();
    expect(decodeCobs(Uint8Array.of(0, 1))).toBeUndefined();
    expect(decodeCobs(Uint8Array.of(3, 1))).toBeUndefined();
  });
});

describe('frames', () => {
  it('checks with CRC-32C as RFC 3720 has it', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  });

  it('come back as they went, never longer than the limit, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 99 }),
        (frames, cut) => {
          const wires = frames.map(encodeFrame);
          for (const wire of wires) expect(wire.length).toBeLessThanOrEqual(MAX_FRAME_BYTES);
          const stream = Uint8Array.from(wires.flatMap((w) => [...w]));
          let received = nothingReceived;
          const got: unknown[] = [];
          for (let at = 0; at < stream.length; at += cut) {
            const read = receiveBytes(received, stream.subarray(at, at + cut));
            received = read.received;
            got.push(...read.blocks.map(decodeFrame));
          }
          expect(got).toEqual(frames);
        },
      ),
    );
  });

  it('drops an endless block and goes on with the next frame', () => {
    const noise = new Uint8Array(5000).fill(7);
    const wire = encodeFrame({ type: 1, sid: 0, seq: 9, payload: new Uint8Array(3) });
    const { blocks } = receiveBytes(nothingReceived, Uint8Array.from([...noise, 0, ...wire]));
    expect(blocks.map(decodeFrame)).toEqual([{ type: 1, sid: 0, seq: 9, payload: new Uint8Array(3) }]);
  });

  it('with any one bit flipped are refused: every bit of 300 frames of all sizes', () => {
    let tried = 0;
    let accepted = 0;
    for (const payload of fc.sample(fc.uint8Array({ maxLength: 60 }), { numRuns: 300, seed: 7 })) {
      // Zero bytes at the end are the trap of CRC-16/CCITT with a lax decoder (MACHINE.md 4).
      const padded = new Uint8Array(payload.length + 4);
      padded.set(payload);
      const wire = encodeFrame({ type: 5, sid: 77, seq: 3, payload: padded });
      for (let bit = 0; bit < (wire.length - 1) * 8; bit++) {
        const spoilt = wire.slice(0, -1);
        spoilt[bit >> 3] = (spoilt[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        tried++;
        for (const block of receiveBytes(nothingReceived, Uint8Array.from([...spoilt, 0])).blocks)
          if (decodeFrame(block)) accepted++;
      }
    }
    expect(tried).toBeGreaterThan(20_000);
    expect(accepted).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitZoom, isZoomed, moveBy, zoomAt } from './zoom.ts';

const a4 = { width: 1654, height: 2339 };
const phone = { width: 360, height: 640 };

describe('zoom', () => {
  it('keeps the point under the finger where it is', () => {
    const whole = fitZoom(a4, phone);
    const point = { x: 180, y: 320 };
    const near = zoomAt(whole, 3, point, a4, phone);
    const before = (point.x - whole.x) / whole.scale;
    expect((point.x - near.x) / near.scale).toBeCloseTo(before, 6);
    expect(isZoomed(near, a4, phone)).toBe(true);
  });

  it('never loses the page from sight, whatever the fingers do', () => {
    const act = fc.oneof(
      fc.record({ f: fc.double({ min: 0.05, max: 20, noNaN: true }), x: fc.nat(360), y: fc.nat(640) }),
      fc.record({ dx: fc.integer({ min: -3000, max: 3000 }), dy: fc.integer({ min: -3000, max: 3000 }) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        let zoom = fitZoom(a4, phone);
        for (const a of acts)
          zoom = 'f' in a ? zoomAt(zoom, a.f, a, a4, phone) : moveBy(zoom, a.dx, a.dy, a4, phone);
        const right = zoom.x + a4.width * zoom.scale;
        const bottom = zoom.y + a4.height * zoom.scale;
        expect(Math.min(right, 360) - Math.max(zoom.x, 0)).toBeGreaterThan(100);
        expect(Math.min(bottom, 640) - Math.max(zoom.y, 0)).toBeGreaterThan(100);
        expect(zoom.scale).toBeGreaterThanOrEqual(fitZoom(a4, phone).scale - 1e-9);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hrefOf, parseRoute, type Route, screens } from './route.ts';

describe('routes of the desk', () => {
  it('come back from their fragment as they went', () => {
    const route: fc.Arbitrary<Route> = fc.oneof(
      fc.record({
        screen: fc.constantFrom(...screens),
        query: fc.dictionary(fc.constantFrom('text', 'phase', 'cursor'), fc.string({ minLength: 1 })),
      }),
      fc.record({ screen: fc.constant('story' as const), id: fc.uuid() }),
    );
    fc.assert(
      fc.property(route, (r) => {
        const back = parseRoute(hrefOf(r));
        expect(JSON.stringify(back)).toBe(JSON.stringify(r));
      }),
    );
  });

  it('lead home when they are none of ours', () => {
    expect(parseRoute('#/approve-everything')).toEqual({ screen: 'overview', query: {} });
    expect(parseRoute('')).toEqual({ screen: 'overview', query: {} });
  });
});

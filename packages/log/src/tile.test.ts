import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allTiles, formatBundle, newTiles, parseBundle, parseTilePath, tilePath, tileWidth } from './tile.ts';

describe('tiles', () => {
  it('are named as the specification names them', () => {
    expect(tilePath({ level: 0, index: 1234067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 63, index: 0, width: 17 })).toBe('tile/63/000.p/17');
    expect(tilePath({ level: 'entries', index: 999, width: 256 })).toBe('tile/entries/999');
    expect(tilePath({ level: 1, index: 1000, width: 1 })).toBe('tile/1/x001/000.p/1');
  });

  it('are found again by their name, and by no other name', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<number | 'entries'>('entries', 0, 1, 9, 63),
        fc.maxSafeNat(),
        fc.integer({ min: 1, max: 256 }),
        (level, index, width) => {
          expect(parseTilePath(tilePath({ level, index, width }))).toEqual({ level, index, width });
        },
      ),
    );
    for (const wrong of [
      'tile/64/000',
      'tile/00/000',
      'tile/0/0',
      'tile/0/x000/001',
      'tile/0/001/000',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/01',
      'tile/0/../000',
      'tile/-1/000',
      'tile/0/000/',
      '/tile/0/000',
      'tile/0/x999/x999/x999/x999/x999/999',
    ]) {
      expect(parseTilePath(wrong)).toBeUndefined();
    }
  });

  it('of a tree of 70,000 are those of the specification', () => {
    const tiles = allTiles(70_000);
    const at = (level: number | 'entries') => tiles.filter((t) => t.level === level).map((t) => t.width);
    expect(at(0)).toEqual([...Array(273).fill(256), 112]);
    expect(at(1)).toEqual([256, 17]);
    expect(at(2)).toEqual([1]);
    expect(at(3)).toEqual([]);
    expect(at('entries')).toEqual(at(0));
    expect(allTiles(256).map(tilePath)).toEqual(['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1']);
    expect(allTiles(0)).toEqual([]);
  });

  it('that are new when a tree grows complete those it had', () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.nat(2_000), (from, more) => {
        const size = from + more;
        const before = new Set(allTiles(from).map(tilePath));
        const grown = newTiles(from, size).map(tilePath);
        for (const path of allTiles(size).map(tilePath))
          expect(before.has(path) || grown.includes(path)).toBe(true);
        for (const path of grown) expect(before.has(path)).toBe(false);
        for (const { level, index, width } of newTiles(from, size))
          expect(tileWidth(level, index, size)).toBe(width);
      }),
      { numRuns: 20 },
    );
  });
});

describe('entry bundles', () => {
  it('give back their entries', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { minLength: 1, maxLength: 20 }), (entries) => {
        const tile = { level: 'entries' as const, index: 0, width: entries.length };
        expect(parseBundle(tile, formatBundle(entries))).toEqual({ ok: true, value: entries });
        expect(parseBundle({ ...tile, width: entries.length + 1 }, formatBundle(entries))).toMatchObject({
          code: 'TILE_MALFORMED',
        });
      }),
    );
  });
});

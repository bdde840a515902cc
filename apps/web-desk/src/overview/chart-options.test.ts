import { describe, expect, it } from 'vitest';
import { hourCells, ranking } from './chart-options.ts';

const look = { colours: ['a'], text: 'b', line: 'c', fontSize: 14 };

describe('charts', () => {
  it('rank the most frequent on top', () => {
    const option = ranking(
      [
        { name: 'few', n: 1 },
        { name: 'many', n: 9 },
      ],
      's',
      look,
    );
    expect(JSON.stringify(option)).toContain('["few","many"]');
  });

  it('mark the hours outside of office time and stay honest without data', () => {
    const empty = hourCells(Array.from({ length: 24 }, () => 0));
    expect(empty.every((c) => c.part === 0)).toBe(true);
    expect(empty.filter((c) => !c.isOff).map((c) => c.hour)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
    const busy = hourCells(Array.from({ length: 24 }, (_, h) => (h === 23 ? 4 : 2)));
    expect(busy[23]).toEqual({ hour: 23, n: 4, part: 1, isOff: true });
  });
});

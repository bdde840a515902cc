import { describe, expect, it } from 'vitest';
import { percentile, spread } from './percentile.ts';

describe('percentiles', () => {
  it('are values that were measured, by the nearest rank', () => {
    const values = [5, 1, 4, 2, 3];
    expect(percentile(values, 0.5)).toBe(3);
    expect(percentile(values, 0.95)).toBe(5);
    expect(percentile(values, 0)).toBe(1);
  });

  it('are null where nothing was measured', () => {
    expect(spread([])).toEqual({ p50: null, p95: null });
  });
});

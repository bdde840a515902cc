import { describe, expect, it } from 'vitest';
import { filterOf } from './register-filter.ts';

describe('the filter of the register', () => {
  it('counts both days whole, in the time of the office', () => {
    expect(filterOf({ from: '2026-11-01', to: '2026-11-01' })).toEqual({
      from: Date.parse('2026-10-31T16:00:00Z'),
      to: Date.parse('2026-11-01T15:59:59.999Z'),
    });
  });

  it('lets nothing pass that the contract would refuse', () => {
    expect(filterOf({ village: 'x', phase: 'approved', from: 'yesterday', text: '   ' })).toEqual({});
    expect(filterOf({ phase: 'finished', text: ' 张三 ' })).toEqual({ phase: 'finished', text: '张三' });
  });
});

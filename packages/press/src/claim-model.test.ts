import { describe, expect, it } from 'vitest';
import { searchModel } from '../rig/claim-model.ts';

describe('every interleaving of journal, ledger, power cuts and serial faults', () => {
  it('I1, I2, I3, I4 keeps the invariants, with 3 cuts and 3 serial faults', () => {
    const { states, ends, broken } = searchModel({ cuts: 3, serialFaults: 3 });
    expect([...broken]).toEqual([]);
    expect([...ends].sort()).toEqual(['0,none', '0,notExecuted', '0,unknown', '1,executed']);
    expect(states).toBeGreaterThan(10_000);
  });

  it.each([
    ['the claim', 'claim', 'M1 two contacts'],
    ["the host's intent", 'intent', 'M5 a contact without a record'],
    ['counter and zone latch', 'counterAndLatch', 'M2 denied a contact'],
  ] as const)('breaks without %s, and the search notices', (_name, without, problem) => {
    expect([...searchModel({ cuts: 2, serialFaults: 2, without }).broken]).toContain(problem);
  });

  it('stays honest without an atomic counter, but then a contact can only be called unknown', () => {
    const { broken, ends } = searchModel({ cuts: 2, serialFaults: 2, without: 'counter' });
    expect([...broken]).toEqual([]);
    expect(ends).toContain('1,unknown');
  });
});

import { describe, expect, it } from 'vitest';
import { searchPair } from '../rig/pair-model.ts';

describe('two authorizations, a jam in the contact zone, damaged copies and a bad line, in every order', () => {
  it.each([
    ['three power cuts', { cuts: 3, lineFaults: 0, flips: 0, attempts: 2 }],
    ['three line faults', { cuts: 0, lineFaults: 3, flips: 0, attempts: 2 }],
    ['two power cuts and two line faults', { cuts: 2, lineFaults: 2, flips: 0, attempts: 1 }],
    ['a power cut, two line faults and a damaged copy', { cuts: 1, lineFaults: 2, flips: 1, attempts: 1 }],
    ['two power cuts and two damaged copies', { cuts: 2, lineFaults: 0, flips: 2, attempts: 1 }],
  ] as const)('I1, I2, I3, I4 hold through %s', (what, budget) => {
    const { states, ends, broken } = searchPair(budget);
    console.info(`${what}: ${states} states, ${ends.size} ends`);
    expect([...broken]).toEqual([]);
    expect(ends).toContain('1:executed 1:executed');
    // A jam in the zone stops both: the second is never begun while the first is in doubt.
    expect(ends).toContain('0:unknown 0:notExecuted');
    expect([...ends].filter((end) => /0:executed|1:notExecuted|2:/.test(end))).toEqual([]);
  });

  it.each([
    ['a durable claim', 'durableClaim', 'M2 denied a contact'],
    ['booking an authorization once', 'onceOnlyGrant', 'M2 denied a contact'],
  ] as const)('breaks without %s, and the search notices', (_name, without, problem) => {
    const { broken } = searchPair({ cuts: 1, lineFaults: 3, flips: 0, attempts: 1, without });
    expect([...broken]).toContain(problem);
  });

  it('presses the second after a jam in the zone of the first once the quarantine is left out', () => {
    const { ends } = searchPair({ cuts: 0, lineFaults: 0, flips: 0, attempts: 1, without: 'quarantine' });
    expect([...ends]).toContain('0:unknown 1:executed');
  });
});

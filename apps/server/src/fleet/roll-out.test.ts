import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReleaseTrial, rollOutOf, soakMs, trialOf } from './roll-out.ts';

/** So many machines that asked, some of which have told more. */
function fleet(
  n: number,
  tellers: Iterable<string> = [],
  state: ReleaseTrial['state'] = 'asked',
): ReleaseTrial[] {
  const told = new Set(tellers);
  return Array.from({ length: n }, (_, i) => `machine ${i}`).map((machine) => ({
    machine,
    state: told.has(machine) ? state : 'asked',
    at: 0,
  }));
}

describe('a release on its way through the fleet', () => {
  it('goes to two in a hundred first, to a fifth a day after half of them stayed, then to all', () => {
    const first = rollOutOf('d', fleet(500), 0);
    expect(first.offered.size).toBe(10);
    const half = fleet(500, [...first.offered].slice(0, 5), 'committed');
    expect(rollOutOf('d', half, soakMs - 1).offered.size).toBe(10);
    const second = rollOutOf('d', half, soakMs);
    expect(second.offered.size).toBe(100);
    const most = fleet(500, [...second.offered].slice(0, 60), 'committed');
    expect(rollOutOf('d', most, soakMs).offered.size).toBe(500);
  });

  it('stops by itself at the first machine that goes back while few have it', () => {
    const [one = '', two = ''] = rollOutOf('d', fleet(500), 0).offered;
    const stopped = rollOutOf('d', fleet(500, [one], 'rolledBack'), soakMs);
    expect(stopped).toMatchObject({ isStopped: true, rolledBack: 1 });
    expect([...stopped.offered]).toEqual([one]);
    expect(stopped.offered.has(two)).toBe(false);
  });

  it('never takes it from a machine that has it, and opens no later wave before the earlier one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(
          fc.record({
            of: fc.nat(199),
            state: fc.constantFrom<ReleaseTrial['state']>('staged', 'committed', 'rolledBack'),
          }),
        ),
        fc.nat(3 * soakMs),
        (n, events, now) => {
          const states = new Map(fleet(n).map((t) => [t.machine, t.state]));
          for (const { of, state } of events) states.set(`machine ${of % n}`, state);
          const trials = [...states].map(([machine, state]) => ({ machine, state, at: 0 }));
          const out = rollOutOf('d', trials, now);
          const begun = trials.filter((t) => t.state !== 'asked');
          for (const { machine } of begun) expect(out.offered.has(machine)).toBe(true);
          const most = Math.max(1, Math.ceil(n * 0.02)) + begun.length;
          if (out.committed === 0) expect(out.offered.size).toBeLessThanOrEqual(most);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reaches the only machine there is at once, and another one first for each release', () => {
    expect([...rollOutOf('d', fleet(1), 0).offered]).toEqual(['machine 0']);
    const firsts = new Set(
      ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((d) => [...rollOutOf(d, fleet(20), 0).offered]),
    );
    expect(firsts.size).toBeGreaterThan(1);
  });

  it('is followed by what the machines’ own signed records say', () => {
    expect(trialOf({ event: 'updateStaged', detail: '0.1.0 -> 0.2.0' })).toEqual({
      version: '0.2.0',
      state: 'staged',
    });
    expect(trialOf({ event: 'updateCommitted', detail: '0.2.0' })).toEqual({
      version: '0.2.0',
      state: 'committed',
    });
    expect(trialOf({ event: 'updateRolledBack', detail: '0.2.0 -> 0.1.0' })).toEqual({
      version: '0.2.0',
      state: 'rolledBack',
    });
    expect(trialOf({ event: 'jam', detail: '0.2.0' })).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { type Attempt, tallyOf } from './tally.ts';

const attempt = (changes: Partial<Attempt>): Attempt => ({
  authorization: 'one',
  k: 0,
  a: 0,
  outcome: 'executed',
  contacts: 1,
  ...changes,
});

describe('the tally of the press bench', () => {
  it('finds nothing in attempts that were as they were told', () => {
    const told = [
      attempt({ outcome: 'notExecuted', contacts: 0 }),
      attempt({ a: 1 }),
      attempt({ k: 1, outcome: 'unknown', contacts: 1 }),
      attempt({ k: 2, outcome: 'unknown', contacts: 0 }),
    ];
    expect(tallyOf(told, 0)).toMatchObject({
      executed: 1,
      unknown: 2,
      unknownTouched: 1,
      lost: 0,
      doubled: 0,
      unexplained: 0,
    });
  });

  it.each([
    ['a touch that was told as none', { outcome: 'notExecuted', contacts: 1 }, { unexplained: 1 }],
    ['a press that never was', { contacts: 0 }, { unexplained: 1 }],
    ['a touch without an outcome', { outcome: undefined, contacts: 1 }, { lost: 1 }],
    ['two touches of one impression', { contacts: 2 }, { doubled: 1, unexplained: 1 }],
  ] as const)('counts %s', (_what, changes, wanted) => {
    expect(tallyOf([attempt(changes)], 0)).toMatchObject(wanted);
  });

  it('counts a second execution of an impression that was executed before, and a touch out of the blue', () => {
    expect(tallyOf([attempt({}), attempt({ a: 1 })], 1)).toMatchObject({ doubled: 1, unexplained: 1 });
  });
});

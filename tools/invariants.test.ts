import { describe, expect, it } from 'vitest';
import { readFromRoot, rowsOf, testsNamedIn, wrongWith } from './document-tables.ts';

const rows = rowsOf(readFromRoot('docs/invariants.md'), /^I\d+$/).map(
  ([id = '', , file = '', title = '']) => ({
    id,
    tests: testsNamedIn(`${file} ${title}`),
  }),
);

describe('docs/invariants.md', () => {
  it('has a test carrying the number of every invariant', () => {
    for (let n = 1; n <= 10; n++) {
      const carrying = rows
        .filter((r) => r.id === `I${n}`)
        .flatMap((r) => r.tests)
        .filter((t) => new RegExp(`\\bI${n}\\b`).test(t.title));
      expect(carrying, `I${n}`).not.toEqual([]);
    }
  });

  it('names only tests that exist', () => {
    const wrong = rows.flatMap((r) =>
      r.tests.flatMap((t) => {
        const problem = wrongWith(t);
        return problem === undefined ? [] : [`${r.id}: ${problem}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { readFromRoot, rowsOf, testsNamedIn, wrongWith } from './document-tables.ts';

const rows = rowsOf(readFromRoot('docs/features.md'), /^[FN]\d+$/).map(
  ([id = '', feature = '', state = '', where = '', shown = '', ...more]) => ({
    id,
    feature,
    state,
    where,
    shown,
    more,
  }),
);
const numbered = (letter: string, n: number) => Array.from({ length: n }, (_, i) => `${letter}${i + 1}`);

describe('docs/features.md', () => {
  it('has every id once, in order', () => {
    expect(rows.map((r) => r.id)).toEqual([...numbered('F', 124), ...numbered('N', 15)]);
  });

  it('says yes, part, no or never, and nothing else', () => {
    for (const r of rows) {
      expect(['yes', 'part', 'no', 'never'], r.id).toContain(r.state);
      expect(r.feature, r.id).toMatch(/\p{Script=Han}.* – .*[a-z]/u);
      expect(r.more, r.id).toEqual([]);
    }
  });

  it('names a test for what is there or must never be, and says what is missing of the rest', () => {
    for (const r of rows) {
      if (r.state === 'yes' || r.state === 'never') expect(testsNamedIn(r.shown), r.id).not.toEqual([]);
      if (r.state === 'part' || r.state === 'no') expect(r.shown, r.id).toMatch(/Missing: ./);
      if (r.state === 'yes') expect(r.shown, r.id).not.toMatch(/Missing:/);
    }
  });

  it('names only tests that exist', () => {
    const wrong = rows.flatMap((r) =>
      testsNamedIn(r.shown).flatMap((t) => {
        const problem = wrongWith(t);
        return problem === undefined ? [] : [`${r.id}: ${problem}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('lets no privileged stamping and no lifting of checks count as a feature', () => {
    expect(rows.filter((r) => r.state === 'never').map((r) => r.id)).toEqual(['F43', 'F118']);
  });
});

import { describe, expect, it } from 'vitest';
import { readFromRoot, rowsOf, testsNamedIn, wrongWith } from './document-tables.ts';

const rows = rowsOf(readFromRoot('docs/threat-model.md'), /^T\d+$/).map(
  ([id = '', who = '', attack = '', control = '', bound = '', shown = '', ...more]) => ({
    id,
    who,
    attack,
    control,
    bound,
    shown,
    more,
  }),
);

describe('docs/threat-model.md', () => {
  it('lists at least 25 attacks, numbered without gaps', () => {
    expect(rows.length).toBeGreaterThanOrEqual(25);
    expect(rows.map((r) => r.id)).toEqual(rows.map((_, i) => `T${i + 1}`));
  });

  it('gives each its attacker, control and bound, and a test that shows it', () => {
    for (const r of rows) {
      for (const cell of [r.who, r.attack, r.control, r.bound]) expect(cell, r.id).not.toBe('');
      expect(r.more, r.id).toEqual([]);
      expect(testsNamedIn(r.shown).length, `${r.id}: ${r.shown}`).toBeGreaterThan(0);
      expect(r.shown).not.toContain('no test');
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
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { matrixSteps } from './fault-cell.ts';

const root = new URL('../../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const rows = read('docs/machine-states.md')
  .split('\n')
  .filter((line) => /^\| (\d+|Q|X) \|/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, n = '', state = '', where = '', barrier = '', crash = '', step = '']) => ({
    n,
    state,
    where,
    barrier,
    crash,
    step,
  }));
/** A file, and words that must stand in it. */
const namedIn = (cell: string) =>
  [...cell.matchAll(/([\w./-]+\.ts) `([^`]+)`/g)].map(([, file = '', words = '']) => ({ file, words }));

describe('docs/machine-states.md', () => {
  it('has the states of the machine in their order, and says of each what a start after a cut does', () => {
    expect(rows.map((r) => r.n).join(' ')).toBe('0 1 2 3 4 5 6 7 8 9 10 11 12 13 Q X');
    expect(rows.filter((r) => r.crash === '' || r.step === '')).toEqual([]);
  });

  it.each(rows)('finds $n $state and its barrier where the page says', ({ where, barrier }) => {
    const named = [...namedIn(where), ...namedIn(barrier)];
    expect(namedIn(where).length).toBeGreaterThan(0);
    expect(namedIn(barrier).length > 0 || barrier.startsWith('none: ')).toBe(true);
    expect(named.filter(({ file, words }) => !read(file).includes(words))).toEqual([]);
  });

  it('names each place at which the fault matrix cuts the power as the drill does', () => {
    const cut = Object.values(matrixSteps).flatMap(({ at }) =>
      at === null ? [] : [at.replace('.before', '')],
    );
    const steps = rows.map((r) => r.step).filter((s) => s !== 'none');
    expect(cut.filter((c) => !steps.includes(c))).toEqual([]);
    const drill = ['drill.ts', 'drill-agent.ts', 'drill-press.ts']
      .map((f) => read(`apps/machine/src/drill/${f}`))
      .join('');
    expect(steps.filter((s) => !drill.includes(`'${s}'`))).toEqual([]);
  });
});

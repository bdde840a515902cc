import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { benchCompare } from '../compare.ts';
import { openTruthSet } from './truth-set.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'bench-set-'));
  for (const part of ['approved', 'before', 'after', 'specimen']) mkdirSync(join(dir, part));
  for (const file of [
    'approved/00.pdf',
    'before/00-base-m.jpg',
    'after/00-ok.jpg',
    'after/00-before.jpg',
    'specimen/right.png',
  ])
    writeFileSync(join(dir, file), 'x');
});
afterEach(() => rmSync(dir, { recursive: true }));

const truth = (value: unknown) =>
  writeFileSync(join(dir, 'truth.json'), typeof value === 'string' ? value : JSON.stringify(value));
const whole = {
  before: { '00-base-m.jpg': { approved: '00', kind: 'base', note: '', expect: 'match' } },
  after: {
    '00-before.jpg': {
      approved: '00',
      before: '00-before.jpg',
      case: 'before',
      expect: '(the before photo)',
    },
    '00-ok.jpg': {
      approved: '00',
      before: '00-before.jpg',
      case: 'ok',
      agreedPlaceMm: { xmm: 1, ymm: 2 },
      expect: 'match',
    },
  },
};

describe('a folder with a truth file', () => {
  it('gives its cases, without the picture that others are compared with', async () => {
    truth(whole);
    const { cases } = openTruthSet(dir);
    expect(cases.map((c) => [c.file, c.phase, c.kind, c.expect])).toEqual([
      ['before/00-base-m.jpg', 'before', 'base', 'match'],
      ['after/00-ok.jpg', 'after', 'ok', 'match'],
    ]);
    expect(cases[0]?.conditions).toEqual(['camera:m']);
    expect((await cases[1]?.material())?.place).toEqual({ xMm: 1, yMm: 2 });
  });

  it.each([
    [
      'a photo that is not there',
      'BENCH_SET_INVALID',
      () => truth({ before: { 'gone.jpg': whole.before['00-base-m.jpg'] } }),
    ],
    [
      'an approved page that is not there',
      'BENCH_SET_INVALID',
      () => truth({ before: { '00-base-m.jpg': { approved: '77', kind: 'base', expect: 'match' } } }),
    ],
    [
      'a specimen that is not there',
      'BENCH_SET_INVALID',
      () => {
        rmSync(join(dir, 'specimen/right.png'));
        truth(whole);
      },
    ],
    [
      'an expectation nobody knows',
      'BENCH_SET_INVALID',
      () => truth({ before: { '00-base-m.jpg': { approved: '00', kind: 'base', expect: 'maybe' } } }),
    ],
    ['a truth that is no JSON', 'FILE_UNREADABLE', () => truth('{')],
    ['a truth of another shape', 'FILE_UNREADABLE', () => truth({ before: [1] })],
    [
      'a name that leads out of the folder',
      'FILE_UNREADABLE',
      () => truth({ before: { '../00.jpg': whole.before['00-base-m.jpg'] } }),
    ],
  ])('is refused with a code for %s', async (_, code, breakIt) => {
    breakIt();
    await expect(async () => openTruthSet(dir)).rejects.toMatchObject({ code });
    await expect(benchCompare({ set: dir, seed: '1', json: true })).rejects.toMatchObject({ code });
  });

  it('is refused with a code when it is no such folder, when it is no set, and for kinds it does not have', async () => {
    const ask = (options: object) => benchCompare({ seed: '1', json: true, ...options });
    await expect(ask({ set: join(dir, 'none') })).rejects.toMatchObject({ code: 'BENCH_SET_INVALID' });
    await expect(ask({ set: dir })).rejects.toMatchObject({ code: 'BENCH_SET_INVALID' });
    truth(whole);
    await expect(ask({ set: dir, kinds: 'nothing' })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    await expect(ask({ set: dir, size: '0' })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    await expect(ask({ split: 'other' })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});

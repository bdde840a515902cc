import { expect, it } from 'vitest';
import type { Outcome } from './outcome.ts';
import { scoreOf } from './score.ts';

const outcome = (
  of: Partial<Outcome['bench']>,
  ending: Outcome['ending'],
  reasons: string[] = [],
): Outcome => ({
  bench: {
    file: 'x.jpg',
    phase: 'before',
    kind: 'base',
    expect: 'match',
    note: '',
    conditions: ['sheet:flat'],
    document: '0',
    ...of,
  },
  ending,
  reasons,
  alarm: 0.5,
  confidence: 0.9,
  measured: { prepareMs: 0, ms: 1, peakRssMiB: 1 },
  isLocated: undefined,
});

it('a refusal counts as named only where one of its own reasons was told', () => {
  const glare = { kind: 'glare', expect: 'refuse', reasons: ['GLARE'] } as const;
  const { kinds } = scoreOf([outcome(glare, 'unsure', ['GLARE']), outcome(glare, 'unsure', ['BLURRED'])]);
  expect(kinds.glare).toMatchObject({ n: 2, detected: 2, named: { n: 2, hits: 1 } });
});

it('phases are kept apart, and the order of pages claims no confidence', () => {
  const score = scoreOf([
    outcome({}, 'match'),
    outcome({ phase: 'after', kind: 'ok' }, 'unsure'),
    outcome({ phase: 'pages', kind: 'ordered' }, 'mismatch'),
    outcome({ phase: 'pages', kind: 'missing', expect: 'mismatch' }, 'mismatch', ['MISSING_PAGE']),
  ]);
  expect(score.honestPages).toMatchObject({ n: 1, alarms: 1 });
  expect(score.conditions['sheet:flat']).toMatchObject({ n: 1, alarms: 0, unsure: 0 });
  expect(score.conditions['after:sheet:flat']).toMatchObject({ n: 1, unsure: 1 });
  expect(Object.keys(score.kinds)).toEqual(['pages:missing']);
  expect(score.reliability.bands.reduce((sum, b) => sum + b.n, 0)).toBe(1);
});

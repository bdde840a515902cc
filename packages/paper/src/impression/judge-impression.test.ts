import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { gaussian } from '../image/blur.ts';
import type { Field } from '../image/raster.ts';
import { drawSpecimen } from './impression.ts';
import { isOfRetired, judgeImpression } from './judge-impression.ts';
import { prepareSpecimen, type Specimen } from './specimen.ts';

const data = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../testdata/${name}`, import.meta.url)));
const SIDE = 480;
const usable: Field = { width: SIDE, height: SIDE, data: new Float32Array(SIDE * SIDE).fill(1) };
let right: Specimen;
let other: Specimen;

beforeAll(async () => {
  right = await prepareSpecimen(data('specimen.png'));
  other = await prepareSpecimen(data('specimen-wrong.png'));
});

/** The same numbers each time, 0..1. */
function noise(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** An impression as seal ink: how strongly each point printed is told by `ink`. */
function printed(die: Specimen, ink: (x: number, y: number) => number, angleDeg = 3): Field {
  const drawn = drawSpecimen(die.ink, SIDE, SIDE, { x: 243, y: 238, angleDeg, scale: 1 });
  return { width: SIDE, height: SIDE, data: drawn.map((v, p) => v * ink(p % SIDE, Math.floor(p / SIDE))) };
}

/** Holes of about 0.4 mm that a dried-out pad leaves. */
function holes(share: number): (x: number, y: number) => number {
  const next = noise();
  const grain = gaussian(
    { width: SIDE, height: SIDE, data: Float32Array.from({ length: SIDE * SIDE }, () => next() - 0.5) },
    1.6,
  ).data;
  const sorted = Float32Array.from(grain).sort();
  const level = sorted[Math.floor(share * sorted.length)] ?? 0;
  return (x, y) => ((grain[y * SIDE + x] ?? 0) < level ? 0.08 : 0.5);
}

const judge = (seal: Field) => {
  const box = [86, 80, 314, 316] as const;
  return judgeImpression(right, seal, usable, { box, mass: 9000 });
};

describe('an impression of the registered seal', () => {
  it('agrees, and its position and rotation are found', () => {
    const of = judge(printed(right, () => 0.6));
    expect(of).toMatchObject({ verdict: 'match', reasons: [], clarity: 'clear' });
    expect(of.pose.angleDeg).toBeCloseTo(3, 0);
    expect(Math.hypot(of.pose.x - 243, of.pose.y - 238)).toBeLessThan(1.5);
  });

  it('passes with the holes of a dry pad, and is called faint', () => {
    const of = judge(printed(right, holes(0.3)));
    expect(of).toMatchObject({ verdict: 'match', reasons: ['FAINT'], clarity: 'faint' });
  });

  it('passes when pressed unevenly', () => {
    const of = judge(printed(right, (x) => 0.25 + (0.4 * x) / SIDE));
    expect(of.verdict).toBe('match');
  });

  it('is called incomplete where a third did not print', () => {
    const of = judge(printed(right, (x) => (x < 190 ? 0 : 0.6)));
    expect(of).toMatchObject({ verdict: 'unsure', reasons: ['PARTIAL'], clarity: 'partial' });
  });

  it('is called slipped or doubled when the die struck twice', () => {
    const once = printed(right, () => 0.6).data;
    const twice = once.map((v, p) => Math.max(v, 0.8 * (once[p - 14 * SIDE - 10] ?? 0)));
    const of = judge({ width: SIDE, height: SIDE, data: twice });
    expect(of).toMatchObject({ verdict: 'mismatch', reasons: ['SLIPPED'] });
  });
});

describe('an impression of a seal with one other character', () => {
  it.each([
    ['clear', () => 0.6],
    ['faint', () => 0.22],
  ])('is refused when %s', (_, ink) => {
    expect(judge(printed(other, ink))).toMatchObject({ verdict: 'mismatch', reasons: ['WRONG_SEAL'] });
  });

  it('is refused with the holes of a dry pad too', () => {
    expect(judge(printed(other, holes(0.2))).verdict).toBe('mismatch');
  });

  it('is known as the retired seal where that specimen is kept', () => {
    const seal = printed(other, () => 0.6);
    const blob = { box: [86, 80, 314, 316] as const, mass: 9000 };
    expect(isOfRetired(judge(seal), [other], seal, usable, blob)).toBe(true);
    const mine = printed(right, () => 0.6);
    expect(isOfRetired(judge(mine), [other], mine, usable, blob)).toBe(false);
  });
});

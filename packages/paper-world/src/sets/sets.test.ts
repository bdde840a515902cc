import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { layoutNames } from '../paper/village-paper.ts';
import { drawCase } from './draw-case.ts';
import { afterKinds, beforeKinds, type Kind } from './kinds.ts';
import { type CasePlan, planSet } from './plan.ts';
import { splits } from './split.ts';

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('the sets for fitting and for reporting', () => {
  it('share no layout and no face, and between them have every layout, twenty or more', () => {
    const { fit, report } = splits;
    expect([...fit.layouts, ...report.layouts].sort()).toEqual([...layoutNames].sort());
    expect(layoutNames.length).toBeGreaterThanOrEqual(20);
    const faces = (split: typeof fit) =>
      new Set([...split.bodies, ...split.headings, ...split.hands, ...split.sealFaces]);
    expect([...faces(fit)].filter((face) => faces(report).has(face))).toEqual([]);
    expect(fit.layouts.filter((layout) => report.layouts.includes(layout))).toEqual([]);
  });

  it('are the same for the same seed, another for another, and hold every kind', () => {
    const plans = planSet({ split: 'fit', seed: '1', size: 400 });
    expect(planSet({ split: 'fit', seed: '1', size: 400 })).toEqual(plans);
    expect(planSet({ split: 'fit', seed: '2', size: 400 })).not.toEqual(plans);
    const kinds = (phase: CasePlan['phase']) =>
      [...new Set(plans.filter((p) => p.phase === phase).map((p) => p.kind))].sort();
    const usual = (all: Readonly<Record<string, Kind>>) =>
      Object.keys(all)
        .filter((kind) => (all[kind]?.parts ?? 0) > 0)
        .sort();
    expect(kinds('before')).toEqual(usual(beforeKinds));
    expect(kinds('after')).toEqual(usual(afterKinds));
    expect(kinds('pages')).toEqual([]);
    expect(new Set(plans.map((p) => p.file)).size).toBe(400);
  });

  it('hold only the kinds asked for, beside honest sheets', () => {
    const plans = planSet({ split: 'report', seed: '1', size: 60, kinds: ['digit'] });
    expect(new Set(plans.map((p) => p.kind))).toEqual(new Set(['base', 'digit']));
    const after = planSet({ split: 'report', seed: '1', size: 40, kinds: ['after:none'] });
    expect(after.every((p) => p.phase === 'after')).toBe(true);
    expect(after.some((p) => p.kind === 'none')).toBe(true);
    const rare = planSet({ split: 'fit', seed: '1', size: 60, kinds: ['far', 'pages:missing'] });
    expect(new Set(rare.map((p) => `${p.phase} ${p.kind}`))).toEqual(
      new Set(['before base', 'before far', 'pages ordered', 'pages missing']),
    );
  });
});

// Small pictures: what is tested is that each can be drawn, and drawn again.
const small = (plan: CasePlan): CasePlan => ({ ...plan, conditions: { ...plan.conditions, megapixels: 1 } });
const plans = planSet({ split: 'fit', seed: 'test', size: 400 });
const rare = ['far', 'nopaper', 'pages:repeated'];
const asked = planSet({ split: 'fit', seed: 'rare', size: 100, kinds: rare });
const firsts = [...Map.groupBy([...plans, ...asked], (p) => `${p.phase} ${p.kind}`)].flatMap(([name, all]) =>
  all[0] ? [[name, small(all[0])] as const] : [],
);

describe('a case', () => {
  it.each(firsts)('of the kind %s can be drawn, with its change on the page', async (_, plan) => {
    const drawn = await drawCase(plan);
    const { width, height } = await sharp(drawn.photo).metadata();
    expect(width * height).toBeGreaterThan(5e5);
    for (const [x, y, w, h] of drawn.boxesMm) {
      expect(Math.min(x, y, w, h)).toBeGreaterThanOrEqual(0);
      expect(x + w).toBeLessThanOrEqual(drawn.pageMm.widthMm);
      expect(y + h).toBeLessThanOrEqual(drawn.pageMm.heightMm);
    }
    expect(drawn.before !== undefined).toBe(plan.phase === 'after');
    expect(drawn.sheets !== undefined).toBe(plan.phase === 'pages');
  });

  it('is the same to the byte when it is drawn again', async () => {
    for (const phase of ['before', 'after'] as const) {
      const plan = plans.find((p) => p.phase === phase && p.kind.includes('digit'));
      if (!plan) throw new Error('the set has such a case');
      const [one, two] = [await drawCase(small(plan)), await drawCase(small(plan))];
      expect(digest(two.photo)).toBe(digest(one.photo));
      expect(digest(two.approved.bytes)).toBe(digest(one.approved.bytes));
      expect(two.boxesMm).toEqual(one.boxesMm);
    }
  });
});

import { HufuError } from '@hufu/contract';
import { type CasePlan, type DrawnCase, planSet, type SplitName, type World } from '@hufu/paper-world';
import type { BenchCase, BenchSet, Material } from './bench-case.ts';

/** How many cases a generated set has unless told: some ten minutes of work. */
const SIZE = 200;

/** A set that is drawn case by case as it is compared; nothing of it is stored. */
export function openGeneratedSet(
  world: Pick<World, 'drawCase'>,
  options: { split: string; seed: string; size?: number; kinds?: readonly string[] },
): BenchSet {
  const split = splitNamed(options.split);
  const plans = planSet({
    split,
    seed: options.seed,
    size: options.size ?? SIZE,
    ...(options.kinds ? { kinds: options.kinds } : {}),
  });
  return {
    name: `${split}/${options.seed}`,
    cases: plans.map((plan): BenchCase => caseOf(plan, world)),
  };
}

function caseOf(plan: CasePlan, world: Pick<World, 'drawCase'>): BenchCase {
  return {
    file: `${plan.phase}/${plan.file}`,
    phase: plan.phase,
    kind: plan.kind,
    expect: plan.expect,
    ...(plan.reasons.length > 0 ? { reasons: plan.reasons } : {}),
    note: '',
    conditions: plan.labels,
    document: `${plan.phase}/${plan.document}`,
    material: async () => materialOf(await world.drawCase(plan)),
  };
}

function materialOf(drawn: DrawnCase): Material {
  const { widthMm, heightMm } = drawn.pageMm;
  return {
    approved: drawn.approved,
    photo: drawn.photo,
    note: drawn.note,
    where: drawn.boxesMm.map(([x, y, w, h]) => [x / widthMm, y / heightMm, w / widthMm, h / heightMm]),
    zones: drawn.zones,
    ...(drawn.before ? { before: drawn.before } : {}),
    ...(drawn.sheets ? { sheets: drawn.sheets } : {}),
    ...(drawn.specimen ? { specimen: drawn.specimen } : {}),
    ...(drawn.placeMm ? { place: drawn.placeMm } : {}),
  };
}

function splitNamed(name: string): SplitName {
  if (name === 'fit' || name === 'report') return name;
  throw new HufuError('OPTION_INVALID', { context: { option: '--split', value: name } });
}

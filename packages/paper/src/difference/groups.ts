import type { Box } from '../image/raster.ts';
import type { Patch } from './regions.ts';

/** Patches that belong together: a character, a word, a stroke of handwriting. */
export interface Group {
  readonly box: Box;
  readonly mass: number;
  /** Mass of its heaviest single patch. */
  readonly heaviest: number;
  readonly peak: number;
  readonly area: number;
  /** Unexplained ink that was added, and ink that is missing. */
  readonly addedMass: number;
  readonly missingMass: number;
  /** How many of its patches are small dark dots, and their mass. */
  readonly flecks: number;
  readonly fleckMass: number;
}

/** The part of a dot that reaches half of its peak is about as wide as lens and smoothing make it; its box grows with its darkness. */
const FLECK = { core: 7, box: 11, added: 0.9 };

function isFleck({ core, box, added }: Patch): boolean {
  return core <= FLECK.core && Math.max(box[2], box[3]) <= FLECK.box && added > FLECK.added;
}

function merge(a: Group, b: Group): Group {
  const x = Math.min(a.box[0], b.box[0]);
  const y = Math.min(a.box[1], b.box[1]);
  const right = Math.max(a.box[0] + a.box[2], b.box[0] + b.box[2]);
  const bottom = Math.max(a.box[1] + a.box[3], b.box[1] + b.box[3]);
  return {
    box: [x, y, right - x, bottom - y],
    mass: a.mass + b.mass,
    heaviest: Math.max(a.heaviest, b.heaviest),
    peak: Math.max(a.peak, b.peak),
    area: a.area + b.area,
    addedMass: a.addedMass + b.addedMass,
    missingMass: a.missingMass + b.missingMass,
    flecks: a.flecks + b.flecks,
    fleckMass: a.fleckMass + b.fleckMass,
  };
}

function near(a: Box, b: Box, gap: number): boolean {
  return (
    a[0] - gap < b[0] + b[2] &&
    b[0] - gap < a[0] + a[2] &&
    a[1] - gap < b[1] + b[3] &&
    b[1] - gap < a[1] + a[3]
  );
}

/** Joins patches closer than `gap` pixels, heaviest first; at most `limit` patches are considered. */
export function groupPatches(patches: readonly Patch[], gap: number, limit = 1500): Group[] {
  let groups: Group[] = [...patches]
    .sort((a, b) => b.mass - a.mass)
    .slice(0, limit)
    .map((p) => ({
      box: p.box,
      mass: p.mass,
      heaviest: p.mass,
      peak: p.peak,
      area: p.area,
      addedMass: p.mass * p.added,
      missingMass: p.mass * (1 - p.added),
      flecks: isFleck(p) ? 1 : 0,
      fleckMass: isFleck(p) ? p.mass : 0,
    }));
  for (;;) {
    const next: Group[] = [];
    for (const g of groups) {
      const i = next.findIndex((o) => near(o.box, g.box, gap));
      const other = next[i];
      if (other) next[i] = merge(other, g);
      else next.push(g);
    }
    if (next.length === groups.length) return next.sort((a, b) => b.mass - a.mass);
    groups = next;
  }
}

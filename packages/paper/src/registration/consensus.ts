import { invert, project } from '../image/homography.ts';
import type { Field } from '../image/raster.ts';
import type { BlockMatch } from './correlate.ts';
import type { Match } from './features.ts';
import { repetition } from './repetition.ts';

/** A sheet that is folded or curled strays this far from a plane, in page pixels. */
const FARTHEST = 110;
/** Neighbours within this distance vote for each other. */
const AROUND = 260;
const VOTES = 3;
/** Side of the block round a corner that tells whether its surroundings repeat themselves, in pixels at 50 dpi. */
const SURROUNDINGS = 32;

/**
 * Corners that moved as their neighbours did, though not as the page's one plane says: the two sides of a fold each
 * have a plane of their own. Positions are page pixels. The end of one dash looks like that of the next, and all of them
 * agree on the wrong one: along such a line a corner says nothing.
 */
export function agreeingCorners({ homography, pairs }: Match, inkQuarter: Field): BlockMatch[] {
  const back = invert(homography);
  const moved: BlockMatch[] = [];
  for (let i = 0; i < pairs.length; i += 4) {
    const x = pairs[i] ?? 0;
    const y = pairs[i + 1] ?? 0;
    const [qx, qy] = project(back, pairs[i + 2] ?? 0, pairs[i + 3] ?? 0);
    const dx = qx - x;
    const dy = qy - y;
    if (Math.hypot(dx, dy) < FARTHEST) moved.push({ x, y, dx, dy, score: 0.8, bendX: 0.002, bendY: 0.002 });
  }
  const agreed = moved.filter((a) => {
    let votes = 0;
    for (const b of moved) {
      const d = Math.hypot(a.x - b.x, a.y - b.y);
      // One and the same corner on two levels of the pyramid is no second witness.
      if (d > AROUND || d < 6) continue;
      if (Math.hypot(a.dx - b.dx, a.dy - b.dy) < 2.5 + 0.05 * d) votes++;
    }
    return votes >= VOTES;
  });
  return agreed.map((a) => {
    const at = (v: number) => Math.round(v / 4 - SURROUNDINGS / 2);
    const { x, y } = repetition(inkQuarter, at(a.x), at(a.y), SURROUNDINGS);
    return { ...a, bendX: x ? 0 : a.bendX, bendY: y ? 0 : a.bendY };
  });
}

import { invert, project } from '../image/homography.ts';
import type { BlockMatch } from './correlate.ts';
import type { Match } from './features.ts';

/** A sheet that is folded or curled strays this far from a plane, in page pixels. */
const FARTHEST = 110;
/** Neighbours within this distance vote for each other. */
const AROUND = 260;
const VOTES = 3;

/**
 * Corners that moved as their neighbours did, though not as the page's one plane says: the two sides of a fold each
 * have a plane of their own. Positions are page pixels.
 */
export function agreeingCorners({ homography, pairs }: Match): BlockMatch[] {
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
  return moved.filter((a) => {
    let votes = 0;
    for (const b of moved) {
      const d = Math.hypot(a.x - b.x, a.y - b.y);
      // One and the same corner on two levels of the pyramid is no second witness.
      if (d > AROUND || d < 6) continue;
      if (Math.hypot(a.dx - b.dx, a.dy - b.dy) < 2.5 + 0.05 * d) votes++;
    }
    return votes >= VOTES;
  });
}

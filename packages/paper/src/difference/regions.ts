import { borrowBytes, giveBack } from '../image/planes.ts';
import type { Box, Field } from '../image/raster.ts';

/** A connected patch of unexplained ink. */
export interface Patch {
  readonly box: Box;
  /** Largest |z| in it. */
  readonly peak: number;
  /** Sum of |z| above the threshold, in pixels. */
  readonly mass: number;
  /** Share of the mass that is ink added rather than missing, 0..1. */
  readonly added: number;
  /** Number of pixels above the threshold. */
  readonly area: number;
  /** Longer side of the part that reaches half of the peak, in pixels; the box itself grows with the darkness of a dot. */
  readonly core: number;
}

/** Patches of more pixels than this are no dots. */
const SMALL = 300;

/** Longer side of the box around the members from `least` on. */
function coreOf(members: readonly number[], { width, data }: Field, least: number): number {
  let [minX, maxX, minY, maxY] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const p of members) {
    if (Math.abs(data[p] ?? 0) < least) continue;
    const x = p % width;
    const y = (p - x) / width;
    minX = Math.min(minX, x);
    maxX = Math.max(maxX, x);
    minY = Math.min(minY, y);
    maxY = Math.max(maxY, y);
  }
  return Math.max(maxX - minX, maxY - minY) + 1;
}

/** Connects pixels with |z| above the threshold that lie within `join` pixels of each other. */
export function findPatches(z: Field, threshold: number, edge: number): Patch[] {
  const { width, height, data } = z;
  const seen = borrowBytes(width * height).fill(0);
  const patches: Patch[] = [];
  const stack: number[] = [];
  const members: number[] = [];
  for (let y = edge; y < height - edge; y++) {
    for (let x = edge; x < width - edge; x++) {
      const start = y * width + x;
      if (seen[start] || Math.abs(data[start] ?? 0) < threshold) continue;
      const positive = (data[start] ?? 0) > 0;
      let minX = x,
        maxX = x,
        minY = y,
        maxY = y,
        mass = 0,
        plus = 0,
        area = 0,
        top = 0;
      members.length = 0;
      stack.push(start);
      seen[start] = 1;
      while (stack.length > 0) {
        const p = stack.pop() ?? 0;
        const px = p % width;
        const py = (p - px) / width;
        const v = data[p] ?? 0;
        const a = Math.abs(v);
        if (members.length <= SMALL) members.push(p);
        mass += a - threshold;
        if (v > 0) plus += a - threshold;
        area++;
        if (a > top) top = a;
        if (px < minX) minX = px;
        if (px > maxX) maxX = px;
        if (py < minY) minY = py;
        if (py > maxY) maxY = py;
        for (let dy = -1; dy <= 1; dy++) {
          for (let dx = -1; dx <= 1; dx++) {
            const nx = px + dx;
            const ny = py + dy;
            if (nx < edge || ny < edge || nx >= width - edge || ny >= height - edge) continue;
            const q = ny * width + nx;
            const u = data[q] ?? 0;
            if (!seen[q] && u > 0 === positive && Math.abs(u) >= threshold) {
              seen[q] = 1;
              stack.push(q);
            }
          }
        }
      }
      patches.push({
        box: [minX, minY, maxX - minX + 1, maxY - minY + 1],
        peak: top,
        mass,
        added: plus / Math.max(mass, 1e-9),
        area,
        core: area > SMALL ? Math.max(maxX - minX, maxY - minY) + 1 : coreOf(members, z, top / 2),
      });
    }
  }
  giveBack(seen);
  return patches;
}

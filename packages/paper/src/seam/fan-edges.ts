import { type PaperReason, seamFanMm } from '@hufu/contract';
import { type Gray, mmToPx, pxToMm } from '../image/raster.ts';
import { median } from '../registration/correlate.ts';

/** Brightness of paper and table beside a page, over all its rows. */
interface Beside {
  readonly plane: Gray;
  /** Column of the plane at which the page ends. */
  readonly pageEdge: number;
}

/** The right edges of the sheets under the first one, in millimetres from its own right edge. */
export interface FanEdges {
  readonly edgesMm: readonly number[];
  /** Share of the height at which as many edges were seen. */
  readonly agreement: number;
}

/** Height of the slabs that are looked at each by itself: edges need not be parallel. */
const SLAB = mmToPx(10);
/** Share of the height left out above and below: corners curl. */
const RIM = 0.12;
/** Nearer to the edge of the first sheet than this begins no strip. */
const NEAREST = mmToPx(1.8);
/** Share of the paper's brightness below which there is the table; and how wide it must be. */
const TABLE = { level: 0.62, px: mmToPx(1.5) };
/** How much darker than the paper beside it the shadow of an edge is, and within how far one is one. */
const SHADOW = { depth: 0.045, reach: mmToPx(1.6) };

/** Strips may be this much wider than the narrowest one; each must show this much. */
const STRIPS = { uneven: 2.4, leastMm: 2.2 };
/** Share of the height at which as many edges must be seen. */
const AGREEMENT = 0.6;

/** Mean brightness of each column of a slab. */
function profileOf({ data, width }: Gray, from: number, to: number): Float32Array {
  const sums = new Float32Array(width);
  for (let y = from; y < to; y++)
    for (let x = 0; x < width; x++) sums[x] = (sums[x] ?? 0) + (data[y * width + x] ?? 0);
  return sums.map((v) => v / Math.max(1, to - from));
}

/** Where the paper ends and the table begins; undefined where it reaches out of sight. */
function tableFrom(profile: Float32Array, edge: number, paper: number): number | undefined {
  let run = 0;
  for (let x = Math.max(0, Math.round(edge - NEAREST)); x < profile.length; x++) {
    run = (profile[x] ?? 0) < TABLE.level * paper ? run + 1 : 0;
    if (run >= TABLE.px) return x - run + 1;
  }
  return undefined;
}

/** The edges seen in one slab, in pixels of the plane. */
function edgesIn(profile: Float32Array, edge: number): number[] | undefined {
  const own = [...profile.subarray(Math.max(0, edge - mmToPx(7)), Math.max(1, edge - mmToPx(1)))];
  const paper = median(own);
  const end = tableFrom(profile, edge, paper);
  if (end === undefined) return undefined;
  const found: number[] = [];
  for (let x = Math.round(edge + NEAREST); x < end - NEAREST / 2; x++) {
    const here = profile[x] ?? 0;
    const around = (from: number, to: number) =>
      median([...profile.subarray(Math.round(from), Math.round(to))]);
    const left = around(x - 2 * SHADOW.reach, x - SHADOW.reach / 2);
    const right = around(x + SHADOW.reach / 2, Math.min(end - 2, x + 2 * SHADOW.reach));
    // A step is brighter on one side for good (another kind of paper); the shadow of an edge is darker than both.
    if (here > (1 - SHADOW.depth) * Math.min(left, right)) continue;
    const last = found.at(-1);
    if (last !== undefined && x - last < SHADOW.reach) {
      if (here < (profile[last] ?? 0)) found[found.length - 1] = x;
    } else found.push(x);
  }
  return end - edge > NEAREST ? [...found, end] : found;
}

/** Finds the edges of a fan: as many as most slabs show, where the middle of those slabs shows them. */
export function findFanEdges({ plane, pageEdge }: Beside): FanEdges {
  const slabs: number[][] = [];
  let looked = 0;
  const from = Math.round(plane.height * RIM);
  for (let y = from; y + SLAB <= plane.height - from; y += Math.round(SLAB)) {
    looked++;
    const edges = edgesIn(profileOf(plane, y, Math.round(y + SLAB)), pageEdge);
    if (edges) slabs.push(edges);
  }
  const byCount = Map.groupBy(slabs, (s) => s.length);
  const [most = []] = [...byCount.values()].sort((a, b) => b.length - a.length);
  const edgesMm = (most[0] ?? []).map((_, i) => pxToMm(median(most.map((s) => s[i] ?? 0)) - pageEdge));
  return { edgesMm, agreement: looked === 0 ? 0 : most.length / looked };
}

/** What is wrong with a fan of so many sheets; certain where the same fan can never be right. */
export function fanTrouble(
  { edgesMm, agreement }: FanEdges,
  sheets: number,
): { reason: PaperReason; isCertain: boolean } | undefined {
  if (agreement < AGREEMENT) return { reason: 'SEAM_FAN', isCertain: false };
  const strips = edgesMm.map((edge, i) => edge - (edgesMm[i - 1] ?? 0));
  const shown = edgesMm.at(-1) ?? 0;
  const [least, most] = [Math.min(...strips), Math.max(...strips)];
  const isEven = strips.length > 0 && least >= STRIPS.leastMm && most <= STRIPS.uneven * least;
  if (isEven && edgesMm.length !== sheets - 1) return { reason: 'SEAM_SHEETS', isCertain: true };
  if (!isEven || shown < seamFanMm.least || shown > seamFanMm.most)
    return { reason: 'SEAM_FAN', isCertain: true };
  return undefined;
}

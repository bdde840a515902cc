import type { Grey } from './sheet-corners.ts';

/** How far each part of a photograph lies off the page, in pixels of the page: x and y at every node of a grid. */
export interface ShiftGrid {
  readonly columns: number;
  readonly rows: number;
  /** Distance of nodes. */
  readonly step: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

const step = 24;
/** Half the side of the patch that is matched, and how far it is looked for. */
const half = 16;
const reach = 8;
/** A patch with less ink than this has nothing to hold on to. */
const leastInk = 600;

/**
 * How far a straightened photograph lies off the page locally: paper is never quite flat, and a lens never quite
 * straight. Patches with ink are looked for nearby; patches without follow their neighbours. Only for the eye: the
 * machine registers by its own means, and the verdicts never rest on this.
 */
export function localShifts(
  page: Grey,
  photo: Grey,
  onProgress: (part: number) => void = () => undefined,
): ShiftGrid {
  const { width, height } = page;
  const [a, b] = [inkOf(page), inkOf(photo)];
  const columns = Math.floor(width / step) + 1;
  const rows = Math.floor(height / step) + 1;
  const x = new Float32Array(columns * rows);
  const y = new Float32Array(columns * rows);
  const trust = new Float32Array(columns * rows);
  for (let r = 0; r < rows; r++) {
    onProgress(r / rows);
    for (let c = 0; c < columns; c++) {
      const found = matchPatch(a, b, width, height, c * step, r * step);
      if (!found) continue;
      const i = r * columns + c;
      x[i] = found.x;
      y[i] = found.y;
      trust[i] = found.trust;
    }
  }
  return { columns, rows, step, ...smooth(x, y, trust, columns, rows) };
}

/** The shift at any place, between the nodes. */
export function shiftAt(grid: ShiftGrid, px: number, py: number): readonly [x: number, y: number] {
  const u = Math.min(Math.max(px / grid.step, 0), grid.columns - 1.001);
  const v = Math.min(Math.max(py / grid.step, 0), grid.rows - 1.001);
  const [c, r] = [Math.floor(u), Math.floor(v)];
  const [fx, fy] = [u - c, v - r];
  const at = (list: Float32Array) => {
    const i = r * grid.columns + c;
    const upper = (list[i] ?? 0) * (1 - fx) + (list[i + 1] ?? 0) * fx;
    const lower = (list[i + grid.columns] ?? 0) * (1 - fx) + (list[i + grid.columns + 1] ?? 0) * fx;
    return upper * (1 - fy) + lower * fy;
  };
  return [at(grid.x), at(grid.y)];
}

/** Ink: how much darker than the paper around it, the light taken out. */
function inkOf({ width, height, values }: Grey): Float32Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += values[y * width + x] ?? 0;
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row;
    }
  }
  const ink = new Float32Array(width * height);
  const around = 12;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [l, t] = [Math.max(0, x - around), Math.max(0, y - around)];
      const [r, b] = [Math.min(width, x + around + 1), Math.min(height, y + around + 1)];
      const at = (px: number, py: number) => sums[py * (width + 1) + px] ?? 0;
      const mean = (at(r, b) - at(l, b) - at(r, t) + at(l, t)) / ((r - l) * (b - t));
      ink[y * width + x] = Math.max(0, mean - (values[y * width + x] ?? 0) - 8);
    }
  return ink;
}

function matchPatch(a: Float32Array, b: Float32Array, width: number, height: number, cx: number, cy: number) {
  const [l, t] = [Math.max(0, cx - half), Math.max(0, cy - half)];
  const [r, bottom] = [Math.min(width, cx + half), Math.min(height, cy + half)];
  let ink = 0;
  for (let y = t; y < bottom; y++) for (let x = l; x < r; x++) ink += a[y * width + x] ?? 0;
  if (ink < leastInk) return undefined;
  const side = 2 * reach + 1;
  const scores = new Float32Array(side * side);
  let best = 0;
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) {
      // Correlation: a mark that only one of the two has pulls nothing away.
      let dot = 0;
      let power = 1;
      for (let y = t; y < bottom; y++) {
        const yy = y + dy;
        if (yy < 0 || yy >= height) continue;
        for (let x = l; x < r; x++) {
          const xx = x + dx;
          if (xx < 0 || xx >= width) continue;
          const other = b[yy * width + xx] ?? 0;
          dot += (a[y * width + x] ?? 0) * other;
          power += other * other;
        }
      }
      const i = (dy + reach) * side + dx + reach;
      scores[i] = dot / Math.sqrt(power);
      if ((scores[i] ?? 0) > (scores[best] ?? 0)) best = i;
    }
  const [bx, by] = [best % side, Math.floor(best / side)];
  if (bx === 0 || by === 0 || bx === side - 1 || by === side - 1) return undefined;
  const peak = (before: number, at: number, after: number) => {
    const bend = before - 2 * at + after;
    return bend === 0 ? 0 : (0.5 * (before - after)) / bend;
  };
  const s = (i: number) => scores[i] ?? 0;
  return {
    x: bx - reach + peak(s(best - 1), s(best), s(best + 1)),
    y: by - reach + peak(s(best - side), s(best), s(best + side)),
    trust: Math.min(1, ink / 8000),
  };
}

/** Each node follows its neighbourhood: first outliers go, then what has no ink of its own is filled. */
function smooth(x: Float32Array, y: Float32Array, trust: Float32Array, columns: number, rows: number) {
  const around = (i: number, far: number) => {
    const [c, r] = [i % columns, Math.floor(i / columns)];
    const list: number[] = [];
    for (let rr = Math.max(0, r - far); rr <= Math.min(rows - 1, r + far); rr++)
      for (let cc = Math.max(0, c - far); cc <= Math.min(columns - 1, c + far); cc++)
        if ((trust[rr * columns + cc] ?? 0) > 0) list.push(rr * columns + cc);
    return list;
  };
  const middle = (list: number[], of: Float32Array) => {
    const sorted = list.map((i) => of[i] ?? 0).sort((p, q) => p - q);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  };
  for (const i of trust.keys()) {
    if ((trust[i] ?? 0) === 0) continue;
    const near = around(i, 2);
    if (Math.hypot((x[i] ?? 0) - middle(near, x), (y[i] ?? 0) - middle(near, y)) > 2) trust[i] = 0;
  }
  const all = around(0, Math.max(columns, rows));
  const [everyX, everyY] = [middle(all, x), middle(all, y)];
  const outX = new Float32Array(x.length);
  const outY = new Float32Array(y.length);
  for (const i of trust.keys()) {
    // A little of the whole everywhere: where nothing is near, it decides alone.
    let [sx, sy, weight] = [everyX * 1e-4, everyY * 1e-4, 1e-4];
    const [c, r] = [i % columns, Math.floor(i / columns)];
    for (const j of around(i, 5)) {
      const far = ((j % columns) - c) ** 2 + (Math.floor(j / columns) - r) ** 2;
      const w = (trust[j] ?? 0) * Math.exp(-far / 2);
      sx += w * (x[j] ?? 0);
      sy += w * (y[j] ?? 0);
      weight += w;
    }
    outX[i] = sx / weight;
    outY[i] = sy / weight;
  }
  return { x: outX, y: outY };
}

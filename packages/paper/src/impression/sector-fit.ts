import { gaussian } from '../image/blur.ts';
import { cropField } from '../image/crop.ts';
import { solveLinear } from '../image/homography.ts';
import type { Field } from '../image/raster.ts';
import { median } from '../registration/correlate.ts';
import { drawSpecimen, type Pose } from './impression.ts';
import type { Specimen } from './specimen.ts';

/** One window of the impression, explained by the same window of the specimen. */
export interface SectorFit {
  /** Correlation of both. */
  readonly score: number;
  /** Ink of the die found on its strokes, as photographed. */
  readonly strength: number;
  /** Ink beside the strokes of the specimen, in pixels of full ink: a dry pad leaves none, another character does. */
  readonly beside: number;
  /** Ink missing from the strokes, in pixels of full ink: a dry pad misses it all over. */
  readonly missing: number;
}

/** Side of a window (4 mm) and the way from one to the next. */
const SIZE = 32;
const STEP = 12;
/** How far each window may move by itself: 0.5 mm. */
const REACH = 4;
/** Residuals, in shares of full ink, that print and lens leave anyway. */
const TOLERANCE = 0.12;
/** Noise of the picture; of faint ink it is a larger share. */
const NOISE = 0.03;
/** Least specimen ink in a window, and least part of it that no text hides. */
const LEAST_INK = 0.08;
const LEAST_FREE = 0.6;

interface Sheets {
  readonly side: number;
  readonly ink: Float32Array;
  readonly drawn: Float32Array;
  readonly soft: Float32Array;
  readonly free: Float32Array;
}

/** Fits windows over the whole impression, each with its own gain, blur and shift. `usable` is 0 where text hides the seal. */
export function fitSectors(specimen: Specimen, seal: Field, usable: Field, pose: Pose): SectorFit[] {
  const side = Math.ceil(specimen.diameter * pose.scale) + 2 * SIZE;
  const x0 = Math.round(pose.x - side / 2);
  const y0 = Math.round(pose.y - side / 2);
  const drawn = drawSpecimen(specimen.ink, side, side, { ...pose, x: pose.x - x0, y: pose.y - y0 });
  const sheets: Sheets = {
    side,
    ink: cropField(seal, x0, y0, side, side).data,
    drawn,
    soft: gaussian({ width: side, height: side, data: drawn }, 1.6).data,
    free: cropField(usable, x0, y0, side, side).data,
  };
  const usual = usualInk(sheets);
  const out: SectorFit[] = [];
  for (let y = 2 * REACH; y + SIZE + 2 * REACH < side; y += STEP) {
    for (let x = 2 * REACH; x + SIZE + 2 * REACH < side; x += STEP) {
      let expected = 0;
      let free = 0;
      for (let j = 0; j < SIZE; j++) {
        for (let i = 0, p = (y + j) * side + x; i < SIZE; i++, p++) {
          expected += drawn[p] ?? 0;
          free += sheets.free[p] ?? 0;
        }
      }
      if (expected < LEAST_INK * SIZE * SIZE || free < LEAST_FREE * SIZE * SIZE) continue;
      out.push(fitSector(sheets, x, y, usual));
    }
  }
  return out;
}

/** Ink on the strokes of the die, where it is somewhat better than usual. */
function usualInk({ ink, drawn, free }: Sheets): number {
  const core: number[] = [];
  for (let p = 0; p < ink.length; p++) if ((drawn[p] ?? 0) > 0.6 && free[p]) core.push(ink[p] ?? 0);
  core.sort((a, b) => a - b);
  return Math.max(0.02, core[Math.floor(core.length * 0.6)] ?? 0);
}

/** Ink where the die is solid over 1 mm: thin strokes look fainter the coarser the picture, these do not. */
export function solidInk(specimen: Specimen, seal: Field, usable: Field, pose: Pose): number {
  const side = Math.ceil(specimen.diameter * pose.scale) + 8;
  const x0 = Math.round(pose.x - side / 2);
  const y0 = Math.round(pose.y - side / 2);
  const drawn = drawSpecimen(specimen.ink, side, side, { ...pose, x: pose.x - x0, y: pose.y - y0 });
  const wide = gaussian({ width: side, height: side, data: drawn }, 2.5).data;
  const ink = cropField(seal, x0, y0, side, side).data;
  const free = cropField(usable, x0, y0, side, side).data;
  const found: number[] = [];
  for (let p = 0; p < ink.length; p++) if ((wide[p] ?? 0) > 0.8 && free[p]) found.push(ink[p] ?? 0);
  return median(found);
}

/** Correlation of a window of the specimen with the ink `shift` pixels on. */
function agreement({ side, ink, drawn, free }: Sheets, x: number, y: number, shift: number): number {
  let n = 0;
  let sa = 0;
  let sb = 0;
  let saa = 0;
  let sbb = 0;
  let sab = 0;
  for (let j = 0; j < SIZE; j++) {
    for (let i = 0, p = (y + j) * side + x; i < SIZE; i++, p++) {
      if (!free[p]) continue;
      const a = drawn[p] ?? 0;
      const b = ink[p + shift] ?? 0;
      n++;
      sa += a;
      sb += b;
      saa += a * a;
      sbb += b * b;
      sab += a * b;
    }
  }
  if (n === 0) return 0;
  return (sab - (sa * sb) / n) / Math.sqrt(Math.max((saa - (sa * sa) / n) * (sbb - (sb * sb) / n), 1e-9));
}

function bestShift(sheets: Sheets, x: number, y: number): { score: number; shift: number } {
  let score = -2;
  let found: [number, number] = [0, 0];
  const look = (dx: number, dy: number) => {
    const now = agreement(sheets, x, y, dy * sheets.side + dx);
    if (now <= score) return;
    score = now;
    found = [dx, dy];
  };
  look(0, 0);
  for (const dy of [-3, 0, 3]) for (const dx of [-3, 0, 3]) look(dx, dy);
  const [cx, cy] = found;
  for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) look(cx + dx, cy + dy);
  return { score, shift: found[1] * sheets.side + found[0] };
}

/** How far the fit is pulled towards the usual gain, no blur, no shift, no ground. */
const PULL = [1, 5, 2, 2, 50] as const;

function fitSector(sheets: Sheets, x: number, y: number, usual: number): SectorFit {
  const { side, ink, drawn, soft, free } = sheets;
  const { score, shift } = bestShift(sheets, x, y);
  const row = [0, 0, 0, 0, 1];
  const fill = (p: number) => {
    row[0] = drawn[p] ?? 0;
    row[1] = (soft[p] ?? 0) - (drawn[p] ?? 0);
    row[2] = (soft[p + 1] ?? 0) - (soft[p - 1] ?? 0);
    row[3] = (soft[p + side] ?? 0) - (soft[p - side] ?? 0);
  };
  const m: number[][] = PULL.map((pull, r) => PULL.map((_, c) => (r === c ? pull : 0)));
  const rhs: number[] = [usual, 0, 0, 0, 0];
  let found = 0;
  let expected = 0;
  for (let j = 0; j < SIZE; j++) {
    for (let i = 0, p = (y + j) * side + x; i < SIZE; i++, p++) {
      if (!free[p]) continue;
      fill(p);
      const v = ink[p + shift] ?? 0;
      found += v;
      expected += drawn[p] ?? 0;
      for (let r = 0; r < 5; r++) {
        const line = m[r];
        if (!line) continue;
        rhs[r] = (rhs[r] ?? 0) + (row[r] ?? 0) * v;
        for (let c = 0; c < 5; c++) line[c] = (line[c] ?? 0) + (row[r] ?? 0) * (row[c] ?? 0);
      }
    }
  }
  const fit = solveLinear(m, rhs) ?? [usual, 0, 0, 0, 0];
  const gain = Math.max(0.6 * usual, Math.min(1.4 * usual, fit[0] ?? usual));
  const residual = new Float32Array(SIZE * SIZE);
  for (let j = 0; j < SIZE; j++) {
    for (let i = 0, p = (y + j) * side + x; i < SIZE; i++, p++) {
      if (!free[p]) continue;
      fill(p);
      let explained = 0;
      for (let r = 0; r < 5; r++) explained += (fit[r] ?? 0) * (row[r] ?? 0);
      residual[j * SIZE + i] = ((ink[p + shift] ?? 0) - explained) / gain;
    }
  }
  const tolerance = Math.max(TOLERANCE, NOISE / usual);
  const smooth = gaussian({ width: SIZE, height: SIZE, data: residual }, 1.3).data;
  let beside = 0;
  let missing = 0;
  for (let j = 0; j < SIZE; j++) {
    for (let i = 0, p = (y + j) * side + x; i < SIZE; i++, p++) {
      if (!free[p]) continue;
      const v = smooth[j * SIZE + i] ?? 0;
      if ((soft[p] ?? 0) < 0.45) beside += Math.max(0, v - tolerance);
      if ((drawn[p] ?? 0) > 0.4) missing += Math.max(0, -v - tolerance);
    }
  }
  return { score, strength: found / Math.max(expected, 1e-6), beside, missing };
}

import { boxBlurInPlace } from '../image/blur.ts';
import { borrowBytes, borrowFloats, giveBack } from '../image/planes.ts';
import { type Field, type Gray, mmToPx } from '../image/raster.ts';
import { dimness, standardise } from '../ink/error-model.ts';
import { explainInk } from '../ink/explain.ts';
import { guidedPaper, inkOf } from '../ink/ink.ts';
import type { InkModel } from '../ink/ink-model.ts';
import { calmNeighbourhoods } from '../ink/local-error.ts';
import type { PreparedPage } from '../prepare.ts';
import type { Stopwatch, ZoneMm } from '../verdict.ts';
import { type Group, groupPatches } from './groups.ts';
import { type LostStroke, lostStrokes } from './lost-strokes.ts';
import { fitGlyphs, type GlyphFit } from './odd-glyphs.ts';
import { findPatches } from './regions.ts';
import { type FirstLook, secondChance } from './second-chance.ts';

/** 3 mm at the rim are not compared: there the sheet ends. */
export const RIM = Math.round(mmToPx(3));
/** |z| from which a pixel counts. */
const THRESHOLD = 4;
/** Suspicious places looked at twice, heaviest first. */
const SECOND_LOOKS = 40;

/** What the comparison of one drawn page delivers. */
export interface Measurement {
  readonly groups: readonly Group[];
  /** Blur of this photo against the approved page, as the explanation counts it. */
  readonly blur: number;
  /** Photo ink on the page's pixels. */
  readonly ink: Field;
  /** Brightness of the paper, one value for each 8x8 cell. */
  readonly paper: Field;
  /** How deep creases darken the bare paper, as ink; next to nothing on a flat sheet. */
  readonly shading: number;
  /** Strokes of the approved page of which the sheet shows nothing. */
  readonly lost: readonly LostStroke[];
  /** How well each piece of print is found again, the oddest first; none under a seal, where it is not asked. */
  readonly glyphs: readonly GlyphFit[];
}

function clearZones(z: Field, zones: readonly ZoneMm[]): void {
  for (const zone of zones) {
    const x0 = Math.max(0, Math.floor(mmToPx(zone.xMm)));
    const x1 = Math.min(z.width, Math.ceil(mmToPx(zone.xMm + zone.wMm)));
    const y0 = Math.max(0, Math.floor(mmToPx(zone.yMm)));
    const y1 = Math.min(z.height, Math.ceil(mmToPx(zone.yMm + zone.hMm)));
    for (let y = y0; y < y1; y++)
      z.data.fill(0, y * z.width + x0, Math.max(y * z.width + x0, y * z.width + x1));
  }
}

/** Colour is recorded at half the resolution of light, so the red channel errs along the strokes of a seal. */
function dampUnderSeal(z: Field, seal: Field): void {
  const around = borrowFloats(seal.data.length);
  for (let p = 0; p < around.length; p++) around[p] = Math.max(0, (seal.data[p] ?? 0) - 0.03);
  boxBlurInPlace({ ...seal, data: around }, 5);
  for (let p = 0; p < around.length; p++) {
    const s = around[p] ?? 0;
    if (s > 0.004) z.data[p] = (z.data[p] ?? 0) / (1 + 12 * s);
  }
  giveBack(around);
}

/** How far in from the rim the table may show where the sheet's edge was guessed wrongly. */
const TABLE_DEPTH = Math.round(mmToPx(14));

/** The same for what is too thick to be writing: a curled sheet shows more of the table. */
const THICK_TABLE_DEPTH = Math.round(mmToPx(32));
/** Pixels on each side that must be off, for the most part, where something is too thick. */
const THICK = 7;

/** Takes out what grows in from the rim: the edge of the sheet and the table beyond it. */
function clearTable(z: Field): void {
  const { width, height, data } = z;
  const isHit = (p: number) => Math.abs(data[p] ?? 0) >= THRESHOLD;
  // Counted only where the flood asks: on most sheets it never starts.
  const isThick = (x: number, y: number) => {
    let n = 0;
    for (let j = y - THICK; j <= y + THICK; j++) {
      const row = Math.min(height - 1, Math.max(0, j)) * width;
      for (let i = x - THICK; i <= x + THICK; i++) if (isHit(row + Math.min(width - 1, Math.max(0, i)))) n++;
    }
    return n > 0.7 * (2 * THICK + 1) ** 2;
  };
  const hit = borrowBytes(width * height).fill(0);
  const stack: number[] = [];
  const push = (x: number, y: number) => {
    if (x < RIM || y < RIM || x >= width - RIM || y >= height - RIM) return;
    const depth = Math.min(x, y, width - 1 - x, height - 1 - y);
    const p = y * width + x;
    if (hit[p] || !isHit(p) || depth > THICK_TABLE_DEPTH || (depth > TABLE_DEPTH && !isThick(x, y))) return;
    hit[p] = 1;
    stack.push(p);
  };
  for (let x = RIM; x < width - RIM; x++) {
    push(x, RIM);
    push(x, height - RIM - 1);
  }
  for (let y = RIM; y < height - RIM; y++) {
    push(RIM, y);
    push(width - RIM - 1, y);
  }
  const flooded: number[] = [];
  for (let p = stack.pop(); p !== undefined; p = stack.pop()) {
    flooded.push(p);
    const x = p % width;
    const y = (p - x) / width;
    for (let dy = -2; dy <= 2; dy++) for (let dx = -2; dx <= 2; dx++) push(x + dx, y + dy);
  }
  // The edge throws a halo of the other sign; 1 mm of it goes along.
  const halo = 8;
  for (const p of flooded) {
    const x = p % width;
    const y = (p - x) / width;
    for (let dy = -halo; dy <= halo; dy += 2) {
      const row = y + dy;
      if (row < 0 || row >= height) continue;
      data.fill(0, row * width + Math.max(0, x - halo), row * width + Math.min(width, x + halo + 1));
      if (row + 1 < height) {
        data.fill(
          0,
          (row + 1) * width + Math.max(0, x - halo),
          (row + 1) * width + Math.min(width, x + halo + 1),
        );
      }
    }
  }
  giveBack(hit);
}

/** Whether all that is new in a group is bare paper somewhat darker than usual, on a sheet that has creases. */
function isCrease(group: Group, model: InkModel, ink: Field, z: Field, shading: number): boolean {
  const [x, y, w, h] = group.box;
  const dark: number[] = [];
  let marked = 0;
  for (let py = y; py < y + h; py++) {
    for (let px = x; px < x + w; px++) {
      const p = py * z.width + px;
      if (Math.abs(z.data[p] ?? 0) < THRESHOLD) continue;
      marked++;
      if ((model.soft[p] ?? 0) < 12) dark.push(ink.data[p] ?? 0);
    }
  }
  if (dark.length < 0.8 * marked) return false;
  dark.sort((a, b) => a - b);
  // The trace of a pen or a printer is twice as dark as the deepest crease of this sheet.
  return (dark[Math.floor(dark.length * 0.9)] ?? 0) < Math.min(0.3, 0.06 + 2.2 * shading);
}

/** Explains a drawn page by the approved one and returns the places that stay unexplained. */
export function measurePage(
  page: PreparedPage,
  model: InkModel,
  drawn: Gray,
  zones: readonly ZoneMm[],
  watch: Stopwatch,
  ready?: { readonly ink: Field; readonly paper: Field; readonly seal: Field },
): Measurement {
  const paper = ready?.paper ?? guidedPaper(drawn, page.paper, page.bare);
  const ink = ready?.ink ?? inkOf(drawn, paper);
  watch.mark('ink');
  const explanation = explainInk(model, ink);
  watch.mark('explain');
  const dim = dimness(paper);
  const { z, spread, shading } = standardise(explanation.residual, model, page.classes, dim, RIM);
  calmNeighbourhoods(z, page.classes);
  if (ready) dampUnderSeal(z, ready.seal);
  clearZones(z, zones);
  clearTable(z);
  watch.mark('errors');
  const found = groupPatches(findPatches(z, THRESHOLD, RIM), 10).filter(
    (g) => g.mass > 20 && !isCrease(g, model, ink, z, shading),
  );
  const look: FirstLook = {
    model,
    classes: page.classes,
    dim,
    photo: ink,
    spread,
    threshold: THRESHOLD,
    usualAt: explanation.usualAt,
  };
  const groups = found.map((g, i) => (i < SECOND_LOOKS ? { ...g, ...secondChance(g, look) } : g));
  const lost = lostStrokes({ model, photo: ink, z, usualAt: explanation.usualAt }, RIM);
  const glyphs = ready ? [] : fitGlyphs(model, ink, z, page.glyphs);
  giveBack(z.data);
  watch.mark('secondLook');
  return {
    groups: groups.sort((a, b) => b.mass - a.mass),
    blur: explanation.global.blur,
    ink,
    paper,
    shading,
    lost,
    glyphs,
  };
}

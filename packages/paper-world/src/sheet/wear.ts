import { type Seed, seeded } from '../random.ts';
import { noiseTile, TILE } from './noise.ts';
import { pixelsPerMm, type Sheet } from './sheet.ts';

/** What has happened to a sheet since it was printed; each from 0 (nothing) to 1 (much). */
export type Wear = {
  /** Fingers, tea, dust: faint clouds of colour. */
  stains?: number;
  /** Stray toner, insects, crumbs: dark specks up to half a millimetre. */
  dirt?: number;
  /** Light lines where toner flaked off a crease; the creases themselves belong to the camera's relief. */
  creases?: number;
  /** Streaks of a worn drum: pale bands down the page. */
  streaks?: number;
};

/** Returns the sheet as it is after use; the same seed wears it in the same way. */
export function wear(sheet: Sheet, amount: Wear, seed: Seed): Sheet {
  const rgba = sheet.rgba.slice();
  const worn: Sheet = { ...sheet, rgba };
  const random = seeded(`wear/${seed}`);
  if (amount.streaks) streak(worn, amount.streaks, random.fork('streaks'));
  if (amount.stains) stain(worn, amount.stains, random.fork('stains'));
  if (amount.dirt) soil(worn, amount.dirt, random.fork('dirt'));
  if (amount.creases) crease(worn, amount.creases, random.fork('creases'));
  return worn;
}

type Draw = ReturnType<typeof seeded>;

/** Toner is paler in narrow bands: what is dark moves towards the paper. */
function streak({ width, height, rgba }: Sheet, amount: number, random: Draw): void {
  for (let n = random.int(1, 3); n > 0; n--) {
    const middle = random.between(0, width);
    const half = random.between(0.004, 0.02) * width;
    const pale = amount * random.between(0.15, 0.4);
    for (let x = Math.max(0, Math.floor(middle - half)); x < Math.min(width, middle + half); x++) {
      const gain = pale * (1 - Math.abs(x - middle) / half);
      for (let y = 0; y < height; y++) {
        const i = (y * width + x) * 4;
        for (let c = 0; c < 3; c++) rgba[i + c] = (rgba[i + c] ?? 0) + (245 - (rgba[i + c] ?? 0)) * gain;
      }
    }
  }
}

function stain(sheet: Sheet, amount: number, random: Draw): void {
  const { width, height, rgba } = sheet;
  const cloud = noiseTile(random.fork('cloud'), 6);
  for (let n = random.int(2, 5); n > 0; n--) {
    const radius = random.between(8, 34) * pixelsPerMm(sheet);
    const cx = random.between(0, width);
    const cy = random.between(0, height);
    const depth = amount * random.between(0.02, 0.09);
    // Tea and grease take blue most.
    const tint = [0.7, 1, random.between(1.1, 2)];
    for (let y = Math.max(0, Math.floor(cy - radius)); y < Math.min(height, cy + radius); y++) {
      for (let x = Math.max(0, Math.floor(cx - radius)); x < Math.min(width, cx + radius); x++) {
        const d = Math.hypot(x - cx, y - cy) / radius;
        if (d >= 1) continue;
        const uneven = 1 + 0.5 * (cloud[((y & (TILE - 1)) << 9) | (x & (TILE - 1))] ?? 0);
        const keep = depth * Math.min(1, 3 * (1 - d)) * Math.max(0, uneven);
        const i = (y * width + x) * 4;
        for (let c = 0; c < 3; c++) rgba[i + c] = (rgba[i + c] ?? 0) * (1 - keep * (tint[c] ?? 1));
      }
    }
  }
}

function soil(sheet: Sheet, amount: number, random: Draw): void {
  const { width, height, rgba } = sheet;
  for (let n = Math.round(amount * random.between(20, 120)); n > 0; n--) {
    const radius = random.between(0.05, 0.26) * pixelsPerMm(sheet);
    const cx = random.between(0, width);
    const cy = random.between(0, height);
    const keep = random.between(0.25, 0.85);
    for (let y = Math.max(0, Math.floor(cy - radius)); y <= Math.min(height - 1, cy + radius); y++) {
      for (let x = Math.max(0, Math.floor(cx - radius)); x <= Math.min(width - 1, cx + radius); x++) {
        if (Math.hypot(x + 0.5 - cx, y + 0.5 - cy) > radius) continue;
        const i = (y * width + x) * 4;
        for (let c = 0; c < 3; c++) rgba[i + c] = (rgba[i + c] ?? 0) * keep;
      }
    }
  }
}

function crease(sheet: Sheet, amount: number, random: Draw): void {
  const { width, height, rgba } = sheet;
  const scale = pixelsPerMm(sheet);
  for (let n = Math.round(amount * random.between(2, 8)); n > 0; n--) {
    const length = random.between(20, 150) * scale;
    const angle = random.between(0, Math.PI);
    const x0 = random.between(0, width);
    const y0 = random.between(0, height);
    for (let t = 0; t < length; t += 0.5) {
      const x = Math.round(x0 + t * Math.cos(angle) + Math.sin(t / (9 * scale)) * scale * 0.4);
      const y = Math.round(y0 + t * Math.sin(angle));
      if (x < 0 || y < 0 || x >= width || y >= height || random.chance(0.45)) continue;
      const i = (y * width + x) * 4;
      // Flaked toner shows the paper; on bare paper a crease is a little darker.
      for (let c = 0; c < 3; c++) {
        const v = rgba[i + c] ?? 0;
        rgba[i + c] = v < 150 ? v + (225 - v) * 0.45 * amount : v * (1 - 0.05 * amount);
      }
    }
  }
}

import type { Gray } from '../image/raster.ts';
import { type Mapping, pageToPhoto } from '../image/warp.ts';
import type { PreparedPage } from '../prepare.ts';
import { logPower, WINDOW_PX } from './spectrum.ts';

/** Windows of bare paper whose spectra are averaged, and how few are too few to say anything. */
const WINDOWS = { most: 28, least: 8 };
/** Distance between candidates on the page, and the ink that bare paper must not have (0..250). */
const STEP_PX = 40;
const BARE = 12;
/** 4 mm at the rim are not looked at: there the sheet ends. */
const RIM_PX = 32;

/** A window of the photo that shows paper on which nothing was approved. */
interface BareWindow {
  readonly x: number;
  readonly y: number;
}

function isBareOnPage(page: PreparedPage, x0: number, y0: number, x1: number, y1: number): boolean {
  if (x0 < RIM_PX || y0 < RIM_PX || x1 >= page.width - RIM_PX || y1 >= page.height - RIM_PX) return false;
  for (let y = y0; y <= y1; y += 2)
    for (let x = x0; x <= x1; x += 2) if ((page.model.soft[y * page.width + x] ?? 0) > BARE) return false;
  return true;
}

function bareWindows(page: PreparedPage, photo: Gray, mapping: Mapping): BareWindow[] {
  const found: BareWindow[] = [];
  const half = WINDOW_PX / 2;
  const [ax] = pageToPhoto(mapping, page.width / 2, page.height / 2);
  const [bx, by] = pageToPhoto(mapping, page.width / 2 + 100, page.height / 2);
  const [, cy] = pageToPhoto(mapping, page.width / 2, page.height / 2);
  const scale = Math.hypot(bx - ax, by - cy) / 100;
  // However the sheet is turned, the window lies within this reach on the page.
  const reach = Math.ceil((half * Math.SQRT2) / Math.max(scale, 0.2));
  for (let y = RIM_PX; y < page.height - RIM_PX; y += STEP_PX) {
    for (let x = RIM_PX; x < page.width - RIM_PX; x += STEP_PX) {
      if (!isBareOnPage(page, x - reach, y - reach, x + reach, y + reach)) continue;
      const [px, py] = pageToPhoto(mapping, x, y);
      const left = Math.round(px) - half;
      const top = Math.round(py) - half;
      if (left < 0 || top < 0 || left + WINDOW_PX > photo.width || top + WINDOW_PX > photo.height) continue;
      found.push({ x: left, y: top });
    }
  }
  return found;
}

/** Every so manieth of a list, so that all of the page is heard. */
function spread<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, i) => list[Math.floor(((i + 0.5) * list.length) / most)]).filter(
    (one) => one !== undefined,
  );
}

function spectrumOf(photo: Gray, windows: readonly BareWindow[]): Float64Array {
  const sum = new Float64Array(WINDOW_PX * WINDOW_PX);
  const window = new Float64Array(WINDOW_PX * WINDOW_PX);
  for (const { x, y } of windows) {
    for (let j = 0, p = 0; j < WINDOW_PX; j++)
      for (let i = 0; i < WINDOW_PX; i++, p++) window[p] = photo.data[(y + j) * photo.width + x + i] ?? 0;
    const power = logPower(window);
    for (let p = 0; p < sum.length; p++) sum[p] = (sum[p] ?? 0) + (power[p] ?? 0) / windows.length;
  }
  return sum;
}

/** Frequencies left out: slow changes of light, bands of a lamp (no u), the blocks of JPEG, the sensor's own colour grid. */
function isHeard(u: number, v: number): boolean {
  const au = Math.abs(u);
  const av = Math.abs(v);
  if (Math.hypot(u, v) < 5 || au <= 1 || au > 30 || av > 30) return false;
  const onBlocks = (f: number) => f % 8 <= 1 || f % 8 === 7;
  return !(onBlocks(au) && onBlocks(av));
}

/** How far the strongest regular pattern of the bare paper stands out from its neighbours in the spectrum, in natural logarithms. */
export function patternStrength(page: PreparedPage, photo: Gray, mapping: Mapping): number | undefined {
  const windows = spread(bareWindows(page, photo, mapping), WINDOWS.most);
  if (windows.length < WINDOWS.least) return undefined;
  const spectrum = spectrumOf(photo, windows);
  const at = (u: number, v: number) =>
    spectrum[((v + WINDOW_PX) % WINDOW_PX) * WINDOW_PX + ((u + WINDOW_PX) % WINDOW_PX)] ?? 0;
  let strongest = 0;
  const ring: number[] = [];
  // The other half of the plane is the mirror of this one.
  for (let v = -31; v <= 31; v++) {
    for (let u = 0; u <= 31; u++) {
      if (!isHeard(u, v)) continue;
      // Most frequencies stand out from nothing; the careful look is for those that might.
      const beside = (at(u - 4, v) + at(u + 4, v) + at(u, v - 4) + at(u, v + 4)) / 4;
      if (at(u, v) - beside < 0.7) continue;
      ring.length = 0;
      for (let dv = -5; dv <= 5; dv++)
        for (let du = -5; du <= 5; du++)
          if (Math.max(Math.abs(du), Math.abs(dv)) >= 3) ring.push(at(u + du, v + dv));
      ring.sort((a, b) => a - b);
      strongest = Math.max(strongest, at(u, v) - (ring[ring.length >> 1] ?? 0));
    }
  }
  return Math.round(strongest * 100) / 100;
}

/** Honest photos stay below 1.5, real ones too; screens and rasters reach 4 and more. */
const PATTERN = 2.6;

/** Whether the paper shows the grid of a screen, its moiré, or the raster of a printed photograph. */
export function isOfScreen(page: PreparedPage, photo: Gray, mapping: Mapping): boolean {
  return (patternStrength(page, photo, mapping) ?? 0) > PATTERN;
}

import { mmToPx, type Rgb } from '../image/raster.ts';
import { type Mapping, pageToPhoto } from '../image/warp.ts';

/** Distances along a side, and outwards, in millimetres. */
const STEP = { along: 4, out: 0.5 };
/** From how far inside to how far outside the page's edge is looked. */
const REACH = { inside: 5, outside: 16 };
/** The page's own edge is sought this near to where it should be. */
const NEAR = 2.5;
/** Brightness of paper and of what is no paper, as shares of the page's own. */
const LIKE = { paper: 0.8, table: 0.6 };
/** A sheet is smooth: so much may its strip vary in brightness. */
const SMOOTH = 0.1;
/** Brightness of the paper below which a channel says nothing: under coloured lamps one may be missing. */
const DIM = 40;
/** How much darker the line between both sheets is than either side. */
const LINE = 0.95;
/** Least length of a second sheet's strip along one side, in millimetres. */
const LEAST = 36;
/** Corners are left out: there sheets are dog-eared. */
const CORNER = 12;

type Channel = readonly [number, number, number];

function look(photo: Rgb, mapping: Mapping, xMm: number, yMm: number): Channel | undefined {
  const [px, py] = pageToPhoto(mapping, mmToPx(xMm), mmToPx(yMm));
  const x = Math.round(px);
  const y = Math.round(py);
  if (x < 1 || y < 1 || x >= photo.width - 1 || y >= photo.height - 1) return undefined;
  const sum: [number, number, number] = [0, 0, 0];
  for (let j = -1; j <= 1; j++) {
    for (let i = -1; i <= 1; i++) {
      const p = ((y + j) * photo.width + x + i) * 3;
      for (const c of [0, 1, 2] as const) sum[c] += (photo.data[p + c] ?? 0) / 9;
    }
  }
  return sum;
}

/** How bright a place is beside the page's own paper: its least channel, so that a coloured table is no paper. */
function likeness(place: Channel, paper: Channel): number {
  return Math.min(...([0, 1, 2] as const).map((c) => place[c] / Math.max(8, paper[c])));
}

/** What lies beyond one place of the page's edge. */
type Beyond = 'table' | 'sheet' | 'unknown';

function beyond(at: (out: number) => Channel | undefined): Beyond {
  const inside: Channel[] = [];
  for (let d = -REACH.inside; d <= -NEAR; d += STEP.out) {
    const seen = at(d);
    if (seen) inside.push(seen);
  }
  const paper = inside.sort((a, b) => a[1] - b[1])[Math.floor(inside.length * 0.7)];
  if (!paper || Math.min(...paper) < DIM) return 'unknown';
  const profile: number[] = [];
  for (let d = -NEAR; d <= REACH.outside; d += STEP.out) {
    const seen = at(d);
    if (!seen) break;
    profile.push(likeness(seen, paper));
  }
  const near = Math.round((2 * NEAR) / STEP.out);
  const strip = profile.slice(near + 1);
  if (strip.length < 4) return 'unknown';
  const first = strip.slice(0, 4);
  const outer = first.reduce((a, b) => a + b, 0) / first.length;
  if (outer < LIKE.table) return 'table';
  if (outer < LIKE.paper || Math.max(...first) - Math.min(...first) > SMOOTH) return 'unknown';
  const line = Math.min(...profile.slice(0, near + 1));
  return line < LINE * Math.min(1, outer) ? 'sheet' : 'unknown';
}

/** Whether another sheet juts out from under the page: beyond a thin shadow at its edge there is paper again. */
export function juttingSheet(widthMm: number, heightMm: number, photo: Rgb, mapping: Mapping): boolean {
  const sides = [
    { length: widthMm, at: (t: number, out: number) => look(photo, mapping, t, -out) },
    { length: widthMm, at: (t: number, out: number) => look(photo, mapping, t, heightMm + out) },
    { length: heightMm, at: (t: number, out: number) => look(photo, mapping, -out, t) },
    { length: heightMm, at: (t: number, out: number) => look(photo, mapping, widthMm + out, t) },
  ];
  let longest = 0;
  let hasTable = false;
  for (const { length, at } of sides) {
    let run = 0;
    let table = 0;
    let all = 0;
    for (let t = CORNER; t <= length - CORNER; t += STEP.along) {
      const found = beyond((out) => at(t, out));
      all++;
      if (found === 'table') table++;
      run = found === 'sheet' ? run + STEP.along : 0;
      longest = Math.max(longest, run);
    }
    if (table > 0.6 * all) hasTable = true;
  }
  // On a table as bright as paper every sheet has a line of shadow around it.
  return hasTable && longest >= LEAST;
}

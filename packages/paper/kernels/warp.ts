/** Positions are whole numbers of 1/65536 of a pixel; ten bits of them weigh the neighbours of a pixel. */
const WEIGHT: i32 = 1024;
const TO_WEIGHT: i32 = 6;
const HALF: i32 = 1 << 19;
/** Pixels of a run: positions are exact at its ends and go straight between. */
const RUN: i32 = 8;

/** Mixes the four neighbours of a place: two above, two below, by how far it lies from the upper left one. */
function mixed(a: i32, b: i32, c: i32, d: i32, fx: i32, fy: i32): i32 {
  const top = a * (WEIGHT - fx) + b * fx;
  const bottom = c * (WEIGHT - fx) + d * fx;
  return (top * (WEIGHT - fy) + bottom * fy + HALF) >> 20;
}

function between(photo: usize, stride: i32, x: i32, y: i32): i32 {
  const fx = (x >> TO_WEIGHT) & (WEIGHT - 1);
  const fy = (y >> TO_WEIGHT) & (WEIGHT - 1);
  const p = photo + (y >> 16) * stride + (x >> 16);
  const a = <i32>load<u16>(p);
  const b = <i32>load<u16>(p + stride);
  return mixed(a & 255, a >> 8, b & 255, b >> 8, fx, fy);
}

/** Where a run begins on row `j` of eight, between what is known of the row at their top and of the one below them. */
function onRow(top: usize, bottom: usize, at: usize, j: i32): i32 {
  const a = load<i32>(top + at);
  return a + <i32>(((<i64>load<i32>(bottom + at) - <i64>a) * j) >> 3);
}

/**
 * Draws up to eight rows of a page. `topX`, `topY`, `bottomX`, `bottomY` tell for the first row and the one after the last
 * of eight where every eighth pixel lies in the photo; `runs` + 1 of them each. Pixels outside become `fill`.
 */
export function drawRows(
  photo: usize,
  stride: i32,
  maxX: i32,
  maxY: i32,
  topX: usize,
  topY: usize,
  bottomX: usize,
  bottomY: usize,
  runs: i32,
  width: i32,
  rows: i32,
  fill: i32,
  out: usize,
): void {
  for (let j = 0; j < rows; j++) {
    let bx = onRow(topX, bottomX, 0, j);
    let by = onRow(topY, bottomY, 0, j);
    for (let c = 0; c < runs; c++) {
      let x = bx;
      let y = by;
      bx = onRow(topX, bottomX, (c + 1) << 2, j);
      by = onRow(topY, bottomY, (c + 1) << 2, j);
      const stepX = (bx - x) >> 3;
      const stepY = (by - y) >> 3;
      const n = min(RUN, width - c * RUN);
      let o = out + c * RUN;
      if (x >= 0 && y >= 0 && bx >= 0 && by >= 0 && x <= maxX && bx <= maxX && y <= maxY && by <= maxY) {
        for (let i = 0; i < n; i++, o++, x += stepX, y += stepY)
          store<u8>(o, <u8>between(photo, stride, x, y));
        continue;
      }
      for (let i = 0; i < n; i++, o++, x += stepX, y += stepY) {
        const isInside = x >= 0 && y >= 0 && x <= maxX && y <= maxY;
        store<u8>(o, isInside ? <u8>between(photo, stride, x, y) : <u8>fill);
      }
    }
    out += width;
  }
}

/** The same of a photo in colour, `stride` bytes a row, into three planes that lie `plane` bytes apart. */
export function drawRowsOfChannels(
  photo: usize,
  stride: i32,
  maxX: i32,
  maxY: i32,
  topX: usize,
  topY: usize,
  bottomX: usize,
  bottomY: usize,
  runs: i32,
  width: i32,
  rows: i32,
  fill: i32,
  out: usize,
  plane: usize,
): void {
  for (let j = 0; j < rows; j++) {
    let bx = onRow(topX, bottomX, 0, j);
    let by = onRow(topY, bottomY, 0, j);
    for (let c = 0; c < runs; c++) {
      let x = bx;
      let y = by;
      bx = onRow(topX, bottomX, (c + 1) << 2, j);
      by = onRow(topY, bottomY, (c + 1) << 2, j);
      const stepX = (bx - x) >> 3;
      const stepY = (by - y) >> 3;
      const n = min(RUN, width - c * RUN);
      let o = out + c * RUN;
      for (let i = 0; i < n; i++, o++, x += stepX, y += stepY) {
        if (x < 0 || y < 0 || x > maxX || y > maxY) {
          store<u8>(o, <u8>fill);
          store<u8>(o + plane, <u8>fill);
          store<u8>(o + 2 * plane, <u8>fill);
          continue;
        }
        const fx = (x >> TO_WEIGHT) & (WEIGHT - 1);
        const fy = (y >> TO_WEIGHT) & (WEIGHT - 1);
        const p = photo + (y >> 16) * stride + 3 * (x >> 16);
        const q = p + stride;
        for (let k = 0; k < 3; k++) {
          const v = mixed(
            load<u8>(p + <usize>k),
            load<u8>(p + k, 3),
            load<u8>(q + k),
            load<u8>(q + k, 3),
            fx,
            fy,
          );
          store<u8>(o + <usize>k * plane, <u8>v);
        }
      }
    }
    out += width;
  }
}

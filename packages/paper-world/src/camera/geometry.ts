import type { Sheet } from '../sheet/sheet.ts';
import type { Camera, Pose } from './camera.ts';
import { openRelief } from './relief.ts';

/** Pixels of the picture: portrait, three to four. */
export function pictureSize(camera: Camera): { width: number; height: number } {
  const unit = Math.round(Math.sqrt((camera.megapixels * 1e6) / 12) / 8) * 8;
  return { width: unit * 3, height: unit * 4 };
}

/** From the platen (millimetres from the centre of the view) to the sheet (millimetres from its upper left corner). */
export function platenToSheet(
  pose: Pose,
  sheet: { widthMm: number; heightMm: number },
  point: { xMm: number; yMm: number },
) {
  const angle = (pose.thetaDeg * Math.PI) / 180;
  const dx = point.xMm - pose.xMm;
  const dy = point.yMm - pose.yMm;
  return {
    xMm: dx * Math.cos(angle) + dy * Math.sin(angle) + sheet.widthMm / 2,
    yMm: -dx * Math.sin(angle) + dy * Math.cos(angle) + sheet.heightMm / 2,
  };
}

/** From the sheet to the platen: the inverse of platenToSheet. */
export function sheetToPlaten(
  pose: Pose,
  sheet: { widthMm: number; heightMm: number },
  point: { xMm: number; yMm: number },
) {
  const angle = (pose.thetaDeg * Math.PI) / 180;
  const dx = point.xMm - sheet.widthMm / 2;
  const dy = point.yMm - sheet.heightMm / 2;
  return {
    xMm: dx * Math.cos(angle) - dy * Math.sin(angle) + pose.xMm,
    yMm: dx * Math.sin(angle) + dy * Math.cos(angle) + pose.yMm,
  };
}

/** How the camera sees: from a pixel to the sheet, and back. */
export type View = {
  width: number;
  height: number;
  /** Millimetres on the (curled) sheet that this pixel shows; writes into `out` as [x, y, slope towards x, slope towards y]. */
  look(u: number, v: number, out: Float64Array): void;
  /** The pixel that shows a point of the sheet. */
  find(xMm: number, yMm: number): { x: number; y: number };
};

/** Sets up the geometry of one photograph; a pinhole with radial distortion over a height field. */
export function openView(camera: Camera, sheet: Pick<Sheet, 'widthMm' | 'heightMm'>): View {
  const { width, height } = pictureSize(camera);
  const far = camera.viewMm * camera.distance;
  const focal = (width * far) / camera.viewMm;
  const corner = Math.hypot(width, height) / 2 / focal;
  const bend = camera.barrel / (corner * corner);
  const r = rotation(camera.perspective);
  // The axis stays on the centre of the platen: the camera orbits it.
  const cx = -far * r[2];
  const cy = -far * r[5];
  const cz = -far * r[8];
  const angle = (camera.pose.thetaDeg * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const relief = openRelief(camera.curl, sheet.widthMm, sheet.heightMm);
  const slope = new Float64Array(3);

  const look = (u: number, v: number, out: Float64Array): void => {
    const xd = (u - width / 2) / focal;
    const yd = (v - height / 2) / focal;
    const k = 1 + bend * (xd * xd + yd * yd);
    const x = xd * k;
    const y = yd * k;
    const dx = r[0] * x + r[1] * y + r[2];
    const dy = r[3] * x + r[4] * y + r[5];
    const dz = r[6] * x + r[7] * y + r[8];
    let z = 0;
    let sx = 0;
    let sy = 0;
    // The ray meets the height field: two corrections are enough for a few millimetres of curl.
    for (let round = 0; round < 3; round++) {
      const t = (z - cz) / dz;
      const px = cx + t * dx - camera.pose.xMm;
      const py = cy + t * dy - camera.pose.yMm;
      sx = px * cos + py * sin + sheet.widthMm / 2;
      sy = -px * sin + py * cos + sheet.heightMm / 2;
      if (!relief.curled) break;
      relief.at(sx, sy, slope);
      z = -(slope[0] ?? 0);
    }
    out[0] = sx;
    out[1] = sy;
    out[2] = relief.curled ? (slope[1] ?? 0) : 0;
    out[3] = relief.curled ? (slope[2] ?? 0) : 0;
  };

  const find = (xMm: number, yMm: number): { x: number; y: number } => {
    const flat = sheetToPlaten(camera.pose, sheet, { xMm, yMm });
    if (relief.curled) relief.at(xMm, yMm, slope);
    const px = flat.xMm - cx;
    const py = flat.yMm - cy;
    const pz = (relief.curled ? -(slope[0] ?? 0) : 0) - cz;
    const depth = r[2] * px + r[5] * py + r[8] * pz;
    const x = (r[0] * px + r[3] * py + r[6] * pz) / depth;
    const y = (r[1] * px + r[4] * py + r[7] * pz) / depth;
    let k = 1;
    for (let round = 0; round < 8; round++) k = 1 + bend * ((x / k) ** 2 + (y / k) ** 2);
    return { x: (x / k) * focal + width / 2, y: (y / k) * focal + height / 2 };
  };
  return { width, height, look, find };
}

type Matrix = [number, number, number, number, number, number, number, number, number];

function rotation(turn: Camera['perspective']): Matrix {
  const [a, b, c] = [turn.xDeg, turn.yDeg, turn.rollDeg].map((deg) => (deg * Math.PI) / 180) as [
    number,
    number,
    number,
  ];
  const [ca, sa, cb, sb, cc, sc] = [
    Math.cos(a),
    Math.sin(a),
    Math.cos(b),
    Math.sin(b),
    Math.cos(c),
    Math.sin(c),
  ];
  return [
    cb * cc,
    -cb * sc,
    sb,
    ca * sc + sa * sb * cc,
    ca * cc - sa * sb * sc,
    -sa * cb,
    sa * sc - ca * sb * cc,
    sa * cc + ca * sb * sc,
    ca * cb,
  ];
}

import { withOpenCv } from '../image/opencv.ts';
import { type Gray, luma, type Rgb, shrink } from '../image/raster.ts';

/** Corners of the sheet in photo pixels, clockwise from the one at the top left. */
export type Quad = readonly [
  readonly [number, number],
  readonly [number, number],
  readonly [number, number],
  readonly [number, number],
];

/** Brightest of the three channels kept low by colour: white paper stands out from a coloured table. */
function whiteness(image: Rgb): Gray {
  const out = new Uint8Array(image.width * image.height);
  for (let i = 0, j = 0; i < out.length; i++, j += 3) {
    out[i] = Math.min(image.data[j] ?? 0, image.data[j + 1] ?? 0, image.data[j + 2] ?? 0);
  }
  return { width: image.width, height: image.height, data: out };
}

function order(points: readonly (readonly [number, number])[]): Quad | undefined {
  const [a, b, c, d] = [...points].sort((p, q) => p[0] + p[1] - (q[0] + q[1]));
  if (!a || !b || !c || !d) return undefined;
  return b[0] - b[1] > c[0] - c[1] ? [a, b, d, c] : [a, c, d, b];
}

/** Area of a quadrangle. */
export function quadArea(q: Quad): number {
  let s = 0;
  for (let i = 0; i < 4; i++) {
    const p = q[i];
    const n = q[(i + 1) % 4];
    if (p && n) s += p[0] * n[1] - n[0] * p[1];
  }
  return Math.abs(s) / 2;
}

/** How far inside and outside of a side brightness is asked for, in pixels of the small picture, and how often along it. */
const BESIDE = 3;
const ASKED = 24;
/** Brightness that paper and table differ by at least. */
const STEP = 8;

/**
 * Share of an outline along which the inside is brighter than the outside, or all along darker: the outline of a sheet has
 * it all round, one that was drawn round the grain of the table where it happens to.
 */
export function edgeSupport(plane: Gray, quad: Quad): number {
  const at = (x: number, y: number): number | undefined => {
    const [c, r] = [Math.round(x), Math.round(y)];
    return c < 0 || r < 0 || c >= plane.width || r >= plane.height
      ? undefined
      : plane.data[r * plane.width + c];
  };
  let asked = 0;
  let brighter = 0;
  let darker = 0;
  for (let i = 0; i < 4; i++) {
    const [ax, ay] = quad[i] ?? [0, 0];
    const [bx, by] = quad[(i + 1) % 4] ?? [0, 0];
    const length = Math.max(1, Math.hypot(bx - ax, by - ay));
    // Clockwise in a picture whose y grows downwards: inside lies to the right of the way.
    const [nx, ny] = [(-(by - ay) / length) * BESIDE, ((bx - ax) / length) * BESIDE];
    for (let k = 1; k < ASKED; k++) {
      const [x, y] = [ax + ((bx - ax) * k) / ASKED, ay + ((by - ay) * k) / ASKED];
      const inside = at(x + nx, y + ny);
      const outside = at(x - nx, y - ny);
      // Where the sheet goes beyond the picture there is nothing to ask.
      if (inside === undefined || outside === undefined) continue;
      asked++;
      if (inside > outside + STEP) brighter++;
      if (inside < outside - STEP) darker++;
    }
  }
  return asked === 0 ? 0 : Math.max(brighter, darker) / asked;
}

/** Finds the outline of a sheet that stands out from what it lies on; undefined when none does. */
export async function findSheet(photo: Rgb): Promise<Quad | undefined> {
  const factor = Math.max(1, Math.round(Math.max(photo.width, photo.height) / 420));
  const planes = [shrink(luma(photo), factor), shrink(whiteness(photo), factor)];
  return withOpenCv((cv, keep) => {
    let best: { quad: Quad; score: number } | undefined;
    for (const plane of planes) {
      const gray = keep(new cv.Mat(plane.height, plane.width, cv.CV_8UC1));
      gray.data.set(plane.data);
      const smooth = keep(new cv.Mat());
      cv.medianBlur(gray, smooth, 5);
      const binary = keep(new cv.Mat());
      const edges = keep(new cv.Mat());
      const kernel = keep(cv.Mat.ones(3, 3, cv.CV_8U));
      for (const way of ['otsu', 'edges'] as const) {
        if (way === 'otsu') {
          cv.threshold(smooth, binary, 0, 255, cv.THRESH_BINARY + cv.THRESH_OTSU);
        } else {
          cv.Canny(smooth, edges, 20, 60);
          cv.dilate(edges, binary, kernel);
        }
        const contours = keep(new cv.MatVector());
        const hierarchy = keep(new cv.Mat());
        cv.findContours(binary, contours, hierarchy, cv.RETR_EXTERNAL, cv.CHAIN_APPROX_SIMPLE);
        for (let i = 0; i < contours.size(); i++) {
          const contour = keep(contours.get(i));
          const hull = keep(new cv.Mat());
          cv.convexHull(contour, hull);
          const hullArea = cv.contourArea(hull);
          if (hullArea < 0.12 * plane.width * plane.height) continue;
          for (let epsilon = 0.01; epsilon <= 0.08; epsilon += 0.01) {
            const outline = keep(new cv.Mat());
            cv.approxPolyDP(hull, outline, epsilon * cv.arcLength(hull, true), true);
            if (outline.rows < 4) break;
            if (outline.rows > 4) continue;
            const points: [number, number][] = [];
            for (let k = 0; k < 4; k++) {
              points.push([
                ((outline.data32S[2 * k] ?? 0) + 0.5) * factor,
                ((outline.data32S[2 * k + 1] ?? 0) + 0.5) * factor,
              ]);
            }
            const quad = order(points);
            if (!quad) break;
            const share = quadArea(quad) / (photo.width * photo.height);
            const fit =
              Math.min(hullArea * factor * factor, quadArea(quad)) /
              Math.max(hullArea * factor * factor, quadArea(quad));
            const small = quad.map(([x, y]) => [x / factor - 0.5, y / factor - 0.5] as const);
            const [a, b, c, d] = small;
            const support = a && b && c && d ? edgeSupport(plane, [a, b, c, d]) : 0;
            const score = fit * Math.sqrt(share) * (0.2 + support);
            // The whole frame is not a sheet on a table.
            if (share < 0.97 && fit > 0.93 && (!best || score > best.score)) best = { quad, score };
            break;
          }
        }
      }
    }
    return best?.quad;
  });
}

import type { Homography } from '../image/homography.ts';
import { withOpenCv } from '../image/opencv.ts';
import type { Gray } from '../image/raster.ts';
import { kernels } from '../kernels/kernels.ts';
import { intsAt, leaving, putBytes, room } from '../kernels/room.ts';

/** Corners of an image with their binary descriptors (32 bytes each). */
export interface Features {
  readonly count: number;
  /** x, y of each corner in full-resolution pixels. */
  readonly points: Float32Array;
  readonly descriptors: Uint8Array;
}

/** Finds ORB corners in an image that was shrunk by `factor` from full resolution. */
export function findFeatures(image: Gray, factor: number, limit: number): Promise<Features> {
  return withOpenCv((cv, keep) => {
    const mat = keep(new cv.Mat(image.height, image.width, cv.CV_8UC1));
    mat.data.set(image.data);
    const orb = keep(new cv.ORB(limit));
    const keypoints = keep(new cv.KeyPointVector());
    const descriptors = keep(new cv.Mat());
    const mask = keep(new cv.Mat());
    orb.detectAndCompute(mat, mask, keypoints, descriptors);
    const count = descriptors.rows;
    const points = new Float32Array(count * 2);
    for (let i = 0; i < count; i++) {
      const { pt } = keypoints.get(i);
      points[2 * i] = (pt.x + 0.5) * factor - 0.5;
      points[2 * i + 1] = (pt.y + 0.5) * factor - 0.5;
    }
    return { count, points, descriptors: count > 0 ? new Uint8Array(descriptors.data) : new Uint8Array(0) };
  });
}

/** A mapping and how many matched corners agree with it. */
export interface Match {
  readonly homography: Homography;
  readonly inliers: number;
  /** Every pair of corners that look alike, agreeing or not: x, y on the one image, x, y on the other. */
  readonly pairs: Float32Array;
}

/** Bits in which two corners that are taken for one may differ at most. */
const FARTHEST = 80;
/** Share of the second nearest's distance: print repeats its characters, so a strict one would leave too few. */
const DISTINCT = 0.9;

/** Corners of `from` and of `to` that look alike, as their indices by turns. RANSAC copes with those that are not. */
function alike(from: Features, to: Features): number[] {
  return leaving(() => {
    const a = putBytes(from.descriptors);
    const b = putBytes(to.descriptors);
    const nearest = room(12 * from.count);
    kernels.nearestTwo(a, from.count, b, to.count, nearest);
    const told = intsAt(nearest, 3 * from.count);
    const pairs: number[] = [];
    for (let i = 0; i < from.count; i++) {
      const [which = 0, best = 0, second = 0] = told.subarray(3 * i, 3 * i + 3);
      if (best <= DISTINCT * second && best <= FARTHEST) pairs.push(i, which);
    }
    return pairs;
  });
}

/** Matches two sets of corners; undefined when no mapping has support. RANSAC is seeded, so the answer is the same each time. */
export function matchFeatures(from: Features, to: Features, tolerancePx: number): Promise<Match | undefined> {
  return withOpenCv((cv, keep) => {
    if (from.count < 12 || to.count < 12) return undefined;
    const pairs = alike(from, to);
    const src: number[] = [];
    const dst: number[] = [];
    for (let k = 0; k < pairs.length; k += 2) {
      const [i, j] = [2 * (pairs[k] ?? 0), 2 * (pairs[k + 1] ?? 0)];
      src.push(from.points[i] ?? 0, from.points[i + 1] ?? 0);
      dst.push(to.points[j] ?? 0, to.points[j + 1] ?? 0);
    }
    const n = src.length / 2;
    if (n < 10) return undefined;
    const s = keep(cv.matFromArray(n, 1, cv.CV_32FC2, src));
    const d = keep(cv.matFromArray(n, 1, cv.CV_32FC2, dst));
    const mask = keep(new cv.Mat());
    const h = keep(cv.findHomography(s, d, cv.RANSAC, tolerancePx, mask, 4000, 0.999));
    if (h.rows !== 3) return undefined;
    let inliers = 0;
    for (let i = 0; i < n; i++) inliers += mask.data[i] ?? 0;
    const [h0 = 0, h1 = 0, h2 = 0, h3 = 0, h4 = 0, h5 = 0, h6 = 0, h7 = 0, h8 = 1] = h.data64F;
    if (inliers < 10 || Math.abs(h8) < 1e-9) return undefined;
    return {
      homography: [h0 / h8, h1 / h8, h2 / h8, h3 / h8, h4 / h8, h5 / h8, h6 / h8, h7 / h8, 1],
      inliers,
      pairs: Float32Array.from({ length: 4 * n }, (_, k) =>
        k % 4 < 2 ? (src[(k >> 2) * 2 + (k % 4)] ?? 0) : (dst[(k >> 2) * 2 + (k % 4) - 2] ?? 0),
      ),
    };
  });
}

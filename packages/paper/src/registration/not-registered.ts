import type { PaperReason } from '@hufu/contract';
import type { Rgb } from '../image/raster.ts';
import type { PreparedPage } from '../prepare.ts';
import { inkShare, lightAndDetail } from '../quality.ts';
import { isBurntOut } from '../refusals/glare.ts';
import type { PhotoLevels } from './register.ts';
import { findSheet, type Quad } from './sheet.ts';

function insideQuad(quad: Quad, factor: number): (x: number, y: number) => boolean {
  const cx = quad.reduce((s, p) => s + p[0], 0) / 4;
  const cy = quad.reduce((s, p) => s + p[1], 0) / 4;
  // Drawn in by 6 %, so that the table at the rim does not count as print.
  const q = quad.map(([x, y]) => [(cx + (x - cx) * 0.94) / factor, (cy + (y - cy) * 0.94) / factor] as const);
  return (x, y) => {
    let inside = true;
    for (let i = 0; i < 4; i++) {
      const a = q[i];
      const b = q[(i + 1) % 4];
      if (a && b && (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) < 0) inside = false;
    }
    return inside;
  };
}

/** Says what a photo shows in which the approved page was not found. */
export async function explainNoPage(
  page: PreparedPage,
  photo: Rgb,
  levels: PhotoLevels,
): Promise<{ verdict: 'mismatch' | 'unsure'; reason: PaperReason; confidence: number }> {
  const { mean, detail } = lightAndDetail(levels.half);
  if (mean < 22) return { verdict: 'unsure', reason: 'TOO_DARK', confidence: 0.9 };
  const quad = await findSheet(photo);
  const inside = quad ? insideQuad(quad, 4) : () => true;
  if (quad && isBurntOut(levels.quarter, inside))
    return { verdict: 'unsure', reason: 'GLARE', confidence: 0.8 };
  const share = inkShare(levels.quarter, inside);
  let approvedInk = 0;
  for (const v of page.inkQuarter.data) if (v > 0.2) approvedInk++;
  approvedInk /= page.inkQuarter.data.length;
  if (quad && share < 0.12 * approvedInk + 0.0004)
    return { verdict: 'mismatch', reason: 'BLANK_PAGE', confidence: 0.95 };
  if (!quad && detail < 0.0005)
    return { verdict: 'unsure', reason: mean < 45 ? 'TOO_DARK' : 'NO_PAPER', confidence: 0.8 };
  if (detail < 0.001) return { verdict: 'unsure', reason: 'BLURRED', confidence: 0.7 };
  if (!quad && share > 0.3) return { verdict: 'unsure', reason: 'NO_PAPER', confidence: 0.6 };
  return { verdict: 'mismatch', reason: 'WRONG_PAGE', confidence: 0.9 };
}

import sharp from 'sharp';

/** Width at which a page is judged: letters are still a pixel or two wide. */
const widthPx = 500;
/** How much darker than its surroundings ink is. */
const inkDepth = 28;
/** Shares of ink: a written line of an A4 page covers about 0.0015 of it. */
const blankInk = 0.0006;
/** Mean steepness of ink edges below which letters run together. */
const sharpEdge = 6;
const darkMean = 70;
/** Fewer pixels of ink in a row are dust. */
const inkOfALine = 3;
/** Room above a signature or between two parts; where there is more, text can be added after the seal (F66). */
const widestHonestGap = 0.22;

/**
 * What somebody should look at before he asks for a seal on it (AC-7: no blank paper, no blank form).
 * A warning, never a verdict: the comparison at the machine decides.
 */
export async function pageWarnings(page: Uint8Array, source: 'document' | 'photo'): Promise<string[]> {
  const small = sharp(page).resize({ width: widthPx }).greyscale();
  const { data, info } = await small.clone().raw().toBuffer({ resolveWithObject: true });
  const around = await small.clone().blur(12).raw().toBuffer();
  const warnings: string[] = [];
  const edge = Math.round(info.width * 0.06);
  const inkRows = new Uint32Array(info.height);
  let ink = 0;
  let sum = 0;
  let slope = 0;
  for (let y = 0; y < info.height; y++)
    for (let x = 0; x < info.width; x++) {
      const i = y * info.width + x;
      const value = data[i] ?? 0;
      sum += value;
      const isInner = x > edge && x < info.width - edge && y > edge && y < info.height - edge;
      if (!isInner || (around[i] ?? 0) - value < inkDepth) continue;
      ink++;
      inkRows[y] = (inkRows[y] ?? 0) + 1;
      slope += Math.abs(value - (data[i + 1] ?? value));
    }
  const area = info.width * info.height;
  if (ink / area < blankInk) warnings.push('blank');
  else if (widestGap(inkRows) > widestHonestGap || shareBelow(inkRows, 0.3) < 0.02)
    warnings.push('halfBlank');
  if (source === 'photo') {
    if (ink > 0 && slope / ink < sharpEdge) warnings.push('blurred');
    if (sum / area < darkMean) warnings.push('dark');
  }
  return warnings;
}

/** Height of the widest empty band between two lines, as a share of the page: what stands below the last line counts not. */
function widestGap(rows: Uint32Array): number {
  let [last, widest] = [-1, 0];
  rows.forEach((ink, y) => {
    if (ink < inkOfALine) return;
    if (last >= 0) widest = Math.max(widest, y - last);
    last = y;
  });
  return widest / rows.length;
}

/** Share of the ink that stands below a height of the page. */
function shareBelow(rows: Uint32Array, from: number): number {
  const total = rows.reduce((a, b) => a + b, 0);
  const below = rows.subarray(Math.floor(rows.length * from)).reduce((a, b) => a + b, 0);
  return total === 0 ? 0 : below / total;
}

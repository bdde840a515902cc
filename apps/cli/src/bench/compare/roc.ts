/** One point of a receiver operating characteristic. */
export interface RocPoint {
  readonly threshold: number;
  readonly falseAlarms: number;
  readonly detected: number;
}

/** The curve over all thresholds, thinned, and the area under it (ties count half). */
export function rocOf(
  honest: readonly number[],
  altered: readonly number[],
): { readonly area: number | null; readonly points: readonly RocPoint[] } {
  if (honest.length === 0 || altered.length === 0) return { area: null, points: [] };
  const thresholds = [...new Set([...honest, ...altered])].sort((a, b) => b - a);
  const shareFrom = (values: readonly number[], t: number) =>
    values.filter((v) => v >= t).length / values.length;
  const points = thresholds.map((threshold) => ({
    threshold: three(threshold),
    falseAlarms: shareFrom(honest, threshold),
    detected: shareFrom(altered, threshold),
  }));
  let area = 0;
  let [x, y] = [0, 0];
  for (const p of points) {
    area += ((p.falseAlarms - x) * (p.detected + y)) / 2;
    [x, y] = [p.falseAlarms, p.detected];
  }
  return { area: Math.round(area * 1e4) / 1e4, points: thin(points).map(rounded) };
}

/** The most that is detected while false alarms stay at or below a share. */
export function detectedAt(points: readonly RocPoint[], falseAlarms: number): number {
  return points
    .filter((p) => p.falseAlarms <= falseAlarms)
    .reduce((most, p) => Math.max(most, p.detected), 0);
}

/** Only corners of the curve are kept: between them it is straight up or straight across. */
function thin(points: readonly RocPoint[]): RocPoint[] {
  return points.filter((p, i) => {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (!before || !after) return true;
    const across = before.detected === p.detected && after.detected === p.detected;
    const up = before.falseAlarms === p.falseAlarms && after.falseAlarms === p.falseAlarms;
    return !across && !up;
  });
}

function rounded(p: RocPoint): RocPoint {
  return { threshold: p.threshold, falseAlarms: three(p.falseAlarms), detected: three(p.detected) };
}

function three(value: number): number {
  return Math.round(value * 1e3) / 1e3;
}

/** The p-th percentile (0..1) by the nearest rank; null of nothing. */
export function percentile(values: readonly number[], p: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? null;
}

/** p50 and p95, rounded to milliseconds. */
export function spread(values: readonly number[]): { p50: number | null; p95: number | null } {
  const round = (v: number | null) => (v === null ? null : Math.round(v));
  return { p50: round(percentile(values, 0.5)), p95: round(percentile(values, 0.95)) };
}

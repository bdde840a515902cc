/** How many characters of two texts differ: Levenshtein's distance, white space left out. */
export function textDifference(a: string, b: string): number {
  const from = [...a.replace(/\s/g, '')];
  const to = [...b.replace(/\s/g, '')];
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (const [i, one] of from.entries()) {
    const next = [i + 1];
    for (const [j, other] of to.entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (one === other ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** How long each page stood open on this screen: the approve button waits until every page was opened. */
export type Reading = ReadonlyMap<string, number>;

/** Adds a stretch of reading; 0 ms marks the page as opened. */
export function readPage(reading: Reading, digest: string, shownMs: number): Reading {
  return new Map(reading).set(digest, (reading.get(digest) ?? 0) + shownMs);
}

/** Pages not opened yet, by their place in the paper. */
export function unreadPages(reading: Reading, digests: readonly string[]): number[] {
  return digests.flatMap((d, i) => (reading.has(d) ? [] : [i]));
}

/** What was read since it was last told. */
export function readingSince(told: Reading, reading: Reading): { digest: string; shownMs: number }[] {
  return [...reading].flatMap(([digest, ms]) => {
    const before = told.get(digest);
    return before === ms ? [] : [{ digest, shownMs: ms - (before ?? 0) }];
  });
}

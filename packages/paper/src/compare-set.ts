import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Verdict } from './verdict.ts';
import { openPaperPool } from './worker/pool.ts';

/** How a kind of alteration fared: `detected` counts only clear mismatches. */
export interface KindScore {
  n: number;
  detected: number;
  unsure: number;
}

/** The outcome of a whole set of photographs with known truth. */
export interface SetScore {
  readonly honest: { n: number; alarms: number; unsure: number };
  readonly kinds: Readonly<Record<string, KindScore>>;
  readonly beforeMs: { readonly p50: number; readonly p95: number };
  readonly afterMs: { readonly p50: number; readonly p95: number };
  readonly peakRssMiB: number;
  /** Files whose verdict was not the expected one. */
  readonly wrong: readonly {
    readonly file: string;
    readonly verdict: string;
    readonly reasons: readonly string[];
  }[];
}

interface BeforeTruth {
  readonly approved: string;
  readonly kind: string;
  readonly expect: string;
}

interface AfterTruth {
  readonly approved: string;
  readonly before: string;
  readonly case: string;
  readonly agreedPlaceMm: { readonly xmm: number; readonly ymm: number };
  readonly expect: string;
}

interface Truth {
  readonly before: Readonly<Record<string, BeforeTruth>>;
  readonly after: Readonly<Record<string, AfterTruth>>;
}

function percentiles(values: readonly number[]): { p50: number; p95: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0);
  return { p50: at(0.5), p95: at(0.95) };
}

/** Compares every photograph of a folder with `truth.json`, `approved/`, `before/`, `after/` and `specimen/right.png`. */
export async function compareSet(
  dir: string,
  onProgress: (done: number, of: number) => void = () => {},
): Promise<SetScore> {
  const truth: Truth = JSON.parse(await readFile(join(dir, 'truth.json'), 'utf8'));
  await using pool = openPaperPool({ size: 1 });
  const read = (...parts: string[]) => readFile(join(dir, ...parts));
  const befores = Object.entries(truth.before);
  const afters = Object.entries(truth.after).filter(([, t]) => t.case !== 'before');
  const honest = { n: 0, alarms: 0, unsure: 0 };
  const kinds: Record<string, KindScore> = {};
  const wrong: { file: string; verdict: string; reasons: readonly string[] }[] = [];
  let done = 0;
  const count = (file: string, kind: string, expect: string, v: Verdict) => {
    onProgress(++done, befores.length + afters.length);
    if (v.verdict !== expect) wrong.push({ file, verdict: v.verdict, reasons: v.reasons });
    if (expect === 'match') {
      honest.n++;
      if (v.verdict === 'mismatch') honest.alarms++;
      if (v.verdict === 'unsure') honest.unsure++;
      return;
    }
    kinds[kind] ??= { n: 0, detected: 0, unsure: 0 };
    const score = kinds[kind];
    score.n++;
    if (v.verdict === 'mismatch') score.detected++;
    if (v.verdict === 'unsure') score.unsure++;
  };
  const approvedOf = async (name: string) => ({
    bytes: await read('approved', `${name}.pdf`),
    name: `${name}.pdf`,
  });
  const beforeMs: number[] = [];
  for (const [file, t] of befores) {
    const approved = await approvedOf(t.approved);
    await pool.prepare(approved);
    const photo = await read('before', file);
    const start = performance.now();
    const v = await pool.before({ approved, photo });
    beforeMs.push(performance.now() - start);
    count(file, t.kind, t.expect, v);
  }
  const afterMs: number[] = [];
  const specimen = afters.length > 0 ? await read('specimen', 'right.png') : undefined;
  for (const [file, t] of afters) {
    const approved = await approvedOf(t.approved);
    await pool.prepare(approved);
    const before = await read('after', t.before);
    const photo = await read('after', file);
    const start = performance.now();
    const v = await pool.after({
      approved,
      before,
      photo,
      ...(specimen ? { specimen } : {}),
      place: { xMm: t.agreedPlaceMm.xmm, yMm: t.agreedPlaceMm.ymm },
    });
    afterMs.push(performance.now() - start);
    count(file, `after:${t.case}`, t.expect, v);
  }
  return {
    honest,
    kinds,
    beforeMs: percentiles(beforeMs),
    afterMs: percentiles(afterMs),
    peakRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    wrong,
  };
}

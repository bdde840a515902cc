import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HufuError } from '@hufu/contract';
import { openPaperPool, type Verdict } from '@hufu/paper';
import { z } from 'zod';
import { readJsonFile } from '../commands/json-file.ts';
import { openProgress } from '../screen/progress.ts';
import type { BenchOptions } from './options.ts';
import { spread } from './percentile.ts';

/** A folder of pictures with their truth, as `shared` sets have it: approved/NN.pdf, before/*.jpg, after/*.jpg, specimen/*.png. */
const zTruth = z.object({
  before: z
    .record(z.string(), z.object({ approved: z.string(), kind: z.string(), expect: z.string() }))
    .default({}),
  after: z
    .record(
      z.string(),
      z.object({
        approved: z.string(),
        before: z.string(),
        case: z.string(),
        expect: z.string(),
        agreedPlaceMm: z.object({ xmm: z.number(), ymm: z.number() }).optional(),
      }),
    )
    .default({}),
});

interface Tally {
  n: number;
  detected: number;
  unsure: number;
}

/** Detection by kind, alarms on honest pages, time and memory, over a folder with a truth file. */
export async function benchCompare(options: BenchOptions): Promise<Record<string, unknown>> {
  const dir = options.set;
  if (!dir || !existsSync(join(dir, 'truth.json')))
    throw new HufuError('OPTION_INVALID', { context: { option: '--set', value: dir ?? '' } });
  const truth = readJsonFile(join(dir, 'truth.json'), zTruth);
  const before = Object.entries(truth.before);
  const after = Object.entries(truth.after).filter(([, t]) => t.case !== 'before');
  const progress = openProgress('比对 compare', options.json);
  const honest = { n: 0, alarms: 0, unsure: 0 };
  const kinds: Record<string, Tally> = {};
  const wrong: string[] = [];
  const beforeMs: number[] = [];
  const afterMs: number[] = [];
  const bytes = (...name: string[]) => new Uint8Array(readFileSync(join(dir, ...name)));
  let done = 0;
  await using pool = openPaperPool({ size: 1 });
  const count = (file: string, kind: string, expect: string, verdict: Verdict['verdict']) => {
    progress.update(++done, before.length + after.length, file);
    if (expect === 'match') {
      honest.n += 1;
      if (verdict === 'mismatch') honest.alarms += 1;
      if (verdict === 'unsure') honest.unsure += 1;
    } else {
      kinds[kind] ??= { n: 0, detected: 0, unsure: 0 };
      const t = kinds[kind];
      t.n += 1;
      if (verdict === 'mismatch') t.detected += 1;
      if (verdict === 'unsure') t.unsure += 1;
    }
    if ((expect === 'match') !== (verdict === 'match')) wrong.push(`${file}: ${verdict}`);
  };

  for (const [file, t] of before) {
    const approved = { bytes: bytes('approved', `${t.approved}.pdf`), name: `${t.approved}.pdf`, page: 1 };
    await pool.prepare(approved);
    const started = performance.now();
    const { verdict } = await pool.before({ approved, photo: bytes('before', file), zones: [] });
    beforeMs.push(performance.now() - started);
    count(`before/${file}`, t.kind, t.expect, verdict);
  }
  const specimen = join(dir, 'specimen', 'right.png');
  for (const [file, t] of after) {
    const approved = { bytes: bytes('approved', `${t.approved}.pdf`), name: `${t.approved}.pdf`, page: 1 };
    const started = performance.now();
    const { verdict } = await pool.after({
      approved,
      before: bytes('after', t.before),
      photo: bytes('after', file),
      zones: [],
      ...(existsSync(specimen) ? { specimen: new Uint8Array(readFileSync(specimen)) } : {}),
      ...(t.agreedPlaceMm ? { place: { xMm: t.agreedPlaceMm.xmm, yMm: t.agreedPlaceMm.ymm } } : {}),
    });
    afterMs.push(performance.now() - started);
    count(`after/${file}`, `after:${t.case}`, t.expect, verdict);
  }
  progress.stop();
  return {
    honest,
    kinds,
    beforeMs: spread(beforeMs),
    afterMs: spread(afterMs),
    peakRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    wrong,
  };
}

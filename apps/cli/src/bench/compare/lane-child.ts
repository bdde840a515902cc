import { readFileSync, writeFileSync } from 'node:fs';
import { HufuError } from '@hufu/contract';
import { openPaperPool } from '@hufu/paper';
import type { Material } from './bench-case.ts';
import type { LaneAnswer, LaneOrder, Measured } from './lane.ts';

// The same pool as in the machine and in the server: what is measured is what runs there.
await using pool = openPaperPool({ size: 1 });

async function measure(material: Material): Promise<Measured> {
  const { approved, before, photo, specimen, place, zones = [] } = material;
  const started = performance.now();
  let prepared = started;
  try {
    if (material.sheets) return await measurePages(material.approved, material.sheets, started);
    const page = await pool.prepare(approved);
    forgetPeak();
    prepared = performance.now();
    const verdict = before
      ? await pool.after({
          approved,
          before,
          photo,
          zones,
          ...(specimen ? { specimen } : {}),
          ...(place ? { place } : {}),
        })
      : await pool.before({ approved, photo, zones });
    return { verdict, page, ...cost(started, prepared) };
  } catch (e) {
    if (e instanceof HufuError) return { refusal: e.code, ...cost(started, prepared) };
    return { fault: e instanceof Error ? e.message : String(e), ...cost(started, prepared) };
  }
}

async function measurePages(
  approved: Material['approved'],
  { pages, photos }: NonNullable<Material['sheets']>,
  started: number,
): Promise<Measured> {
  forgetPeak();
  const all = Array.from({ length: pages }, (_, i) => ({ ...approved, page: i + 1 }));
  const { order } = await pool.pages({ pages: all, photos });
  const { verdict, reasons } = order;
  // The order of pages is told or not told; it claims no degree of confidence.
  return {
    verdict: { verdict, reasons, confidence: 0.5, regions: [], timingsMs: {} },
    ...cost(started, started),
  };
}

function cost(started: number, prepared: number) {
  return { prepareMs: prepared - started, ms: performance.now() - prepared, peakRssMiB: peak() };
}

/** Linux keeps a high-water mark that can be set back (proc(5), clear_refs 5): so each page has a peak of its own. */
function forgetPeak(): void {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
}

function peak(): number {
  if (process.platform !== 'linux') return Math.round(process.resourceUsage().maxRSS / 1024);
  const kib = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Math.round(Number(kib ?? 0) / 1024);
}

const gone = Promise.withResolvers<void>();
process.on('disconnect', () => gone.resolve());
process.on('message', ({ id, material }: LaneOrder) => {
  void measure(material).then((measured) => process.send?.({ id, measured } satisfies LaneAnswer));
});
await gone.promise;

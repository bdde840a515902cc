import {
  type Authorization,
  HufuError,
  planImpressions,
  toHex,
  type VerdictSummary,
  valueOrThrow,
  zVerdictSummary,
} from '@hufu/contract';
import { openPaperPool, type PaperPool, type Verdict, type ZoneMm } from '@hufu/paper';
import { parseSigned } from '@hufu/statement';
import type { ServerParts } from '../http/parts.ts';
import { commit } from '../http/unit-of-work.ts';
import {
  findRetiredSpecimens,
  findUncompared,
  setServerVerdict,
  type Uncompared,
} from './comparison.store.ts';
import { raiseAlarms } from './raise-alarm.ts';

/** The server's own look at the pictures: a machine whose comparison was tampered with is found out. */
export interface Comparing extends AsyncDisposable {
  /** A machine is at work: its comparisons go first, ours wait until it is quiet. */
  busy(): void;
  /** Compares one impression that waits; false when none does. */
  compareNext(): Promise<boolean>;
  /** Compares any photo with an approved page, in the same thread. */
  before: PaperPool['before'];
}

const lookMs = 3_000;
const quietMs = 8_000;
/** What is older was compared before, or is a past that was imported. */
const backMs = 24 * 3_600_000;
/** Around an earlier impression on the same sheet: its ring, and what its place may be off. */
const earlierMm = 75;

/** Starts to compare in a thread of its own, when no machine is at work. */
export function startComparing(parts: ServerParts): Comparing {
  let pool: PaperPool | undefined;
  let busyAt = 0;
  let isRunning = false;
  const failed = new Set<string>();

  async function compareNext(): Promise<boolean> {
    const next = await findUncompared(parts.db, parts.now() - backMs);
    const name = next && `${next.authorization} ${next.k}`;
    if (!next || !name || failed.has(name)) return false;
    try {
      pool ??= openPaperPool({ size: 1 });
      const verdict = await compare(parts, pool, next);
      await setServerVerdict(parts.db, next, verdict);
      await compareVerdicts(parts, next, verdict);
    } catch (err) {
      failed.add(name);
      parts.log.error(
        { err, authorization: next.authorization, k: next.k },
        'pictures could not be compared',
      );
    }
    return true;
  }

  const timer = setInterval(() => {
    if (isRunning || performance.now() - busyAt < quietMs) return;
    isRunning = true;
    compareNext()
      .catch((err: unknown) => parts.log.error({ err }, 'comparison of pictures'))
      .finally(() => {
        isRunning = false;
      });
  }, lookMs).unref();

  return {
    busy() {
      busyAt = performance.now();
    },
    compareNext,
    before(input) {
      pool ??= openPaperPool({ size: 1 });
      return pool.before(input);
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await pool?.close();
    },
  };
}

async function compare(parts: ServerParts, pool: PaperPool, i: Uncompared): Promise<VerdictSummary> {
  const { payload } = valueOrThrow(parseSigned(new Uint8Array(i.cose)));
  const page = payload.type === 'authorization' ? payload.pages[i.page] : undefined;
  if (payload.type !== 'authorization' || !page || !i.before || !i.after || !i.specimen)
    throw new HufuError('BLOB_MISSING', { context: { digest: i.before ?? '' } });
  const read = async (digest: string) => await parts.blobs.get(digest);
  const digest = toHex(page.digest);
  const approved = { bytes: await read(digest), digest };
  const [before, after, specimen] = [await read(i.before), await read(i.after), await read(i.specimen)];
  const retired = await readRetired(parts, i.village);
  const zones = zonesOf(payload, i);
  const item = planImpressions(payload.impressions).find((p) => p.k === i.k);
  const place = item?.place
    ? { xMm: item.place.xMm, yMm: item.place.yMm, toleranceMm: item.place.tolMm }
    : undefined;
  if (item?.seam) {
    const fan = { approved, sheets: item.seam.length, zones };
    const yMm = item.place?.yMm ?? (page.heightPx * 25.4) / 200 / 2;
    const sealed = { before, specimen, place: { yMm, toleranceMm: item.place?.tolMm ?? 10 } };
    const first = await pool.fan({ ...fan, photo: before });
    return joined(first, await pool.fan({ ...fan, photo: after, sealed }), i.page);
  }
  const first = await pool.before({ approved, photo: before, zones });
  const second = await pool.after({
    approved,
    before,
    photo: after,
    specimen,
    retired,
    zones,
    ...(place ? { place } : {}),
  });
  return joined(first, second, i.page);
}

/** Specimens of seals out of use. Many are older than this system: without its picture a seal is only told as a wrong one. */
async function readRetired(parts: ServerParts, village: string): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (const digest of await findRetiredSpecimens(parts.db, village))
    if (await parts.blobs.has(digest)) found.push(await parts.blobs.get(digest));
  return found;
}

/** Where changes are allowed, and where this job has stamped the sheet before. */
function zonesOf(a: Authorization, i: Uncompared): ZoneMm[] {
  const declared = a.zones
    .filter((z) => z.page === i.page)
    .map((z) => ({ xMm: z.x, yMm: z.y, wMm: z.w, hMm: z.h }));
  const earlier = planImpressions(a.impressions).flatMap((p) =>
    p.k < i.k && p.page === i.page && p.copy === i.copy && p.place
      ? [
          {
            xMm: p.place.xMm - earlierMm / 2,
            yMm: p.place.yMm - earlierMm / 2,
            wMm: earlierMm,
            hMm: earlierMm,
          },
        ]
      : [],
  );
  return [...declared, ...earlier];
}

/** Both looks as one verdict: the worse of the two. */
function joined(before: Verdict, after: Verdict, page: number): VerdictSummary {
  const both = [before, after];
  const has = (verdict: Verdict['verdict']) => both.some((v) => v.verdict === verdict);
  const verdict = has('mismatch') ? 'mismatch' : has('unsure') ? 'unsure' : 'match';
  return {
    verdict,
    confidence: Math.min(1, Math.max(0, Math.min(before.confidence, after.confidence))),
    reasons: [...new Set(both.flatMap((v) => v.reasons))].slice(0, 40),
    regions: both
      .flatMap((v) => v.regions)
      .slice(0, 200)
      .map((r) => ({
        page,
        box: [r.box[0], r.box[1], r.box[2], r.box[3]],
        kind: r.kind,
        before: r.before?.slice(0, 200) ?? null,
        after: r.after?.slice(0, 200) ?? null,
      })),
  };
}

/** The machine said that all was well, and the server finds that it was not. */
async function compareVerdicts(parts: ServerParts, i: Uncompared, ours: VerdictSummary): Promise<void> {
  const said = [i.beforeVerdict, i.afterVerdict].map((v) => zVerdictSummary.nullable().parse(v)?.verdict);
  if (ours.verdict !== 'mismatch' || said.includes('mismatch')) return;
  const reasons = ours.reasons.join('、');
  await commit(parts, async (work) => {
    await raiseAlarms(work, parts.keys.service, [
      {
        kind: 'comparisonDisagrees',
        severity: 'serious',
        key: `comparisonDisagrees:${i.authorization}:${i.k}`,
        village: i.village,
        request: i.request,
        machine: i.machine,
        title: {
          zh: '服务器复核与机器的比对不一致',
          en: "The server's comparison contradicts the machine's",
        },
        detail: {
          zh: `第 ${i.k + 1} 次盖章：机器判“${said.join('、')}”，复核判“不一致”（${reasons}）`,
          en: `Impression ${i.k + 1}: the machine said ${said.join(', ')}, the server finds a mismatch (${reasons})`,
        },
      },
    ]);
  });
}

import { HufuError, type VerdictSummary } from '@hufu/contract';
import { openPaperPool, PAGE_DPI, seamCentreMm, type Verdict, type ZoneMm } from '@hufu/paper';
import type { EarlierImpression, FanLook, PaperEyes } from './paper-eyes.ts';
import { quadMap } from './quad-map.ts';

/** Around an impression that this job made: its ring and what the mechanics may be off. */
const EARLIER_MARGIN_MM = 5;
const perMm = PAGE_DPI / 25.4;
/** How far a seal across the seam may lie from its place where nothing else was agreed. */
const SEAM_TOLERANCE_MM = 10;
/** A face that the cascade is less sure of is a pattern on the wall. */
const FACE_SCORE = 0.6;

/** The comparison of packages/paper in worker threads. */
export function openPaperEyes(workers: number): PaperEyes {
  const pool = openPaperPool({ size: workers });
  /** Approved pages by digest, with their size as the comparison found it. */
  const approved = new Map<string, { bytes: Uint8Array; width: number; height: number }>();

  function pageOf(digestHex: string) {
    const page = approved.get(digestHex);
    if (!page) throw new HufuError('JOB_NOT_READY');
    return page;
  }

  return {
    async prepare(digestHex, image) {
      if (approved.has(digestHex)) return;
      const size = await pool.prepare({ bytes: image, digest: digestHex });
      approved.set(digestHex, { bytes: image, ...size });
    },
    async before({ digestHex, page, photo, zones, earlier }) {
      const began = performance.now();
      const { bytes, width, height } = pageOf(digestHex);
      const verdict = await pool.before({
        approved: { bytes, digest: digestHex },
        photo,
        zones: [...zones.map(toZone), ...earlier.flatMap(zoneOf)],
      });
      return {
        summary: summaryOf(verdict, page),
        pointInPhoto: onPage(verdict, width, height),
        ms: performance.now() - began,
      };
    },
    async fan(look) {
      const began = performance.now();
      const { bytes, width, height } = pageOf(look.digestHex);
      const verdict = await pool.fan({
        approved: { bytes, digest: look.digestHex },
        photo: look.photo,
        sheets: look.sheets,
        zones: zonesOf(look),
      });
      const summary = summaryOf(verdict, look.page);
      const xMm = seamCentreMm(width / perMm, verdict.edgesMm ?? [], look.diameterMm);
      const isAgreed = xMm !== null && (!look.place || Math.abs(xMm - look.place.xMm) <= look.place.tolMm);
      return {
        // Fanned otherwise than it was agreed: the seal would not lie where the approvers put it.
        summary:
          isAgreed || summary.verdict === 'mismatch'
            ? summary
            : { ...summary, verdict: 'mismatch', reasons: [...summary.reasons, 'SEAM_FAN'] },
        pointInPhoto: onPage(verdict, width, height),
        ms: performance.now() - began,
        ...(xMm === null ? {} : { seamAt: { xMm, yMm: heightOf(look, height) } }),
      };
    },
    async afterFan(look) {
      const began = performance.now();
      const { bytes, height } = pageOf(look.digestHex);
      const verdict = await pool.fan({
        approved: { bytes, digest: look.digestHex },
        photo: look.photo,
        sheets: look.sheets,
        zones: zonesOf(look),
        sealed: {
          before: look.before,
          specimen: look.specimenPng,
          place: { yMm: heightOf(look, height), toleranceMm: look.place?.tolMm ?? SEAM_TOLERANCE_MM },
        },
      });
      const [xMm, yMm] = verdict.impression?.centreMm ?? [];
      return {
        summary: summaryOf(verdict, look.page),
        foundMm: xMm === undefined || yMm === undefined ? null : { xMm, yMm },
        ms: performance.now() - began,
      };
    },
    async after({ digestHex, page, before, after, specimenPng, retiredPngs, place, zones, earlier }) {
      const began = performance.now();
      const verdict = await pool.after({
        approved: { bytes: pageOf(digestHex).bytes, digest: digestHex },
        before,
        photo: after,
        specimen: specimenPng,
        retired: retiredPngs,
        ...(place ? { place: { xMm: place.xMm, yMm: place.yMm, toleranceMm: place.tolMm } } : {}),
        zones: [...zones.map(toZone), ...earlier.flatMap(zoneOf)],
      });
      const [xMm, yMm] = verdict.impression?.centreMm ?? [];
      return {
        summary: summaryOf(verdict, page),
        foundMm: xMm === undefined || yMm === undefined ? null : { xMm, yMm },
        ms: performance.now() - began,
      };
    },
    async whichPage({ pages, photo }) {
      const approved = pages.map(({ digestHex, image }) => ({ bytes: image, digest: digestHex }));
      const { seen, twins } = await pool.pages({ pages: approved, photos: [photo] });
      return { page: seen[0]?.page ?? null, twins };
    },
    async countFaces(photo) {
      return (await pool.detectFace(photo)).faces.filter((f) => f.score >= FACE_SCORE).length;
    },
    close: () => pool.close(),
    [Symbol.asyncDispose]: () => pool.close(),
  };
}

/** Where points of a page (millimetres) lie in its photo; beyond its edges too, where a fan juts out. */
function onPage(verdict: Verdict, width: number, height: number) {
  const map = verdict.pageInPhoto && quadMap(verdict.pageInPhoto);
  return (xMm: number, yMm: number) => map?.((xMm * perMm) / width, (yMm * perMm) / height);
}

function zonesOf({ zones, earlier }: Pick<FanLook, 'zones' | 'earlier'>): ZoneMm[] {
  return [...zones.map(toZone), ...earlier.flatMap(zoneOf)];
}

/** Half way down, where nothing else was agreed. */
function heightOf({ place }: FanLook, height: number): number {
  return place?.yMm ?? height / perMm / 2;
}

function toZone({ x, y, w, h }: { x: number; y: number; w: number; h: number }): ZoneMm {
  return { xMm: x, yMm: y, wMm: w, hMm: h };
}

/** Where this job has stamped already, the sheet differs from the approved page, and must. */
function zoneOf({ xMm, yMm, diameterMm }: EarlierImpression): ZoneMm[] {
  if (xMm === null || yMm === null) return [];
  const side = diameterMm + 2 * EARLIER_MARGIN_MM;
  return [{ xMm: xMm - side / 2, yMm: yMm - side / 2, wMm: side, hMm: side }];
}

/** The verdict as evidence carries it. */
function summaryOf({ verdict, confidence, reasons, regions }: Verdict, page: number): VerdictSummary {
  return {
    verdict,
    confidence: Math.min(1, Math.max(0, confidence)),
    reasons: reasons.slice(0, 40),
    regions: regions.slice(0, 200).map(({ box, kind, before, after }) => ({
      page,
      box: [box[0], box[1], box[2], box[3]],
      kind,
      before: before?.slice(0, 200) ?? null,
      after: after?.slice(0, 200) ?? null,
    })),
  };
}

import type { PaperReason } from '@hufu/contract';
import { type Field, mmToPx, pxToMm } from '../image/raster.ts';
import { judgeImpression } from '../impression/judge-impression.ts';
import type { Specimen } from '../impression/specimen.ts';
import type { PreparedPage } from '../prepare.ts';
import { photographedBand } from './seam-band.ts';
import { type InkPart, type PlacedPart, partOf, placeParts } from './seam-parts.ts';

/** The sheets of a document that was sealed across its seam (骑缝章), each photographed by itself, in order. */
export interface SeamInput {
  readonly sheets: readonly {
    /** The approved page; asked for when its turn comes, so that a thick contract is not in memory as a whole. */
    approved(): Promise<PreparedPage>;
    /** The sheet of this page; absent where there is none. */
    readonly photo?: Uint8Array;
  }[];
  readonly specimen: Specimen;
}

/** What one sheet bears of the impression. */
export interface SeamPart {
  readonly sheet: number;
  readonly isPresent: boolean;
  /** Where the part lies on the impression, from its left edge; absent with the part. */
  readonly fromMm?: number;
  readonly toMm?: number;
  /** Agreement with the specimen there, -1..1. */
  readonly score: number;
}

/** The outcome for a seal across the seam. */
export interface SeamVerdict {
  readonly verdict: 'match' | 'mismatch' | 'unsure';
  readonly reasons: readonly PaperReason[];
  /** Sheets that bear a part. */
  readonly count: number;
  readonly parts: readonly SeamPart[];
  /** Sheets as their parts lie on the impression, from the left. */
  readonly order: readonly number[];
  /** Agreement of the joined parts with the specimen, 0..1. */
  readonly specimenScore: number;
  readonly angleDeg: number;
}

/** Parts that lie this far from where the one before ends do not join: 2.2 mm. */
const JOIN = mmToPx(2.2);
/** Agreement of a part below which it is of no use; of all below which it is another seal, or surely this one. */
const AGREES = { part: 0.35, other: 0.45, same: 0.82 };

/** How parts follow one another on the impression. */
function joinsOf(placed: readonly PlacedPart[]): {
  isInOrder: boolean;
  hasGap: boolean;
  hasOverlap: boolean;
} {
  let isInOrder = true;
  let hasGap = false;
  let hasOverlap = false;
  placed.forEach(({ from }, i) => {
    const before = placed[i - 1];
    if (!before) return;
    if (from <= before.from) isInOrder = false;
    const off = from - (before.from + before.part.ink.width);
    if (off > JOIN) hasGap = true;
    if (off < -JOIN) hasOverlap = true;
  });
  return { isInOrder, hasGap, hasOverlap };
}

/** The impression put together from its parts, and where there is anything to see. */
function joined(placed: readonly PlacedPart[], specimen: Specimen): { seal: Field; usable: Field } {
  const margin = Math.ceil(specimen.diameter * 0.2);
  const width = Math.ceil(specimen.diameter) + 2 * margin;
  const tops = placed.map((p) => p.part.top);
  const bottoms = placed.map((p) => p.part.bottom);
  const middle = (Math.min(...tops) + Math.max(...bottoms)) / 2;
  const y0 = Math.round(middle - width / 2);
  const make = (): Field => ({ width, height: width, data: new Float32Array(width * width) });
  const seal = make();
  const usable = make();
  for (const { part, from } of placed) {
    for (let y = 0; y < width; y++) {
      for (let x = 0; x < part.ink.width; x++) {
        const to = Math.round(margin + from) + x;
        const sy = y + y0;
        if (to < 0 || to >= width || sy < 0 || sy >= part.ink.height) continue;
        seal.data[y * width + to] = part.ink.data[sy * part.ink.width + x] ?? 0;
        usable.data[y * width + to] = 1;
      }
    }
  }
  return { seal, usable };
}

/** Judges the parts that the right margins of the sheets bear; `undefined` stands for a sheet that is not there. */
export function judgeSeamBands(bands: readonly (Field | undefined)[], specimen: Specimen): SeamVerdict {
  const found = bands.map((band, sheet) => (band ? partOf(band, sheet) : undefined));
  const present = found.filter((part): part is InkPart => part !== undefined);
  const laid = placeParts(specimen, present);
  const reasons: PaperReason[] = [];
  if (bands.some((band) => band === undefined)) reasons.push('MISSING_PAGE');
  if (!laid) {
    return {
      verdict: 'mismatch',
      reasons: [...reasons, 'NO_IMPRESSION'],
      count: 0,
      parts: bands.map((_, sheet) => ({ sheet, isPresent: false, score: 0 })),
      order: [],
      specimenScore: 0,
      angleDeg: 0,
    };
  }
  const { placed, angleDeg } = laid;
  const { isInOrder, hasGap, hasOverlap } = joinsOf(placed);
  const sorted = [...placed].sort((a, b) => a.from - b.from);
  const { seal, usable } = joined(sorted, specimen);
  const box = [0, 0, seal.width, seal.height] as const;
  const whole = judgeImpression(specimen, seal, usable, { box, mass: 0 });
  // Another seal of the same village shares its ring and star: what is not explained then looks like a slip.
  const differs =
    whole.verdict === 'mismatch' && (laid.score < AGREES.same || whole.reasons.includes('WRONG_SEAL'));
  if (differs || laid.score < AGREES.other) reasons.push('WRONG_SEAL');
  else {
    if (present.length < bands.filter((b) => b !== undefined).length || hasGap)
      reasons.push('SEAM_INCOMPLETE');
    if (!isInOrder || hasOverlap) reasons.push('SEAM_ORDER');
  }
  const doubts: PaperReason[] = [];
  if (reasons.length === 0 && whole.verdict === 'mismatch') reasons.push(...whole.reasons);
  else if (reasons.length === 0) {
    if (placed.some((p) => p.score < AGREES.part)) doubts.push('SEAL_UNSURE');
    else if (whole.verdict !== 'match' && !whole.reasons.includes('PARTIAL')) doubts.push(...whole.reasons);
  }
  const round = (v: number, k: number) => Math.round(v * k) / k;
  return {
    verdict: reasons.length > 0 ? 'mismatch' : doubts.length > 0 ? 'unsure' : 'match',
    reasons: [...new Set([...reasons, ...doubts])],
    count: present.length,
    parts: bands.map((_, sheet) => {
      const p = placed.find((one) => one.part.sheet === sheet);
      if (!p) return { sheet, isPresent: false, score: 0 };
      return {
        sheet,
        isPresent: true,
        fromMm: round(pxToMm(p.from), 10),
        toMm: round(pxToMm(p.from + p.part.ink.width), 10),
        score: round(p.score, 1000),
      };
    }),
    order: sorted.map((p) => p.part.sheet),
    specimenScore: whole.specimenScore,
    angleDeg: round(angleDeg, 10),
  };
}

/** Judges a seal across the seam from photos of the sheets: which bear a part, whether the parts join, whose seal it is. */
export async function judgeSeam({ sheets, specimen }: SeamInput): Promise<SeamVerdict> {
  const bands: (Field | undefined)[] = [];
  for (const { approved, photo } of sheets)
    bands.push(photo && (await photographedBand(await approved(), photo)));
  return judgeSeamBands(bands, specimen);
}

import type { BoxMm, VerdictSummary } from '@hufu/contract';

/** An impression that is on the paper already, because this very job put it there. */
export interface EarlierImpression {
  readonly specimenPng: Uint8Array;
  readonly diameterMm: number;
  /** Centre on the page, as it was found after the press; null when it was agreed nowhere. */
  readonly xMm: number | null;
  readonly yMm: number | null;
}

/** What the comparison before the press found. */
export interface BeforeLook {
  readonly summary: VerdictSummary;
  /** Where a point of the page (millimetres) appears in the photo (pixels); undefined when the page was not found. */
  pointInPhoto(xMm: number, yMm: number): { readonly x: number; readonly y: number } | undefined;
  readonly ms: number;
  /** Where on a fan the seal goes so that it lies across all of it; counted on the first sheet. */
  readonly seamAt?: { readonly xMm: number; readonly yMm: number };
}

/** Sheets fanned out for a seal across the seam (骑缝章). */
export interface FanLook {
  readonly digestHex: string;
  readonly page: number;
  readonly photo: Uint8Array;
  readonly zones: readonly BoxMm[];
  readonly earlier: readonly EarlierImpression[];
  /** How many sheets there must be. */
  readonly sheets: number;
  readonly diameterMm: number;
  /** The agreed centre, counted on the first sheet; null for half way down its right edge. */
  readonly place: { readonly xMm: number; readonly yMm: number; readonly tolMm: number } | null;
}

/** What the check after the press found. */
export interface AfterLook {
  readonly summary: VerdictSummary;
  /** Centre of the new impression on the page, when one was found. */
  readonly foundMm: { readonly xMm: number; readonly yMm: number } | null;
  readonly ms: number;
}

/** The comparison of papers as the agent uses it; all work happens in workers. */
export interface PaperEyes extends AsyncDisposable {
  /** Prepares an approved page once; later calls with the same digest are free. */
  prepare(digestHex: string, image: Uint8Array): Promise<void>;
  before(look: {
    readonly digestHex: string;
    readonly page: number;
    readonly photo: Uint8Array;
    /** Changes permitted on this page. */
    readonly zones: readonly BoxMm[];
    readonly earlier: readonly EarlierImpression[];
  }): Promise<BeforeLook>;
  after(look: {
    readonly digestHex: string;
    readonly page: number;
    readonly before: Uint8Array;
    readonly after: Uint8Array;
    readonly specimenPng: Uint8Array;
    /** Dies of this village that are out of use, as far as their specimens are at hand. */
    readonly retiredPngs: readonly Uint8Array[];
    readonly diameterMm: number;
    readonly place: { readonly xMm: number; readonly yMm: number; readonly tolMm: number } | null;
    readonly zones: readonly BoxMm[];
    readonly earlier: readonly EarlierImpression[];
  }): Promise<AfterLook>;
  /** The fan before the press: its first sheet like every page, and as many edges as there must be. */
  fan(look: FanLook): Promise<BeforeLook>;
  /** The fan after the press: one impression, across every strip. */
  afterFan(
    look: FanLook & { readonly before: Uint8Array; readonly specimenPng: Uint8Array },
  ): Promise<AfterLook>;
  /** Which page of the document lies there (null: none of them), and for each page the first one that looks like it. */
  whichPage(look: {
    readonly pages: readonly { readonly digestHex: string; readonly image: Uint8Array }[];
    readonly photo: Uint8Array;
  }): Promise<{ readonly page: number | null; readonly twins: readonly number[] }>;
  /** How many faces look at the camera. */
  countFaces(photo: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

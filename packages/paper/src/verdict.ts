import type { PaperReason } from '@hufu/contract';
import type { Box } from './image/raster.ts';

/** How a marked place differs from the approved page; `hidden`: the photo does not show it. */
export type RegionKind = 'changed' | 'added' | 'missing' | 'handwriting' | 'impression' | 'hidden';

/** A place that differs, in pixels of the approved page at 200 dpi. */
export interface Region {
  readonly page: number;
  readonly box: Box;
  readonly kind: RegionKind;
  /** What the approved page says there, where it could be read. */
  readonly before?: string;
  /** What the paper says there. */
  readonly after?: string;
}

/** How well an impression came out. */
export type Clarity = 'clear' | 'faint' | 'slipped' | 'doubled' | 'partial';

/** The new impression, as found after the press. */
export interface Impression {
  readonly count: number;
  readonly boxes: readonly Box[];
  /** Agreement with the specimen, 0..1; the worst sector counts. */
  readonly specimenScore: number;
  readonly angleDeg: number;
  readonly scale: number;
  readonly centreMm: readonly [number, number];
  readonly clarity: Clarity;
  readonly placeErrorMm?: number;
}

/** The outcome of a comparison. */
export interface Verdict {
  readonly verdict: 'match' | 'mismatch' | 'unsure';
  readonly confidence: number;
  readonly regions: readonly Region[];
  readonly impression?: Impression;
  readonly reasons: readonly PaperReason[];
  /** Corners of the approved page in the photo's pixels, clockwise from its top left; absent when it was not found. */
  readonly pageInPhoto?: readonly (readonly [x: number, y: number])[];
  readonly timingsMs: Readonly<Record<string, number>>;
}

/** A place where changes are permitted, in millimetres from the page's top left. */
export interface ZoneMm {
  readonly xMm: number;
  readonly yMm: number;
  readonly wMm: number;
  readonly hMm: number;
}

/** The agreed centre of the impression, in millimetres from the page's top left. */
export interface PlaceMm {
  readonly xMm: number;
  readonly yMm: number;
  /** Allowed distance; 8 mm unless said. */
  readonly toleranceMm?: number;
}

/** Milliseconds between marks, for `timingsMs`. Timings are the one part of a verdict that differs from run to run. */
export class Stopwatch {
  readonly marks: Record<string, number> = {};
  #last = performance.now();

  mark(name: string): void {
    const now = performance.now();
    this.marks[name] = Math.round((this.marks[name] ?? 0) + now - this.#last);
    this.#last = now;
  }
}

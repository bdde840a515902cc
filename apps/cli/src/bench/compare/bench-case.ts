import type { ApprovedBytes, PlaceMm, ZoneMm } from '@hufu/paper';

/**
 * What a case must end with: `refuse` means that the sheet must not pass, as a mismatch or as unsure;
 * `accept` that it must not be called another paper, as a match or as unsure.
 */
export type Expectation = 'match' | 'mismatch' | 'refuse' | 'accept';

/** A box on the page in shares of its width and height. */
export type PagePart = readonly [x: number, y: number, w: number, h: number];

/** The files of one comparison. */
export interface Material {
  readonly approved: ApprovedBytes;
  readonly photo: Uint8Array;
  /** The picture before the press; with it the comparison is the one after. */
  readonly before?: Uint8Array;
  /** Photos of all sheets of a document of so many pages: then it is told which are missing, repeated or out of order. */
  readonly sheets?: { readonly pages: number; readonly photos: readonly Uint8Array[] };
  readonly specimen?: Uint8Array;
  readonly place?: PlaceMm;
  readonly zones?: readonly ZoneMm[];
  /** Where on the approved page the change lies, where the truth tells. */
  readonly where?: readonly PagePart[];
  /** What was done, if it is known only once the case is drawn. */
  readonly note?: string;
}

/** One comparison with known truth; its files are made or read only when its turn comes. */
export interface BenchCase {
  /** The name of the photo in its set. */
  readonly file: string;
  readonly phase: 'before' | 'after' | 'pages';
  readonly kind: string;
  readonly expect: Expectation;
  /** Reasons of which one should be told; none unless the kind has its own. */
  readonly reasons?: readonly string[];
  readonly note: string;
  /** Circumstances by which false alarms are counted: `light:shadow`, `sheet:crumpled`, `camera:p`. */
  readonly conditions: readonly string[];
  /** Cases of one document belong together: its page is prepared once. */
  readonly document: string;
  readonly material: () => Promise<Material>;
}

/** A set of cases with a name for the report. */
export interface BenchSet {
  readonly name: string;
  readonly cases: readonly BenchCase[];
}

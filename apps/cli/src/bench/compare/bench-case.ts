import type { ApprovedBytes, PlaceMm } from '@hufu/paper';

/** What a case must end with: `refuse` means that the sheet must not pass, as a mismatch or as unsure. */
export type Expectation = 'match' | 'mismatch' | 'refuse';

/** The files of one comparison. */
export interface Material {
  readonly approved: ApprovedBytes;
  readonly photo: Uint8Array;
  /** The picture before the press; with it the comparison is the one after. */
  readonly before?: Uint8Array;
  readonly specimen?: Uint8Array;
  readonly place?: PlaceMm;
}

/** One comparison with known truth; its files are made or read only when its turn comes. */
export interface BenchCase {
  /** The name of the photo in its set. */
  readonly file: string;
  readonly phase: 'before' | 'after';
  readonly kind: string;
  readonly expect: Expectation;
  readonly note: string;
  /** Circumstances by which false alarms are counted: `light:shadow`, `sheet:crumpled`, `camera:p`. */
  readonly conditions: readonly string[];
  readonly material: () => Promise<Material>;
}

/** A set of cases with a name for the report. */
export interface BenchSet {
  readonly name: string;
  readonly cases: readonly BenchCase[];
}

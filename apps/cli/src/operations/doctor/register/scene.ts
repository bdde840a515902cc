import type { Roster } from '@hufu/contract';
import type { ExpectedRegister } from './expected.ts';

/** What the fold carries along. */
export interface FoldScene {
  readonly register: ExpectedRegister;
  /** By village, the first one first. */
  readonly rosters: Map<string, Roster[]>;
  /** By thumbprint of the press controller's key. */
  readonly machines: Map<string, { readonly id: string; readonly pressKey: Uint8Array }>;
  /** What was signed of the pages of the look-up, by number. */
  readonly lookup: Map<number, SignedPage>;
  /** Pages whose features went with their pictures. */
  readonly forgotten: Set<number>;
  /** Matters that want a review, as `id/version`: law is data of the database. */
  readonly reviewed: ReadonlySet<string>;
  /** Names of units, which numbers of requests begin with. */
  readonly unitNames: ReadonlyMap<string, string>;
  /** Pictures that have arrived, and how large they are. */
  readonly arrived: ReadonlySet<string>;
  /** Size of a kept file; undefined for one that lies encrypted or is not here. */
  readonly sizeOf: (digest: string) => number | undefined;
}

/** A page as it was taken into the look-up. */
export interface SignedPage {
  readonly record: string;
  readonly page: number;
  readonly at: number;
  readonly features: Uint8Array;
}

/** How the server keeps a statement. */
export interface Kept {
  readonly id: string;
  /** Hex of the salt of its commitment. */
  readonly salt: string;
  /** When the server took it in. */
  readonly receivedAt: number;
}

import type { Point } from '@hufu/ui';
import type { Pixels } from './flatten.ts';

/** What the page asks of the worker: pixels go over without a copy. */
export interface FlattenTask {
  readonly approved: Pixels;
  readonly photo: Pixels;
  readonly drawn: { readonly width: number; readonly height: number };
  /** The page's corners, in pixels of `photo`. */
  readonly corners: readonly Point[];
}

/** What the worker says: how far it is, and at the end the picture, or null when the corners are no quadrilateral. */
export type FlattenWord = { readonly part: number } | { readonly flat: Pixels | null };

import type { Box } from './raster.ts';

/** Faces found in a picture; nobody is identified. */
export interface FaceReport {
  readonly faces: readonly { readonly box: Box; readonly score: number }[];
}
export async function detectFace(_jpeg: Uint8Array): Promise<FaceReport> { throw new Error('not yet'); }

import { decodePicture } from '@hufu/paper';
import { type Feature, featuresOf } from '../feature/feature.ts';
import { gramsOf } from '../feature/grams.ts';
import { redPlane } from './plane.ts';
import { readPaper } from './read-paper.ts';

/** A run that was read with less certainty than this says nothing. */
const LEAST_SURE = 0.35;

/** The features of one picture; places are its pixels, in whatever way it was turned for reading. */
export interface PictureFeatures {
  readonly width: number;
  readonly height: number;
  readonly features: readonly Feature[];
}

/** Reads a picture (JPEG or PNG) and keeps nothing of what was read but its features under the key. */
export async function readFeatures(bytes: Uint8Array, key: Uint8Array): Promise<PictureFeatures> {
  const { image } = await decodePicture(bytes);
  const { lines, width, height } = await readPaper(redPlane(image));
  return { width, height, features: featuresOf(gramsOf(lines), key, LEAST_SURE) };
}

import { decodePicture } from '@hufu/paper';
import { type Feature, featuresOf } from '../feature/feature.ts';
import { gramsOf } from '../feature/grams.ts';
import { redPlane } from './plane.ts';
import { readPaper } from './read-paper.ts';

/** The features of one picture. */
export interface PictureFeatures {
  readonly width: number;
  readonly height: number;
  readonly features: readonly Feature[];
}

/** Reads a picture (JPEG or PNG) and keeps nothing of what was read but its features under the key. */
export async function readFeatures(bytes: Uint8Array, key: Uint8Array): Promise<PictureFeatures> {
  const { image } = await decodePicture(bytes);
  const plane = redPlane(image);
  const lines = await readPaper(plane);
  return { width: plane.width, height: plane.height, features: featuresOf(gramsOf(lines), key, 0.35) };
}

import { createHash } from 'node:crypto';
import { CORRELATION, locate } from '../compare-before.ts';
import { decodePicture } from '../image/decode.ts';
import { channel, type Field, type Gray, type Rgb, shrink } from '../image/raster.ts';
import { type Mapping, warpPage } from '../image/warp.ts';
import { guidedPaper } from '../ink/ink.ts';
import { plainSealInk, separateInk } from '../ink/seal-ink.ts';
import type { PreparedPage } from '../prepare.ts';
import { Stopwatch } from '../verdict.ts';
import { cellsOfPart, mappingOfPart, type Part } from './part.ts';

/** The sheet as an earlier photo shows it, on the approved page. */
export interface EarlierSheet {
  /** Coloured ink at a quarter of the size. */
  readonly seal: Field;
  /** Black ink of a part of the page. */
  textOf(part: Part): Field;
}

/** The last sheet of each approved page: one photo is compared with several pictures of the press. */
const recent = new WeakMap<
  PreparedPage,
  { readonly digest: string; readonly sheet: EarlierSheet | undefined }
>();

/** Finds the sheet in an earlier photo; undefined where it cannot be found. */
export async function recallEarlier(
  page: PreparedPage,
  bytes: Uint8Array,
  watch: Stopwatch,
): Promise<EarlierSheet | undefined> {
  const digest = createHash('sha256').update(bytes).digest('hex');
  const known = recent.get(page);
  if (known?.digest === digest) return known.sheet;
  const { image } = await decodePicture(bytes);
  const { registration } = await locate(page, image, new Stopwatch());
  const found = registration !== undefined && registration.correlation >= CORRELATION.other;
  const sheet = found ? sheetOf(page, image, registration.mapping) : undefined;
  recent.set(page, { digest, sheet });
  watch.mark('before');
  return sheet;
}

function sheetOf(page: PreparedPage, image: Rgb, mapping: Mapping): EarlierSheet {
  const planes = [channel(image, 0), channel(image, 1), channel(image, 2)] as const;
  const quarter = (plane: Gray) => warpPage(shrink(plane, 4), 4, mapping, page.width, page.height, 4).image;
  return {
    seal: plainSealInk(quarter(planes[0]), quarter(planes[1]), quarter(planes[2])),
    textOf: (part) => {
      const here = mappingOfPart(mapping, part);
      const draw = (plane: Gray) => warpPage(plane, 1, here, part.width, part.height, 1).image;
      const bare = cellsOfPart(page.bare, part);
      const ground = cellsOfPart(page.paper, part);
      const [r, g, b] = [draw(planes[0]), draw(planes[1]), draw(planes[2])];
      const paper = (plane: Gray) => guidedPaper(plane, ground, bare);
      return separateInk(r, g, b, [paper(r), paper(g), paper(b)]).text;
    },
  };
}

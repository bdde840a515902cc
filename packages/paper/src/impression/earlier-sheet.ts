import { CORRELATION, locate } from '../compare-before.ts';
import { decodePicture } from '../image/decode.ts';
import { letGo } from '../image/planes.ts';
import { type Field, type Rgb, shrinkRgb } from '../image/raster.ts';
import { warpChannels } from '../image/warp.ts';
import { guidedPaper } from '../ink/ink.ts';
import { plainSealInk, separateInk } from '../ink/seal-ink.ts';
import type { PreparedPage } from '../prepare.ts';
import type { Registration } from '../registration/register.ts';
import { photoDigest, recallPlace, rememberPlace } from '../registration/remembered.ts';
import { Stopwatch } from '../verdict.ts';
import { cellsOfPart, mappingOfPart, type Part } from './part.ts';

/** The sheet as an earlier photo shows it, on the approved page. */
export interface EarlierSheet {
  /** How the page lay in that photo. */
  readonly registration: Registration;
  /** Coloured ink at a quarter of the size. */
  readonly seal: Field;
  /** Black ink of a part of the page. */
  textOf(part: Part): Field;
  /** Frees the photo: nothing can be asked any more. */
  drop(): void;
}

/** Draws the sheet of an earlier photo; undefined where it cannot be found. The comparison before the press has mostly found it already. */
export async function recallEarlier(
  page: PreparedPage,
  bytes: Uint8Array,
  watch: Stopwatch,
): Promise<EarlierSheet | undefined> {
  const digest = photoDigest(bytes);
  const { image } = await decodePicture(bytes);
  let known = recallPlace(page, digest);
  if (!known) {
    known = { found: (await locate(page, image, new Stopwatch())).registration };
    rememberPlace(page, digest, known.found);
  }
  const { found } = known;
  const sheet = found && found.correlation >= CORRELATION.other ? sheetOf(page, image, found) : undefined;
  if (!sheet) letGo(image.data);
  watch.mark('before');
  return sheet;
}

function sheetOf(page: PreparedPage, image: Rgb, registration: Registration): EarlierSheet {
  const { width, height } = page;
  const { mapping } = registration;
  return {
    registration,
    seal: plainSealInk(...warpChannels(shrinkRgb(image, 4), 4, mapping, width, height, 4)),
    textOf: (part) => {
      const here = mappingOfPart(mapping, part);
      const bare = cellsOfPart(page.bare, part);
      const ground = cellsOfPart(page.paper, part);
      const [r, g, b] = warpChannels(image, 1, here, part.width, part.height, 1);
      const papers = [r, g, b].map((plane) => guidedPaper(plane, ground, bare));
      return separateInk(r, g, b, papers).text;
    },
    drop: () => letGo(image.data),
  };
}

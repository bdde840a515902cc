import { locate } from '../compare-before.ts';
import { decodePicture } from '../image/decode.ts';
import { channel, type Field, type Gray, mmToPx, type Rgb } from '../image/raster.ts';
import { type Mapping, NODE_PX, warpPage } from '../image/warp.ts';
import { cellsOfPart, mappingOfPart, type Part } from '../impression/part.ts';
import { guidedPaper } from '../ink/ink.ts';
import { separateInk } from '../ink/seal-ink.ts';
import type { PreparedPage } from '../prepare.ts';
import { Stopwatch } from '../verdict.ts';

/** Width of the right margin in which a part of the impression is sought: the largest seal and a little. */
const BAND_MM = 62;
/** At the very edge the table shines through: half a millimetre is left out. */
const RIM = Math.round(mmToPx(0.5));
/** Agreement with the approved page from which a sheet is that page. */
const SAME = 0.35;

/** Seal ink of a sheet's right margin; its last column lies on the sheet's edge. */
export function bandOf(page: PreparedPage, photo: Rgb, mapping: Mapping): Field {
  const x = Math.max(0, Math.floor((page.width - mmToPx(BAND_MM)) / NODE_PX) * NODE_PX);
  const part: Part = { x, y: 0, width: page.width - x, height: page.height };
  const here = mappingOfPart(mapping, part);
  const draw = (c: 0 | 1 | 2) => warpPage(channel(photo, c), 1, here, part.width, part.height, 1, 255).image;
  const bare = cellsOfPart(page.bare, part);
  const ground = cellsOfPart(page.paper, part);
  const paper = (plane: Gray) => guidedPaper(plane, ground, bare);
  const [r, g, b] = [draw(0), draw(1), draw(2)];
  const { seal } = separateInk(r, g, b, [paper(r), paper(g), paper(b)]);
  const { width, height, data } = seal;
  for (let y = 0; y < height; y++) {
    data.fill(0, y * width + width - RIM, (y + 1) * width);
    for (let px = 0; px < width; px++) {
      const p = y * width + px;
      // Red print of the page itself is no part of a seal.
      const own = page.sealQuarter?.data[(y >> 2) * page.sealQuarter.width + ((px + x) >> 2)] ?? 0;
      if (own > 0.05 || (data[p] ?? 0) < 0) data[p] = 0;
    }
  }
  return seal;
}

/** Finds a sheet in its photo and takes its right margin; undefined when the photo does not show this page. */
export async function photographedBand(page: PreparedPage, bytes: Uint8Array): Promise<Field | undefined> {
  const { image } = await decodePicture(bytes);
  const { registration } = await locate(page, image, new Stopwatch());
  if (!registration || registration.correlation < SAME) return undefined;
  return bandOf(page, image, registration.mapping);
}

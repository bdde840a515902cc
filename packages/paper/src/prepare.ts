import { gaussianRows } from './image/blur.ts';
import { giveBack } from './image/planes.ts';
import { type Box, channel, type Field, type Gray, luma, type Rgb, shrink } from './image/raster.ts';
import { type ErrorClasses, errorClasses } from './ink/error-model.ts';
import { findGlyphs } from './ink/glyphs.ts';
import { bareCells, inkOf, paperBrightness } from './ink/ink.ts';
import type { InkModel } from './ink/ink-model.ts';
import { plainSealInk } from './ink/seal-ink.ts';
import { type Features, findFeatures } from './registration/features.ts';

/** Rises with every change of what is prepared or how: figures of another version would be compared with nothing. */
export const REFERENCE_VERSION = 4;

/** All that the comparison needs of an approved page, derived from its image alone. */
export interface PreparedPage {
  readonly width: number;
  readonly height: number;
  readonly model: InkModel;
  readonly classes: ErrorClasses;
  /** Brightness of the paper itself, and which cells show it bare. */
  readonly paper: Field;
  readonly bare: Field;
  readonly inkHalf: Field;
  readonly inkQuarter: Field;
  readonly inkEighth: Field;
  /** The model in the red channel, where a red seal nearly vanishes; the same object on pages without colour. */
  readonly redModel: InkModel;
  /** Coloured ink of the page itself at a quarter of the size, absent on pages without colour. */
  readonly sealQuarter: Field | undefined;
  readonly features: Features;
  /** Pieces of print, each to be found again by itself. */
  readonly glyphs: readonly Box[];
}

function isColoured(image: Rgb): boolean {
  let coloured = 0;
  for (let i = 0; i < image.data.length; i += 3) {
    const r = image.data[i] ?? 0;
    if (Math.abs(r - (image.data[i + 1] ?? 0)) > 24 || Math.abs(r - (image.data[i + 2] ?? 0)) > 24)
      coloured++;
  }
  return coloured > 60;
}

function inkModel(gray: Gray, paper: Field): InkModel {
  const ink = inkOf(gray, paper);
  const { width, height } = gray;
  const blurred = (sigma: number) => {
    const out = new Uint8Array(width * height);
    const read = (y: number, line: Float32Array, at: number) =>
      line.set(ink.data.subarray(y * width, y * width + width), at);
    const write = (y: number, row: Float32Array) => {
      for (let x = 0, p = y * width; x < width; x++, p++)
        out[p] = Math.max(0, Math.min(250, (row[x] ?? 0) * 250 + 0.5));
    };
    gaussianRows({ width, height, read, write }, sigma);
    return out;
  };
  const model = { width, height, sharp: blurred(0.8), soft: blurred(2) };
  giveBack(ink.data);
  return model;
}

/** Prepares a page that is already at 200 dpi. */
export async function preparePage(image: Rgb): Promise<PreparedPage> {
  const gray = luma(image);
  const coloured = isColoured(image);
  const quarterOf = (c: 0 | 1 | 2) => shrink(channel(image, c), 4);
  const half: Gray = shrink(gray, 2);
  const quarter = shrink(half, 2);
  const paper = paperBrightness(gray, 6);
  const model = inkModel(gray, paper);
  const bare = bareCells(model.soft, gray.width, gray.height);
  return {
    width: image.width,
    height: image.height,
    model,
    classes: errorClasses(model, paper, bare),
    paper,
    bare,
    inkHalf: inkOf(half),
    inkQuarter: inkOf(quarter),
    inkEighth: inkOf(shrink(quarter, 2)),
    redModel: coloured ? inkModel(channel(image, 0), paperBrightness(channel(image, 0), 6)) : model,
    sealQuarter: coloured ? plainSealInk(quarterOf(0), quarterOf(1), quarterOf(2)) : undefined,
    features: await findFeatures(half, 2, 1800),
    glyphs: findGlyphs(model),
  };
}

import { gaussian } from './image/blur.ts';
import { channel, type Field, type Gray, luma, type Rgb, shrink } from './image/raster.ts';
import { type ErrorClasses, errorClasses } from './ink/error-model.ts';
import type { InkModel } from './ink/explain.ts';
import { bareCells, inkOf, paperBrightness } from './ink/ink.ts';
import { plainSealInk } from './ink/seal-ink.ts';
import { type Features, findFeatures } from './registration/features.ts';

/** All that the comparison needs of an approved page, derived from its image alone. */
export interface PreparedPage {
  readonly width: number;
  readonly height: number;
  /** Brightness as approved, for reading. */
  readonly gray: Gray;
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
  const quantise = (field: Field) => {
    const out = new Uint8Array(field.data.length);
    for (let p = 0; p < out.length; p++)
      out[p] = Math.max(0, Math.min(250, (field.data[p] ?? 0) * 250 + 0.5));
    return out;
  };
  return {
    width: gray.width,
    height: gray.height,
    sharp: quantise(gaussian(ink, 0.8)),
    soft: quantise(gaussian(ink, 2)),
  };
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
    gray,
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
  };
}

import { PDFiumLibrary } from '@hyzyla/pdfium';
import { type Seed, seeded } from '../random.ts';
import { noiseTile, TILE } from './noise.ts';

/** A physical sheet of paper as a picture of what lies on it, before any camera. RGBA, alpha always 255. */
export type Sheet = {
  widthMm: number;
  heightMm: number;
  dpi: number;
  width: number;
  height: number;
  rgba: Uint8Array;
};

/** How the printer behaved. */
export type PrintOptions = {
  dpi?: number;
  /** 1 is a fresh cartridge, 0.6 a tired one. */
  toner?: number;
  /** Reflectance of the bare paper. */
  paper?: [number, number, number];
};

const MM_PER_INCH = 25.4;
let library: Promise<PDFiumLibrary> | undefined;

/** Prints one page of a PDF (from 1): what pdfium draws is the geometry of the sheet, so both agree by construction. */
export async function sheetFromPage(
  pdf: Uint8Array,
  page: number,
  seed: Seed,
  options: PrintOptions = {},
): Promise<Sheet> {
  library ??= PDFiumLibrary.init();
  const pdfium = await library;
  const document = await pdfium.loadDocument(pdf);
  try {
    const source = document.getPage(page - 1);
    const { originalWidth, originalHeight } = source.getOriginalSize();
    const dpi = options.dpi ?? 250;
    const widthMm = (originalWidth / 72) * MM_PER_INCH;
    const heightMm = (originalHeight / 72) * MM_PER_INCH;
    const width = Math.round((widthMm / MM_PER_INCH) * dpi);
    const height = Math.round((heightMm / MM_PER_INCH) * dpi);
    const drawn = await source.render({ width, height, render: async (image) => image.data });
    const sheet = { widthMm, heightMm, dpi, width, height, rgba: new Uint8Array(width * height * 4) };
    print(drawn.data, sheet, seed, options);
    return sheet;
  } finally {
    document.destroy();
  }
}

/** A sheet with nothing on it. */
export function blankSheet(
  seed: Seed,
  options: PrintOptions & { widthMm?: number; heightMm?: number } = {},
): Sheet {
  const dpi = options.dpi ?? 250;
  const widthMm = options.widthMm ?? 210;
  const heightMm = options.heightMm ?? 297;
  const width = Math.round((widthMm / MM_PER_INCH) * dpi);
  const height = Math.round((heightMm / MM_PER_INCH) * dpi);
  const sheet = { widthMm, heightMm, dpi, width, height, rgba: new Uint8Array(width * height * 4) };
  print(new Uint8Array(width * height * 4).fill(255), sheet, seed, options);
  return sheet;
}

/** Millimetres on the sheet to its pixels. */
export function pixelsPerMm(sheet: Sheet): number {
  return sheet.dpi / MM_PER_INCH;
}

function print(page: Uint8Array, sheet: Sheet, seed: Seed, options: PrintOptions): void {
  const random = seeded(`print/${seed}`);
  const fibre = noiseTile(random.fork('fibre'), 1);
  const mottle = noiseTile(random.fork('mottle'), 2);
  const toner = options.toner ?? random.between(0.86, 1);
  const paper = options.paper ?? [
    random.between(243, 250),
    random.between(243, 249),
    random.between(238, 247),
  ];
  // Toner never swallows all light, and thin toner lets the paper through.
  const floor = 26 + (1 - toner) * 120;
  const luts = paper.map((white) => {
    const lut = new Float32Array(256);
    for (let v = 0; v < 256; v++) lut[v] = floor + ((white - floor) * v) / 255;
    return lut;
  });
  const [lutR, lutG, lutB] = luts;
  if (lutR === undefined || lutG === undefined || lutB === undefined)
    throw new Error('paper has three channels');
  const [whiteR, whiteG, whiteB] = [lutR[255] ?? 255, lutG[255] ?? 255, lutB[255] ?? 255];
  const { width, height, rgba } = sheet;
  const mask = TILE - 1;
  for (let y = 0; y < height; y++) {
    const row = (y & mask) * TILE;
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 4;
      const at = row + (x & mask);
      const grain = fibre[at] ?? 0;
      const spot = mottle[at] ?? 0;
      rgba[i + 3] = 255;
      if (page[i] === 255 && page[i + 1] === 255 && page[i + 2] === 255) {
        // Bare paper is nearly all of a sheet: nothing to look up.
        const bare = grain * 1.3 + spot * 0.5;
        rgba[i] = Math.min(255, whiteR + bare);
        rgba[i + 1] = Math.min(255, whiteG + bare);
        rgba[i + 2] = Math.min(255, whiteB + bare);
        continue;
      }
      for (let c = 0; c < 3; c++) {
        const v = page[i + c] ?? 255;
        const lut = c === 0 ? lutR : c === 1 ? lutG : lutB;
        // Half-covered pixels, the edges of strokes, take the roughness; full toner only a little mottling.
        const edge = (v * (255 - v)) / 16256;
        const rough = v + edge * (grain * 34 + spot * 12);
        const value =
          (lut[rough < 0 ? 0 : rough > 255 ? 255 : rough | 0] ?? 0) +
          grain * 1.3 +
          spot * (0.5 + ((255 - v) / 255) * 5);
        rgba[i + c] = Math.min(255, Math.max(0, value));
      }
    }
  }
  specks(sheet, seeded(`specks/${seed}`));
}

/** Stray toner: a few grey specks no bigger than 0.2 mm. */
function specks(sheet: Sheet, random: ReturnType<typeof seeded>): void {
  const count = random.int(5, 60);
  for (let n = 0; n < count; n++) {
    const i = (random.int(0, sheet.height - 2) * sheet.width + random.int(0, sheet.width - 2)) * 4;
    const keep = random.between(0.45, 0.9);
    for (const at of [i, i + 4])
      for (let c = 0; c < 3; c++) sheet.rgba[at + c] = (sheet.rgba[at + c] ?? 0) * keep;
  }
}

import { parentPort } from 'node:worker_threads';
import {
  blankSheet,
  camera,
  fanOut,
  handwrite,
  personPhoto,
  photograph,
  press,
  type Sheet,
  sheetFromPage,
  villagePaper,
} from '@hufu/paper-world';
import sharp from 'sharp';
import { changeOneDigit } from './changed-digit.ts';
import type { Optics, OpticsAnswer, OpticsOrder } from './optics.ts';
import type { SheetNow } from './recipe.ts';

/** Resolution at which the simulated sheet is kept. */
const SHEET_DPI = 250;
const PAGE_DPI = 200;
const port = parentPort;
if (port === null) throw new Error('optics-worker.ts runs in a worker thread only');
sharp.concurrency(1);

/** The sheet built last: pressing on it once more is much cheaper than printing it anew. */
let built: { key: string; marks: number; sheet: Sheet } | undefined;

async function sheetOf({ recipe, marks }: SheetNow): Promise<Sheet> {
  const key = JSON.stringify({ ...recipe, pose: null, blurPx: null, exposure: null });
  let at = built?.key === key && built.marks <= marks.length ? built : undefined;
  at ??= { key, marks: 0, sheet: await printed(recipe) };
  let { sheet } = at;
  for (const mark of marks.slice(at.marks)) {
    const { xMm, yMm, angleDeg, ink, slipMm } = mark;
    sheet = await press(
      sheet,
      { specimenPng: new Uint8Array(Buffer.from(mark.specimen, 'base64')), diameterMm: mark.diameterMm },
      { xMm, yMm, angleDeg },
      { level: ink, slip: { xMm: slipMm, yMm: slipMm / 2, strength: slipMm > 0 ? 0.7 : 0 } },
      mark.seed,
    );
  }
  built = { key, marks: marks.length, sheet };
  return sheet;
}

/** One sheet, or several that were fanned out. */
async function printed(recipe: SheetNow['recipe']): Promise<Sheet> {
  const { fan, widthMm, seed } = recipe;
  if (!fan) return printedOne(recipe);
  const one = { ...recipe, widthMm: widthMm - fan.stepMm * fan.pictures.length };
  const sheets = [await printedOne(one)];
  for (const [i, picture] of fan.pictures.entries())
    sheets.push(await printedOne({ ...one, picture, handwriting: null, seed: `${seed}/${i}` }));
  return fanOut(sheets, fan.stepMm, true);
}

/** Toner on paper: what is on the page takes light away from the sheet. */
async function printedOne(recipe: SheetNow['recipe']): Promise<Sheet> {
  const { widthMm, heightMm, seed, picture, handwriting } = recipe;
  let sheet = blankSheet(seed, { widthMm, heightMm, dpi: SHEET_DPI });
  if (picture !== null) {
    const page = await sharp(picture)
      .flatten({ background: '#fff' })
      .resize(sheet.width, sheet.height, { fit: 'fill' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer();
    const { rgba } = sheet;
    for (let i = 0, j = 0; i < rgba.length; i += 4, j += 3)
      for (let c = 0; c < 3; c++)
        // Toner never swallows all light.
        rgba[i + c] = ((rgba[i + c] ?? 0) * (28 + ((page[j + c] ?? 255) * 227) / 255)) / 255;
  }
  if (handwriting) sheet = handwrite(sheet, handwriting.text, { ...handwriting, heightMm: 6 }, seed);
  return sheet;
}

const operations: Optics = {
  async shoot({ lens, sheet, light, seed, megapixels, isDark }) {
    const exposure = isDark ? 0.03 : (sheet?.recipe.exposure ?? 1);
    const at = camera(lens.preset, lens.seed);
    const view = {
      ...at,
      megapixels,
      // A sharp look through the room's light is what the lens' own values are for; a tremor only adds to it.
      blurPx:
        megapixels < 1 ? 0 : at.blurPx * Math.sqrt(megapixels / at.megapixels) + (sheet?.recipe.blurPx ?? 0),
      exposure: at.exposure * exposure * light,
      pose: sheet?.recipe.pose ?? { xMm: 0, yMm: 0, thetaDeg: 0 },
      // How a sheet fails to be flat belongs to the sheet, not to the lens.
      curl: camera(lens.preset, sheet?.recipe.seed ?? lens.seed).curl,
    };
    return photograph(sheet ? await sheetOf(sheet) : null, view, seed);
  },
  async person({ faces, seed, width }) {
    return personPhoto({
      seed,
      faces: faces === 0 ? 0 : faces === 1 ? 1 : 2,
      width,
      height: (width * 3) / 4,
    });
  },
  async measure(picture) {
    const { width, height } = await sharp(picture).metadata();
    // A page of ours is drawn at 200 dpi; a photo of a printout fills the width of A4.
    const mm =
      width > 900 && width < 3600 && Math.abs(width / height - 210 / 297) < 0.02
        ? 210 / width
        : 25.4 / PAGE_DPI;
    return { widthMm: width * mm, heightMm: height * mm };
  },
  async forgeDigit(picture, pick) {
    const changed = await changeOneDigit(picture, pick);
    return changed ? { png: changed.png, note: `${changed.from} → ${changed.to}` } : undefined;
  },
  async someOtherPage(seed) {
    const paper = await villagePaper({ layout: 'kinship', seed });
    const sheet = await sheetFromPage(paper.pdf, 1, seed, { dpi: PAGE_DPI, toner: 1 });
    const raw = { width: sheet.width, height: sheet.height, channels: 4 as const };
    return new Uint8Array(await sharp(sheet.rgba, { raw }).removeAlpha().png().toBuffer());
  },
};

let line = Promise.resolve();
port.on('message', (order: OpticsOrder | null) => {
  line = line.then(async () => {
    if (!order) return port.close();
    try {
      const run = operations[order.name] as (...args: unknown[]) => Promise<unknown>;
      port.postMessage({ id: order.id, value: await run(...order.args) } satisfies OpticsAnswer);
    } catch (fault) {
      port.postMessage({ id: order.id, fault } satisfies OpticsAnswer);
    }
  });
});

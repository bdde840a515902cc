import { createHash } from 'node:crypto';
import type { Material } from '../bench-case.ts';
import type { Measured } from '../lane.ts';
import { type LineBox, openPageReader, type PageReader } from './pp-ocr.ts';
import { type GrayPicture, type Rectified, rectify } from './rectify.ts';
import { ssimDifference } from './ssim.ts';
import { hasTesseract, readByTesseract } from './tesseract.ts';
import { textDifference } from './text-difference.ts';

/** What a baseline says of one sheet: how much it differs, whether its usual rule alarms, and what it took. */
export interface BaselineAnswer {
  readonly name: string;
  readonly difference: number;
  readonly alarms: boolean;
  readonly ms: number;
}

/** The other ways to compare, run on the same pictures. */
export interface Baselines {
  readonly missing: readonly string[];
  judge(material: Material, measured: Measured): Promise<BaselineAnswer[]>;
}

/** Blocks less alike than this are commonly taken for different. */
const SSIM_ALARM = 0.5;

interface Method {
  readonly name: string;
  differ(page: Rectified, key: string): Promise<number>;
  readonly alarmFrom: number;
}

/** Loads what there is; a page that our registration did not find counts as different for all of them. */
export async function openBaselines(): Promise<Baselines> {
  const methods: Method[] = [
    { name: 'SSIM', alarmFrom: SSIM_ALARM, differ: async (page) => ssimDifference(page) },
    ppOcr(await openPageReader()),
  ];
  const missing: string[] = [];
  if (hasTesseract()) methods.push(tesseract());
  else missing.push('Tesseract chi_sim');
  return {
    missing,
    judge: async (material, measured) => {
      const page = await rectify(material, measured);
      const key = createHash('sha256').update(material.approved.bytes).digest('hex') + material.approved.page;
      const answers: BaselineAnswer[] = [];
      for (const { name, differ, alarmFrom } of methods) {
        const started = performance.now();
        const difference = page.photo ? await differ(page, key) : Number.MAX_SAFE_INTEGER;
        answers.push({ name, difference, alarms: difference >= alarmFrom, ms: performance.now() - started });
      }
      return answers;
    },
  };
}

/** Any text that differs: the lines of the approved page are read on both sides, and lines found only on the photo are added. */
function ppOcr(reader: PageReader): Method {
  const known = lastOnly<{ lines: LineBox[]; texts: string[] }>();
  return {
    name: 'PP-OCRv4',
    alarmFrom: 1,
    differ: async ({ approved, photo }, key) => {
      if (!photo) return Number.MAX_SAFE_INTEGER;
      const { lines, texts } = await known(key, async () => {
        const found = await reader.findLines(approved);
        return { lines: found, texts: await readAll(reader, approved, found) };
      });
      let differing = 0;
      for (const [i, line] of lines.entries())
        differing += textDifference(texts[i] ?? '', await reader.readLine(photo, line));
      const added = (await reader.findLines(photo)).filter(
        (one) => !lines.some((line) => overlaps(one, line)),
      );
      for (const text of await readAll(reader, photo, added)) differing += text.length;
      return differing;
    },
  };
}

function tesseract(): Method {
  const known = lastOnly<string>();
  return {
    name: 'Tesseract chi_sim',
    alarmFrom: 1,
    differ: async ({ approved, photo }, key) =>
      photo
        ? textDifference(await known(key, () => readByTesseract(approved)), await readByTesseract(photo))
        : Number.MAX_SAFE_INTEGER,
  };
}

async function readAll(reader: PageReader, page: GrayPicture, lines: readonly LineBox[]): Promise<string[]> {
  const texts: string[] = [];
  for (const line of lines) texts.push(await reader.readLine(page, line));
  return texts;
}

function overlaps([ax, ay, aw, ah]: LineBox, [bx, by, bw, bh]: LineBox): boolean {
  return ax < bx + bw && bx < ax + aw && ay < by + bh && by < ay + ah;
}

/** What was worked out for the approved page last seen: cases come document by document. */
function lastOnly<T>(): (key: string, make: () => Promise<T>) => Promise<T> {
  let last: { key: string; value: T } | undefined;
  return async (key, make) => {
    last = last?.key === key ? last : { key, value: await make() };
    return last.value;
  };
}

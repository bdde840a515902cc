import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { HufuError } from '@hufu/contract';
import { type Seed, seeded } from '@hufu/paper-world';
import sharp from 'sharp';
import { z } from 'zod';
import { readJsonFile } from '../../commands/json-file.ts';
import type { BenchCase, BenchSet } from './bench-case.ts';
import { applyPatch, choosePatches, type PatchPlan, type Pixels, planPatches } from './number-patch.ts';

const PAGE = 'flat_document.png';
const WORDS = 'ground_truth_words.json';
const zWords = z.array(
  z.object({
    text: z.string(),
    left: z.number().int(),
    top: z.number().int(),
    width: z.number().int(),
    height: z.number().int(),
  }),
);
// What the data set calls its shapes, in the words of this report.
const SHEET: Record<string, string> = { perspective: 'flat', fewfold: 'folded', crumpleseasy: 'crumpled' };
/** Altered approvals made for each photo. */
const PAIRS = 4;

/** Whether a folder is laid out as Inv3DReal: one folder a page, with its digital original and word boxes. */
export function isRealPhotos(dir: string): boolean {
  return pageFolders(dir).length > 0;
}

function pageFolders(dir: string): string[] {
  if (!existsSync(dir) || !statSync(dir).isDirectory()) return [];
  return readdirSync(dir)
    .filter((name) => existsSync(join(dir, name, PAGE)))
    .sort();
}

/**
 * Real photographs of printed pages: each is honest against its own original, and altered against originals in which
 * one number was replaced by another of the same page (the photo cannot be changed, so the approved side is).
 */
export async function openRealPhotos(dir: string, seed: Seed): Promise<BenchSet> {
  const cases: BenchCase[] = [];
  for (const folder of pageFolders(dir)) {
    const original = join(dir, folder, PAGE);
    if (!existsSync(join(dir, folder, WORDS)))
      throw new HufuError('BENCH_SET_INVALID', {
        context: { set: basename(dir), problem: `missing ${folder}/${WORDS}` },
      });
    const words = readJsonFile(join(dir, folder, WORDS), zWords);
    const page = await pixelsOf(original);
    const plans = planPatches(page, words);
    for (const photo of readdirSync(join(dir, folder)).filter((name) => /\.jpe?g$/i.test(name))) {
      const file = `${folder}/${photo}`;
      const [shape = '', light = ''] = photo.replace(/\.\w+$/, '').split('_');
      const conditions = [`sheet:${SHEET[shape] ?? shape}`, `light:${light}`];
      const random = seeded(`real-photos/${seed}/${file}`);
      const read = async () => new Uint8Array(await readFile(join(dir, file)));
      const shared = { phase: 'before', conditions, document: file } as const;
      cases.push({
        ...shared,
        file,
        kind: 'base',
        expect: 'match',
        note: '',
        material: async () => ({
          approved: { bytes: new Uint8Array(await readFile(original)), name: PAGE },
          photo: await read(),
        }),
      });
      for (const wanted of ['number', 'digit'] as const) {
        const some = plans.filter((p) => p.kind === wanted);
        for (const plan of choosePatches(some, PAIRS / 2, random.fork(wanted))) {
          cases.push({
            ...shared,
            file: `${file}#${plan.note}`,
            kind: plan.kind,
            expect: 'mismatch',
            note: plan.note,
            material: async () => ({
              approved: { bytes: await patched(original, plan), name: PAGE },
              photo: await read(),
              where: [
                [
                  plan.to[0] / page.width,
                  plan.to[1] / page.height,
                  plan.size[0] / page.width,
                  plan.size[1] / page.height,
                ],
              ],
            }),
          });
        }
      }
    }
  }
  return { name: basename(dir), cases };
}

async function pixelsOf(file: string): Promise<Pixels> {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

async function patched(original: string, plan: PatchPlan): Promise<Uint8Array> {
  const { data, width, height } = applyPatch(await pixelsOf(original), plan);
  return new Uint8Array(
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png({ compressionLevel: 3 })
      .toBuffer(),
  );
}

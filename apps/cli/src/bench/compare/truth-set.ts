import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { HufuError } from '@hufu/contract';
import { z } from 'zod';
import { readJsonFile } from '../../commands/json-file.ts';
import type { BenchCase, BenchSet, Expectation } from './bench-case.ts';

const zName = z.string().regex(/^[^/\\]+$/, 'must be a name without folders');
const zPart = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const zCommon = {
  approved: zName,
  expect: z.string(),
  note: z.string().default(''),
  /** Page of the approved document; the files of other sets have one page. */
  page: z.number().int().min(1).default(1),
  conditions: z.array(z.string()).default([]),
  /** Boxes of the change, as shares of the page's width and height. */
  where: z.array(zPart).default([]),
  /** Where changes are permitted. */
  zonesMm: z
    .array(z.object({ xMm: z.number(), yMm: z.number(), wMm: z.number(), hMm: z.number() }))
    .default([]),
};
const zTruth = z.object({
  before: z.record(zName, z.object({ ...zCommon, kind: z.string() })).default({}),
  after: z
    .record(
      zName,
      z.object({
        ...zCommon,
        before: zName,
        case: z.string(),
        agreedPlaceMm: z.object({ xmm: z.number(), ymm: z.number() }).optional(),
        /** File in specimen/; right.png unless said. */
        specimen: zName.optional(),
      }),
    )
    .default({}),
});

/** A folder with truth.json, approved/, before/, after/ and specimen/. */
export function openTruthSet(dir: string): BenchSet {
  const name = basename(dir);
  const truth = readJsonFile(join(dir, 'truth.json'), zTruth);
  const missing: string[] = [];
  const need = (...parts: string[]): string => {
    const file = join(dir, ...parts);
    if (!existsSync(file)) missing.push(parts.join('/'));
    return file;
  };
  const approvedFile = (stem: string): string =>
    ['', '.pdf', '.png', '.jpg', '.jpeg']
      .map((end) => join(dir, 'approved', stem + end))
      .find((file) => existsSync(file)) ?? need('approved', `${stem}.pdf`);
  const approved = async (file: string, page: number) => ({
    bytes: new Uint8Array(await readFile(file)),
    name: basename(file),
    page,
  });

  const before = Object.entries(truth.before).map(([file, t]): BenchCase => {
    const sheet = approvedFile(t.approved);
    const photo = need('before', file);
    return {
      file: `before/${file}`,
      phase: 'before',
      kind: t.kind,
      expect: expectation(name, file, t.expect),
      note: t.note,
      conditions: conditionsOf(file, t.conditions),
      document: t.approved,
      material: async () => ({
        approved: await approved(sheet, t.page),
        photo: await bytes(photo),
        where: t.where,
        zones: t.zonesMm,
      }),
    };
  });
  const after = Object.entries(truth.after)
    // The picture before the press is listed among the others and is judged with none.
    .filter(([file, t]) => file !== t.before)
    .map(([file, t]): BenchCase => {
      const sheet = approvedFile(t.approved);
      const photo = need('after', file);
      const first = need('after', t.before);
      const specimen = need('specimen', t.specimen ?? 'right.png');
      return {
        file: `after/${file}`,
        phase: 'after',
        kind: t.case,
        expect: expectation(name, file, t.expect),
        note: t.note,
        conditions: conditionsOf(file, t.conditions),
        document: t.approved,
        material: async () => ({
          approved: await approved(sheet, t.page),
          before: await bytes(first),
          photo: await bytes(photo),
          specimen: await bytes(specimen),
          where: t.where,
          zones: t.zonesMm,
          ...(t.agreedPlaceMm ? { place: { xMm: t.agreedPlaceMm.xmm, yMm: t.agreedPlaceMm.ymm } } : {}),
        }),
      };
    });
  if (missing.length > 0) {
    const some = [...new Set(missing)];
    const problem = `missing ${some.slice(0, 5).join(', ')}${some.length > 5 ? ` … (${some.length})` : ''}`;
    throw new HufuError('BENCH_SET_INVALID', { context: { set: name, problem } });
  }
  return { name, cases: [...before, ...after] };
}

async function bytes(file: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(file));
}

function expectation(set: string, file: string, expect: string): Expectation {
  if (expect === 'match' || expect === 'mismatch' || expect === 'refuse' || expect === 'accept')
    return expect;
  if (expect === 'unsure') return 'refuse';
  const problem = `${file}: expect is “${expect}”, wanted match, mismatch, refuse or accept`;
  throw new HufuError('BENCH_SET_INVALID', { context: { set, problem } });
}

/** The camera stands at the end of a file's name: m for a machine, p for a phone. */
function conditionsOf(file: string, told: readonly string[]): string[] {
  const camera = /-([mp])\.\w+$/.exec(file)?.[1];
  return [...told, ...(camera && !told.some((c) => c.startsWith('camera:')) ? [`camera:${camera}`] : [])];
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BenchCase, BenchSet } from './bench-case.ts';
import { openTruthSet } from './truth-set.ts';
import { writeSet } from './write-set.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const shared = { note: 'n', conditions: ['sheet:flat'], document: '0' };
const set: BenchSet = {
  name: 'fit/1',
  cases: [
    {
      ...shared,
      file: 'before/00000-digit-m.jpg',
      phase: 'before',
      kind: 'digit',
      expect: 'mismatch',
      material: async () => ({
        approved: { bytes: bytes('pdf'), name: '0000.pdf', page: 2 },
        photo: bytes('photo'),
        where: [[0.1, 0.2, 0.3, 0.4]],
        zones: [{ xMm: 1, yMm: 2, wMm: 3, hMm: 4 }],
      }),
    },
    {
      ...shared,
      file: 'after/00001-ok+digit.jpg',
      phase: 'after',
      kind: 'ok+digit',
      expect: 'refuse',
      material: async () => ({
        approved: { bytes: bytes('pdf'), name: '0000.pdf', page: 1 },
        photo: bytes('after'),
        before: bytes('first'),
        specimen: bytes('die'),
        place: { xMm: 100, yMm: 200 },
      }),
    },
  ],
};

it('a written set is read again with the same cases, files and truth', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'written-set-'));
  try {
    await writeSet(set, dir, () => {});
    const again = openTruthSet(dir);
    const plain = ({ file, phase, kind, expect: wanted }: BenchCase) => [file, phase, kind, wanted];
    expect(again.cases.map(plain)).toEqual(set.cases.map(plain));
    const [before, after] = await Promise.all(again.cases.map((one) => one.material()));
    expect(before).toMatchObject({
      approved: { page: 2 },
      where: [[0.1, 0.2, 0.3, 0.4]],
      zones: [{ xMm: 1, yMm: 2, wMm: 3, hMm: 4 }],
    });
    expect(after).toMatchObject({ place: { xMm: 100, yMm: 200 } });
    for (const [got, wanted] of [
      [before?.photo, 'photo'],
      [before?.approved.bytes, 'pdf'],
      [after?.photo, 'after'],
      [after?.before, 'first'],
      [after?.specimen, 'die'],
    ] as const)
      expect(Buffer.from(got ?? []).toString()).toBe(wanted);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

it('a set is not written over what is there', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'written-set-'));
  writeFileSync(join(dir, 'mine.txt'), 'x');
  await expect(writeSet(set, dir, () => {})).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  rmSync(dir, { recursive: true });
});

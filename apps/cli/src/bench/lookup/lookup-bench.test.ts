import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { benchPapers } from './papers.ts';
import { isLookupSet, registerSet, setPhotos } from './photo-set.ts';

it('keeps back of each form a paper of another person, in the same village and look', async () => {
  const papers = [];
  for await (const one of benchPapers('test', 3)) papers.push(one);
  expect(papers.map((p) => p.isRegistered)).toEqual([true, true, true, false]);
  expect(new Set(papers.map((p) => p.paper.layout)).size).toBe(1);
  expect(new Set(papers.map((p) => JSON.stringify(p.paper.source.style))).size).toBe(1);
  expect(new Set(papers.map((p) => JSON.stringify(p.paper.values))).size).toBe(4);
});

it('reads a folder of photos: registered pages, photos by their names, and strangers', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hufu-photo-set-'));
  try {
    expect(isLookupSet(dir)).toBe(false);
    for (const folder of ['registered', 'photos']) mkdirSync(join(dir, folder));
    for (const file of ['registered/a.png', 'photos/a_crumpled.jpg', 'photos/a.jpg', 'photos/z.jpg'])
      writeFileSync(join(dir, file), file);
    expect(isLookupSet(dir)).toBe(true);
    const records = await registerSet(dir, async (bytes) => new TextDecoder().decode(bytes));
    expect([...records]).toEqual([['a', 'registered/a.png']]);
    const seen = [];
    for await (const { kind, of } of setPhotos(dir)) seen.push([kind, of]);
    expect(seen).toEqual([
      ['photo', 'a'],
      ['crumpled', 'a'],
      ['stranger', undefined],
    ]);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

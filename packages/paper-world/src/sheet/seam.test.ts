import { expect, it } from 'vitest';
import { demoVillages } from '../village/names.ts';
import { villageSeals } from './seal.ts';
import { fanOut, pressSeam } from './seam.ts';
import { blankSheet, type Sheet } from './sheet.ts';

const size = { dpi: 100, widthMm: 90, heightMm: 80 };
const sheets = [1, 2, 3].map((seed) => blankSheet(seed, size));
const village = demoVillages()[0];
if (village === undefined) throw new Error('the demo has villages');
const die = villageSeals(village).villageCommittee;

const red = ({ rgba }: Sheet): number => {
  let count = 0;
  for (let i = 0; i < rgba.length; i += 4) if ((rgba[i] ?? 0) - (rgba[i + 1] ?? 0) > 50) count++;
  return count;
};

it('a seal across the seam leaves a part on every sheet, and the parts are the whole', async () => {
  const seam = await pressSeam(sheets, die, { stepMm: 10, yMm: 40, angleDeg: 0 });
  const parts = seam.sheets.map(red);
  for (const part of parts) expect(part).toBeGreaterThan(20);
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(red(seam.fanned));
  expect(sheets.map(red)).toEqual([0, 0, 0]);
});

it('the parts laid into the same fan again give the same picture', async () => {
  const seam = await pressSeam(sheets, die, { stepMm: 8, yMm: 40, angleDeg: 5 });
  expect(Buffer.from(fanOut(seam.sheets, 8).rgba).equals(Buffer.from(seam.fanned.rgba))).toBe(true);
});

it('sheets of different sizes make no fan', () => {
  expect(() => fanOut([blankSheet(1, size), blankSheet(1, { ...size, widthMm: 70 })], 5)).toThrow(RangeError);
  expect(() => fanOut([], 5)).toThrow(RangeError);
});

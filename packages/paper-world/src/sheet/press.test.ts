import { describe, expect, it } from 'vitest';
import { demoVillages } from '../village/names.ts';
import { type GOOD_INK, press } from './press.ts';
import { seal, villageSeals } from './seal.ts';
import { blankSheet, pixelsPerMm, type Sheet } from './sheet.ts';

const village = demoVillages()[0] ?? {
  county: '鹿鸣县',
  town: '听松镇',
  village: '桐语村',
  code13: '9901020100010',
};
const seals = villageSeals(village);
const place = { xMm: 60, yMm: 50, angleDeg: 12 };

function redness(sheet: Sheet, xMm: number, yMm: number): number {
  const i = (Math.round(yMm * pixelsPerMm(sheet)) * sheet.width + Math.round(xMm * pixelsPerMm(sheet))) * 4;
  return (sheet.rgba[i] ?? 0) - (sheet.rgba[i + 1] ?? 0);
}

function redArea(sheet: Sheet): number {
  let count = 0;
  for (let i = 0; i < sheet.rgba.length; i += 4)
    if ((sheet.rgba[i] ?? 0) - (sheet.rgba[i + 1] ?? 0) > 50) count += 1;
  return count;
}

describe('a press', () => {
  const sheet = blankSheet(1, { dpi: 200, widthMm: 120, heightMm: 100 });

  it('leaves red only where the seal came down, and nothing else changes', async () => {
    const after = await press(sheet, seals.villageCommittee, place, {}, 3);
    const scale = pixelsPerMm(sheet);
    let red = 0;
    for (let i = 0; i < sheet.width * sheet.height; i++) {
      const distance = Math.hypot(
        (i % sheet.width) / scale - place.xMm,
        Math.floor(i / sheet.width) / scale - place.yMm,
      );
      if (distance > 20.5) {
        for (let c = 0; c < 4; c++)
          if (after.rgba[i * 4 + c] !== sheet.rgba[i * 4 + c]) throw new Error(`changed at ${distance} mm`);
      } else if ((after.rgba[i * 4] ?? 0) - (after.rgba[i * 4 + 1] ?? 0) > 50) red += 1;
    }
    expect(red).toBeGreaterThan(5000);
    expect(redness(after, place.xMm, place.yMm)).toBeGreaterThan(60);
  });

  it('does not touch the sheet it is given, and repeats itself for the same seed', async () => {
    const copy = sheet.rgba.slice();
    const one = await press(sheet, seals.cooperative, place, { dryness: 0.5 }, 9);
    const two = await press(sheet, seals.cooperative, place, { dryness: 0.5 }, 9);
    expect(Buffer.from(sheet.rgba).equals(Buffer.from(copy))).toBe(true);
    expect(Buffer.from(one.rgba).equals(Buffer.from(two.rgba))).toBe(true);
  });

  it('keeps black print black beneath the ink', async () => {
    const printed: Sheet = { ...sheet, rgba: sheet.rgba.slice() };
    for (let i = 0; i < printed.rgba.length; i += 4) printed.rgba.fill(30, i, i + 3);
    const after = await press(printed, seals.villageCommittee, place, {}, 3);
    expect(after.rgba.filter((value, i) => i % 4 !== 3 && value > 30).length).toBe(0);
  });

  it('leaves less ink when the pad is low or dry, none when it is empty, and more when it slips', async () => {
    const area = async (ink: Partial<typeof GOOD_INK>): Promise<number> =>
      redArea(await press(sheet, seals.villageCommittee, place, ink, 3));
    const good = await area({});
    expect(await area({ level: 0 })).toBe(0);
    expect(await area({ level: 0.3 })).toBeLessThan(good * 0.9);
    expect(await area({ dryness: 0.8 })).toBeLessThan(good * 0.8);
    expect(await area({ slip: { xMm: 1.5, yMm: 0.5, strength: 0.8 } })).toBeGreaterThan(good * 1.2);
    expect(await area({ smear: { xMm: 2, yMm: 1 } })).toBeGreaterThan(good * 1.1);
  });
});

it('a seal is 40 mm at 300 dpi, differs from the others of its village, and refuses a code that is not 13 digits', () => {
  const bytes = Object.values(seals).map((one) => Buffer.from(one.specimenPng).toString('base64'));
  expect(new Set(bytes).size).toBe(3);
  const png = Buffer.from(seals.partyBranch.specimenPng);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([472, 472]);
  expect(() => seal({ kind: 'cooperative', name: '某社', code13: '12' })).toThrow(RangeError);
});

import { describe, expect, it } from 'vitest';
import { pixelsPerMm, type Sheet, sheetFromPage } from '../sheet/sheet.ts';
import { alter, alterationKinds, isAlterable } from './alter.ts';
import type { BoxMm } from './drawing.ts';
import { villagePaper } from './village-paper.ts';

const DPI = 100;

/** Counts pixels that differ inside and outside of the boxes (grown by a millimetre). */
function differences(a: Sheet, b: Sheet, boxes: BoxMm[]) {
  const scale = pixelsPerMm(a);
  let inside = 0;
  let outside = 0;
  for (let i = 0; i < a.width * a.height; i++) {
    if (Math.abs((a.rgba[i * 4] ?? 0) - (b.rgba[i * 4] ?? 0)) < 40) continue;
    const x = (i % a.width) / scale;
    const y = Math.floor(i / a.width) / scale;
    const hit = boxes.some(([bx, by, w, h]) => x > bx - 1 && x < bx + w + 1 && y > by - 1 && y < by + h + 1);
    if (hit) inside += 1;
    else outside += 1;
  }
  return { inside, outside };
}

describe('an alteration', () => {
  it.each(['digit', 'char', 'insdigit', 'erase', 'addline'] as const)(
    '%s changes the print where it says, and nowhere else',
    async (kind) => {
      const paper = await villagePaper({ layout: 'income', seed: 5, style: { body: 'sans' } });
      for (let seed = 0; seed < 2; seed++) {
        const { paper: other, truth } = await alter(paper, kind, seed);
        const page = truth.boxes[0]?.page ?? 1;
        const a = await sheetFromPage(paper.pdf, page, 1, { dpi: DPI });
        const b = await sheetFromPage(other.pdf, page, 1, { dpi: DPI });
        const found = differences(
          a,
          b,
          truth.boxes.map((one) => one.boxMm),
        );
        expect(found.inside, `${kind} ${truth.note}`).toBeGreaterThan(3);
        expect(found.outside, `${kind} ${truth.note}`).toBe(0);
      }
    },
  );

  it('is the same for the same seed', async () => {
    const paper = await villagePaper({ layout: 'lease', seed: 2 });
    for (const kind of ['digit', 'hand', 'swap'] as const) {
      const [one, two] = [await alter(paper, kind, 1), await alter(paper, kind, 1)];
      expect(two.truth).toEqual(one.truth);
      expect(Buffer.from(two.paper.pdf).equals(Buffer.from(one.paper.pdf)), kind).toBe(true);
    }
  });

  it('of an amount in capitals, a date, an identity number or a name changes one character of it', async () => {
    const paper = await villagePaper({ layout: 'award', seed: 2 });
    for (const [kind, wanted] of [
      ['amount', /^[壹贰叁肆伍陆柒捌玖]>[壹贰叁肆伍陆柒捌玖]$/],
      ['date', /^\d>\d$/],
      ['name', /^\p{Script=Han}>\p{Script=Han}$/u],
    ] as const) {
      const { truth, paper: other } = await alter(paper, kind, 3);
      expect(truth.note, kind).toMatch(wanted);
      expect(truth.boxes.length).toBe(1);
      expect(Buffer.from(other.pdf).equals(Buffer.from(paper.pdf))).toBe(false);
    }
    expect(isAlterable(paper, 'idnumber')).toBe(false);
    expect(isAlterable(await villagePaper({ layout: 'income', seed: 1 }), 'idnumber')).toBe(true);
  });

  it('is made on the page and near the place where it is wanted', async () => {
    const paper = await villagePaper({ layout: 'loan', seed: 2 });
    const field = paper.fields.find((one) => one.page === 2 && /\d/.test(one.text));
    const [x, y] = field?.boxMm ?? [0, 0];
    for (let seed = 0; seed < 4; seed++) {
      const near = { xMm: x, yMm: y, reachMm: 20 };
      const { truth } = await alter(paper, 'digit', seed, { page: 2, near });
      const [bx, by] = truth.boxes[0]?.boxMm ?? [0, 0];
      expect(truth.boxes[0]?.page).toBe(2);
      expect(Math.hypot(bx - x, by - y)).toBeLessThan(25);
    }
  });

  it('names what was changed', async () => {
    const paper = await villagePaper({ layout: 'lease', seed: 2 });
    const digit = await alter(paper, 'digit', 4);
    expect(digit.truth.note).toMatch(/^\d>\d$/);
    expect(digit.truth.note[0]).not.toBe(digit.truth.note[2]);
    const char = await alter(paper, 'char', 4);
    expect(char.truth.note).toMatch(/^.>.$/u);
    const swap = await alter(paper, 'swap', 4);
    expect(swap.paper.values.name).not.toBe(paper.values.name);
    expect(swap.paper.village).toEqual(paper.village);
    const blank = await alter(paper, 'blank', 4);
    expect(blank.paper.fields).toEqual([]);
    const form = await alter(paper, 'blankform', 4);
    expect(form.paper.values.price).toMatch(/^_+$/);
  });

  it.each(['loan', 'homestead', 'notice', 'payment'] as const)(
    'can be made in every way its fields allow to %s, and never gives the same paper back',
    async (layout) => {
      const paper = await villagePaper({ layout, seed: 11 });
      const before = Buffer.from(paper.pdf);
      for (const kind of alterationKinds.filter((one) => isAlterable(paper, one))) {
        const one = await alter(paper, kind, 1);
        const two = await alter(paper, kind, 1);
        expect(Buffer.from(one.paper.pdf).equals(before), kind).toBe(false);
        expect(Buffer.from(two.paper.pdf).equals(Buffer.from(one.paper.pdf)), kind).toBe(true);
        expect(one.truth.kind).toBe(kind);
      }
      expect(Buffer.from(paper.pdf).equals(before)).toBe(true);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { pixelsPerMm, type Sheet, sheetFromPage } from '../sheet/sheet.ts';
import { alter, alterationKinds } from './alter.ts';
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
    'can be made in every way to %s, and never gives the same paper back',
    async (layout) => {
      const paper = await villagePaper({ layout, seed: 11 });
      const before = Buffer.from(paper.pdf);
      for (const kind of alterationKinds) {
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

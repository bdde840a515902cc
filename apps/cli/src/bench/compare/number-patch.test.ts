import { seeded } from '@hufu/paper-world';
import { expect, it } from 'vitest';
import { applyPatch, choosePatches, type Pixels, planPatches, type Word } from './number-patch.ts';

/** A page with figures drawn as boxes, so that the test needs no typeface: where the box is open tells the digit. */
function page(numbers: readonly string[]): { picture: Pixels; words: Word[] } {
  const [width, height] = [400, 60 * numbers.length + 20];
  const data = new Uint8Array(width * height * 3).fill(255);
  const paint = (left: number, top: number, w: number, h: number, grey: number) => {
    for (let y = top; y < top + h; y++) data.fill(grey, (y * width + left) * 3, (y * width + left + w) * 3);
  };
  const words = numbers.map((text, n): Word => {
    const top = 20 + 60 * n;
    for (const [i, char] of [...text].entries()) {
      paint(40 + 20 * i, top + 4, 12, 20, 0);
      paint(42 + 20 * i, top + 4 + Number(char) * 2, 8, 2, 255);
    }
    return { text, left: 39, top, width: 20 * text.length - 6, height: 30 };
  });
  return { picture: { data, width, height, channels: 3 }, words };
}

it('lays one number over another, changes nothing outside of the patch, and leaves the original as it was', () => {
  const { picture, words } = page(['2345', '6789']);
  const before = Uint8Array.from(picture.data);
  const plans = planPatches(picture, words);
  expect(plans.filter((p) => p.kind === 'number').map((p) => p.note)).toEqual(['2345>6789', '6789>2345']);
  expect(plans.some((p) => p.kind === 'digit')).toBe(true);
  for (const plan of plans) {
    const after = applyPatch(picture, plan).data;
    let changed = 0;
    for (let i = 0; i < after.length; i++) {
      if (after[i] === before[i]) continue;
      changed++;
      const x = Math.floor(i / 3) % picture.width;
      const y = Math.floor(i / 3 / picture.width);
      expect(x >= plan.to[0] && x < plan.to[0] + plan.size[0]).toBe(true);
      expect(y >= plan.to[1] && y < plan.to[1] + plan.size[1]).toBe(true);
    }
    expect(changed, plan.note).toBeGreaterThan(0);
  }
  expect(picture.data).toEqual(before);
});

it('chooses the same patches for the same seed, each of another number', () => {
  const { picture, words } = page(['2345', '6789', '1122', '3344']);
  const whole = planPatches(picture, words).filter((p) => p.kind === 'number');
  const one = choosePatches(whole, 3, seeded(4));
  expect(choosePatches(whole, 3, seeded(4))).toEqual(one);
  expect(new Set(one.map((p) => p.to.join())).size).toBe(3);
});

it('leaves words alone that are no numbers', () => {
  const { picture, words } = page(['12', '34']);
  expect(
    planPatches(
      picture,
      words.map((w) => ({ ...w, text: 'ab' })),
    ),
  ).toEqual([]);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { amountInDigits, amountInWords } from './amount.ts';

it.each([
  [0, '零元整'],
  [1, '壹分'],
  [10, '壹角整'],
  [105, '壹元零伍分'],
  [1_000_00, '壹仟元整'],
  [1_005_00, '壹仟零伍元整'],
  [10_010_00, '壹万零壹拾元整'],
  [288_000_00, '贰拾捌万捌仟元整'],
  [100_000_500_00, '壹亿零伍佰元整'],
  [6_822_240, '陆万捌仟贰佰贰拾贰元肆角整'],
])('writes %i fen as %s', (fen, words) => {
  expect(amountInWords(fen)).toBe(words);
});

it('writes different amounts in different words', () => {
  const fen = fc.integer({ min: 0, max: 99_999_999_999 });
  fc.assert(fc.property(fen, fen, (a, b) => a === b || amountInWords(a) !== amountInWords(b)));
});

it('separates thousands', () => {
  expect(amountInDigits(123_456_789)).toBe('1,234,567.89');
  expect(amountInDigits(5)).toBe('0.05');
});

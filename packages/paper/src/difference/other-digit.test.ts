import { describe, expect, it } from 'vitest';
import type { ReadCharacter } from './ocr.ts';
import { isOtherDigit } from './other-digit.ts';

const line = [0, 0, 400, 40] as const;
/** Characters at the given pixels of the line. */
const read = (text: string, at: readonly number[], probability = 0.95): ReadCharacter[] =>
  [...text].map((char, i) => ({ text: char, at: (at[i] ?? 0) / line[2], probability }));

describe('a digit stands against another', () => {
  it('where both were read at the same place', () => {
    expect(isOtherDigit(read('208', [100, 120, 140]), read('288', [101, 121, 139]), line)).toBe(true);
  });

  it('but not where the same figures were only placed a little differently', () => {
    expect(isOtherDigit(read('511', [100, 114, 124]), read('511', [106, 120, 132]), line)).toBe(false);
  });

  it('nor where one reading lost a figure beside the one it kept', () => {
    expect(isOtherDigit(read('002', [100, 118, 136]), read('00', [100, 128]), line)).toBe(false);
  });

  it('and where two of them changed', () => {
    expect(isOtherDigit(read('61', [100, 120]), read('17', [101, 119]), line)).toBe(true);
    expect(isOtherDigit(read('61', [100, 120]), read('17', [120, 140]), line)).toBe(false);
  });

  it('nor where one of them was hardly read', () => {
    expect(isOtherDigit(read('208', [100, 120, 140]), read('288', [100, 120, 140], 0.4), line)).toBe(false);
  });
});

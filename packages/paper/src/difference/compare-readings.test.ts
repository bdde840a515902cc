import { describe, expect, it } from 'vitest';
import { compareReadings } from './compare-readings.ts';
import type { ReadCharacter } from './ocr.ts';

const line = [0, 0, 400, 40] as const;
type Read = readonly ReadCharacter[];
const compared = (was: Read, is: Read, place = 0.35) => compareReadings(was, is, line, place);
const isOtherDigit = (was: Read, is: Read) => compared(was, is).isOtherDigit;
/** Characters at the given pixels of the line. */
const read = (text: string, at: readonly number[], probability = 0.95): ReadCharacter[] =>
  [...text].map((char, i) => ({ text: char, at: (at[i] ?? 0) / line[2], probability }));

describe('a digit stands against another', () => {
  it('where both were read at the same place', () => {
    expect(isOtherDigit(read('208', [100, 120, 140]), read('288', [101, 121, 139]))).toBe(true);
  });

  it('but not where the same figures were only placed a little differently', () => {
    expect(isOtherDigit(read('511', [100, 114, 124]), read('511', [106, 120, 132]))).toBe(false);
  });

  it('nor where one reading lost a figure beside the one it kept', () => {
    expect(isOtherDigit(read('002', [100, 118, 136]), read('00', [100, 128]))).toBe(false);
  });

  it('and where two of them changed', () => {
    expect(isOtherDigit(read('61', [100, 120]), read('17', [101, 119]))).toBe(true);
    expect(isOtherDigit(read('61', [100, 120]), read('17', [120, 140]))).toBe(false);
  });

  it('nor where one of them was hardly read', () => {
    expect(isOtherDigit(read('208', [100, 120, 140]), read('288', [100, 120, 140], 0.4))).toBe(false);
  });
});

describe('characters are the same', () => {
  it('where one lies at the end of the stretch and was heard on one page only', () => {
    expect(compared(read('村集体', [100, 140, 180]), read('集体', [141, 180]))).toMatchObject({
      isSame: true,
      isOtherLetter: false,
    });
  });

  it('but not where that one is nearest to the place that is asked about', () => {
    expect(compared(read('村集体', [100, 140, 180]), read('集体', [141, 180]), 0.24).isSame).toBe(false);
  });

  it('where a speck between them was read as a comma', () => {
    expect(compared(read('具之', [100, 140]), read('具,之', [100, 122, 141]))).toMatchObject({
      isSame: true,
      isOtherLetter: false,
    });
  });

  it('but not where one of them is another', () => {
    expect(compared(read('李大明', [100, 140, 180]), read('李太明', [100, 140, 180]))).toMatchObject({
      isSame: false,
      isOtherLetter: true,
    });
  });

  it('nor where none was read', () => {
    expect(compared([], [])).toMatchObject({ isSame: false, isOtherLetter: false });
  });
});

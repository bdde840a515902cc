import { describe, expect, it } from 'vitest';
import type { ReadTextLine } from '../read/read-paper.ts';
import { featuresOf } from './feature.ts';
import { gramsOf } from './grams.ts';

function aLine(text: string, gapAt = -1): ReadTextLine {
  const characters = [...text].map((c, i) => ({
    text: c,
    x: i * 30 + (i >= gapAt && gapAt >= 0 ? 400 : 0),
    y: 100,
    probability: 0.9,
  }));
  return { characters, height: 40 };
}
const textsOf = (line: ReadTextLine) => gramsOf([line]).map((g) => g.text);

describe('runs of print', () => {
  it('are three characters of Chinese, five of letters or digits, without punctuation and width', () => {
    expect(textsOf(aLine('兹证明：王明'))).toEqual(['兹证明', '证明王', '明王明']);
    expect(textsOf(aLine('Ｎｏ．１２３４'))).toEqual(['n0123', '01234']);
    expect(textsOf(aLine('人民币2300元'))).toEqual(['人民币', '民币2', '币23', '2300元', '00元']);
  });

  it('do not run over a wide gap, and keep a short entry of a table apart from the same characters in a text', () => {
    expect(textsOf(aLine('王明壹仟元', 2))).toEqual(['^王明', '壹仟元']);
    expect(textsOf(aLine('850'))).toEqual(['^850']);
  });

  it('say nothing without the key: another key gives other features', () => {
    const grams = gramsOf([aLine('用于办理户口迁移手续使用')]);
    const one = featuresOf(grams, new Uint8Array(32).fill(1), 0.3).map((f) => f.token);
    const other = featuresOf(grams, new Uint8Array(32).fill(2), 0.3).map((f) => f.token);
    expect(one.filter((t) => other.includes(t))).toEqual([]);
    expect(Math.max(...one)).toBeLessThan(2 ** 26);
    expect(JSON.stringify(featuresOf(grams, new Uint8Array(32), 0.3))).not.toMatch(/\p{Script=Han}/u);
  });
});

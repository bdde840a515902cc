import { describe, expect, it } from 'vitest';
import { hintWords, reasonWords } from './reason-words.ts';

describe('words of a reason', () => {
  it('are those of the paper comparison, of an error, or of the machine', () => {
    expect(reasonWords('DIGIT_CHANGED', 'zh')[0]).toBe('数字有改动');
    expect(reasonWords('PAPER_MOVED', 'en')[0]).toBe('The paper moved');
    expect(reasonWords('noAfterPhoto', 'zh')[0]).toBe('盖章后没拍成照片');
  });

  it('hide no code that has none', () => {
    expect(reasonWords('somethingNew', 'zh')[0]).toBe('somethingNew');
  });
});

describe('words of a hint', () => {
  it('say what to do, pass sentences on, and are silent about bare codes', () => {
    expect(hintWords('PAPER_MOVED', 'zh')).toContain('纸');
    expect(hintWords('请把纸放正', 'zh')).toBe('请把纸放正');
    expect(hintWords('whatever', 'zh')).toBe('');
    expect(hintWords('', 'en')).toBe('');
  });
});

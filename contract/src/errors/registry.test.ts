import { describe, expect, it } from 'vitest';
import { errorRegistry, explain, isErrorCode } from './registry.ts';

describe('the registry of codes', () => {
  it('has three sentences in both languages for every code', () => {
    for (const [code, entry] of Object.entries(errorRegistry)) {
      expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
      for (const language of ['zh', 'en'] as const) {
        expect(entry[language], code).toHaveLength(3);
        for (const s of entry[language]) expect(s.trim().length, `${code} ${language}`).toBeGreaterThan(1);
      }
      expect(/[\u4e00-\u9fff]/.test(entry.zh.join('')), `${code} zh`).toBe(true);
      expect(/[\u4e00-\u9fff]/.test(entry.en.join('')), `${code} en`).toBe(false);
      expect(entry.http).toBeGreaterThanOrEqual(400);
      expect(entry.http).toBeLessThan(600);
    }
  });

  it('names in both languages the same things of the context', () => {
    const names = (s: readonly string[]) => new Set(s.join(' ').match(/\{\w+\}/g) ?? []);
    for (const [code, entry] of Object.entries(errorRegistry))
      for (const n of names(entry.en)) expect([...names(entry.zh)], code).toContain(n);
  });

  it('fills in what the context knows and shows a gap for what it does not', () => {
    expect(explain('NOT_FOUND', 'zh', { kind: '申请', id: '7' })[1]).toContain('申请 7');
    expect(explain('NOT_FOUND', 'en')[1]).toContain('…');
  });

  it('takes the part of a bilingual context that fits the language', () => {
    const context = { problem: '不是第 1 版 / not version 1' };
    expect(explain('ROSTER_NOT_CHAINED', 'zh', context)[1]).toContain('不是第 1 版');
    expect(explain('ROSTER_NOT_CHAINED', 'zh', context)[1]).not.toContain('version');
    expect(explain('ROSTER_NOT_CHAINED', 'en', context)[1]).toContain('not version 1');
    expect(explain('ROSTER_NOT_CHAINED', 'en', context)[1]).not.toContain('不是');
  });

  it('knows its own codes only', () => {
    expect(isErrorCode('NOT_FOUND')).toBe(true);
    expect(isErrorCode('toString')).toBe(false);
  });
});

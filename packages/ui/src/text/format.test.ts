import { beforeAll, describe, expect, it } from 'vitest';
import { startTexts } from './catalogue.ts';
import {
  formatDate,
  formatDateTime,
  formatSpan,
  formatWhen,
  formatYuan,
  formatYuanCapital,
} from './format.ts';

const noon = Date.UTC(2026, 10, 3, 4, 5);

beforeAll(() => startTexts({}, undefined));

describe('formatting as officials write', () => {
  it('writes dates without leading zeros, in the time of the office', () => {
    expect(formatDate(noon, 'zh')).toBe('2026年11月3日');
    expect(formatDateTime(noon, 'zh')).toBe('2026年11月3日 12:05');
    expect(formatDate(noon, 'en')).toBe('3 Nov 2026');
    // 20:30 UTC is already the next day in Hangzhou.
    expect(formatDate(Date.UTC(2026, 0, 31, 20, 30), 'zh')).toBe('2026年2月1日');
  });

  it('says recent times as people do', () => {
    expect(formatWhen(noon, noon + 20_000)).toBe('刚刚');
    expect(formatWhen(noon, noon + 5 * 60_000)).toBe('5分钟前');
    expect(formatWhen(noon, noon + 3 * 3_600_000)).toBe('今天 12:05');
    expect(formatWhen(noon, noon + 24 * 3_600_000)).toBe('昨天 12:05');
    expect(formatWhen(noon, noon + 10 * 86_400_000)).toBe('2026年11月3日 12:05');
  });

  it('gives a span in its two largest units', () => {
    expect(formatSpan(150_000)).toBe('2分30秒');
    expect(formatSpan(3 * 86_400_000 + 2 * 3_600_000 + 60_000)).toBe('3天2小时');
    expect(formatSpan(400)).toBe('不到1秒');
  });

  it('writes amounts in figures and in capitals', () => {
    expect(formatYuan(1234560)).toBe('¥12,345.60');
    const capitals: [number, string][] = [
      [0, '零元整'],
      [1234560, '壹万贰仟叁佰肆拾伍元陆角'],
      [1000000, '壹万元整'],
      [100200300, '壹佰万贰仟零叁元整'],
      [1000005, '壹万元零伍分'],
      [10000000000, '壹亿元整'],
      [10001000000, '壹亿零壹万元整'],
      [56, '伍角陆分'],
      [1050, '壹拾元伍角'],
    ];
    for (const [fen, text] of capitals) expect(formatYuanCapital(fen)).toBe(text);
  });
});

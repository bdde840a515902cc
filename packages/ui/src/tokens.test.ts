import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'styles.css'), 'utf8');
const token = (name: string) => new RegExp(`--h-${name}: (#[0-9a-f]{6});`).exec(css)?.[1] ?? '';

/** Relative luminance and contrast of WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (hi + 0.05) / (lo + 0.05);
}

describe('tokens', () => {
  it('give every text at least 4.5:1 on the grounds it stands on (WCAG AA)', () => {
    const pairs = [
      ['text', 'ground'],
      ['text', 'surface'],
      ['text-soft', 'ground'],
      ['text-soft', 'surface'],
      ['text-soft', 'bad-soft'],
      ['text-soft', 'line-colour'],
      ['action', 'surface'],
      ['action', 'ground'],
      ['action', 'action-soft'],
      ['on-action', 'action'],
      ['on-seal', 'seal'],
      ['seal', 'seal-soft'],
      ['good', 'good-soft'],
      ['warn', 'warn-soft'],
      ['bad', 'bad-soft'],
      ['bad', 'surface'],
      ['on-demo', 'demo'],
      ['on-viewer', 'viewer-ground'],
    ] as const;
    for (const [text, ground] of pairs)
      expect([text, ground, contrast(token(text), token(ground)) >= 4.5]).toEqual([text, ground, true]);
  });

  it('give elder mode 18px and 60px hit areas, others 16px and 44px', () => {
    const [normal = '', elder = ''] = css.split(':root[data-elder="on"]');
    expect(normal).toContain('--h-font: 16px');
    expect(normal).toContain('--h-hit: 44px');
    expect(elder).toContain('--h-font: 18px');
    expect(elder).toContain('--h-hit: 60px');
  });
});

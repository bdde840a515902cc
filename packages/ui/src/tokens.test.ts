import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const css = readFileSync(join(import.meta.dirname, 'styles.css'), 'utf8');
const sheets = [
  'apps/web-mobile/src/mobile.css',
  'apps/web-desk/src/desk.css',
  'apps/web-kiosk/src/kiosk.css',
  'apps/web-verify/src/verify.css',
];

type Theme = ReadonlyMap<string, string>;

/** Every theme there is: the plain one, and each block of `:root[...]` laid over it. */
function themes(): Map<string, Theme> {
  const found = new Map<string, Theme>();
  let plain: Theme = new Map();
  for (const [, selector = '', body = ''] of css.matchAll(/^(:root(?:\[[^\]]+\])?) \{([^}]*)\}/gm)) {
    const own = [...body.matchAll(/--h-([a-z0-9-]+):\s*(#[0-9a-f]{6});/g)].map(
      ([, name = '', value = '']) => [name, value] as const,
    );
    const theme = new Map([...plain, ...own]);
    if (selector === ':root') plain = theme;
    found.set(selector, theme);
  }
  return found;
}

type Rgb = readonly [number, number, number];
const rgbOf = (hex: string): Rgb => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
  return [r, g, b];
};
/** What `color-mix(in srgb, top part%, bottom)` makes. */
const mix = (top: Rgb, part: number, bottom: Rgb): Rgb => {
  const [r = 0, g = 0, b = 0] = top.map((v, i) => v * part + (bottom[i] ?? 0) * (1 - part));
  return [r, g, b];
};

/** Relative luminance and contrast of WCAG 2.2. */
function luminance(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map((v) => {
    const c = v / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: Rgb, b: Rgb): number {
  const [hi = 0, lo = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (hi + 0.05) / (lo + 0.05);
}

const grounds = ['ground', 'surface', 'action-soft', 'good-soft', 'warn-soft', 'bad-soft', 'seal-soft'];
/** Words and the grounds they may stand on. */
const pairs: (readonly [text: string, ground: string])[] = [
  ...grounds.map((g) => ['text', g] as const),
  ...grounds.map((g) => ['text-soft', g] as const),
  ['text-soft', 'line-colour'],
  ...['ground', 'surface', 'action-soft'].map((g) => ['action', g] as const),
  ['on-action', 'action'],
  ['on-seal', 'seal'],
  ['seal', 'seal-soft'],
  ['seal', 'surface'],
  ...['ground', 'surface', 'good-soft'].map((g) => ['good', g] as const),
  ...['ground', 'surface', 'warn-soft'].map((g) => ['warn', g] as const),
  ...['ground', 'surface', 'bad-soft'].map((g) => ['bad', g] as const),
  ['on-demo', 'demo'],
  ['on-viewer', 'viewer-ground'],
  ['on-viewer-soft', 'viewer-ground'],
];

describe('tokens', () => {
  it.each([...themes()])(
    'give every text at least 4.5:1 on its grounds, and fields an edge of 3:1: %s',
    (_, theme) => {
      const of = (name: string) => rgbOf(theme.get(name) ?? `no token ${name}`);
      const faint = pairs.filter(([text, ground]) => !(contrast(of(text), of(ground)) >= 4.5));
      expect(faint).toEqual([]);
      for (const ground of ['surface', 'ground'])
        expect(contrast(of('field-line'), of(ground))).toBeGreaterThanOrEqual(3);
      // The heat of an hour is mixed up to 60 % (hour-strip.tsx); the number on it is dark.
      for (const heat of ['action', 'seal'])
        expect(contrast(of('text'), mix(of(heat), 0.6, of('surface')))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('are the only colours there are: no sheet of an app names its own, or makes words faint by opacity', () => {
    for (const sheet of sheets) {
      const text = readFileSync(join(root, sheet), 'utf8');
      expect([sheet, text.match(/#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(/gi)]).toEqual([sheet, null]);
      expect([sheet, text.match(/opacity: 0?\.\d+/g)]).toEqual([sheet, null]);
    }
  });

  it('give elder mode 18px and 60px hit areas, others 16px and 44px', () => {
    const [normal = '', elder = ''] = css.split(':root[data-elder="on"]');
    expect(normal).toContain('--h-font: 16px');
    expect(normal).toContain('--h-hit: 44px');
    expect(elder).toContain('--h-font: 18px');
    expect(elder).toContain('--h-hit: 60px');
  });
});

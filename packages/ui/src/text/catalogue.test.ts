import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogueProblems, literalTexts } from './check-catalogue.ts';
import { sharedTexts } from './shared-texts.ts';

describe('the shared catalogue', () => {
  it('has both languages of every text, naming the same things', () => {
    expect(catalogueProblems(sharedTexts)).toEqual([]);
  });

  it('finds an empty text, a name of one language only, and Chinese in English', () => {
    expect(
      catalogueProblems({ a: ['甲', ''], b: ['{{n}}页', 'pages'], c: ['乙', 'the 乙'] }).map((p) => p[0]),
    ).toEqual(['a', 'b', 'c']);
  });

  it('is the only place of texts: no component of this package has a literal one', () => {
    const folder = join(import.meta.dirname, '..');
    const components = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) =>
      f.endsWith('.tsx'),
    );
    expect(components.length).toBeGreaterThan(5);
    for (const file of components)
      expect([file, literalTexts(readFileSync(join(folder, file), 'utf8'))]).toEqual([file, []]);
  });

  it('finds literal texts and lets comments be', () => {
    expect(literalTexts('<p>同意</p>')).toEqual(['同意']);
    expect(literalTexts('<p>Approve now</p>')).toEqual(['Approve now']);
    expect(literalTexts('<input placeholder="Name here" />')).toEqual(['Name here']);
    expect(literalTexts('// 用印\n/* 申请 */ <p>{text("home.title")}</p>')).toEqual([]);
  });
});

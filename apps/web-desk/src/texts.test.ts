import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueProblems, literalTexts } from '@hufu/ui';
import { describe, expect, it } from 'vitest';
import { deskTexts } from './texts.ts';

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
  (f) => /\.tsx?$/.test(f) && !f.includes('.test.') && !/^texts(-[a-z]+)?\.ts$/.test(f),
);

describe('texts of the desk', () => {
  it('are complete in both languages', () => {
    expect(catalogueProblems(deskTexts)).toEqual([]);
  });

  it('stand in the catalogue and nowhere else', () => {
    expect(sources.length).toBeGreaterThan(10);
    const found = sources.flatMap((f) =>
      literalTexts(readFileSync(join(import.meta.dirname, f), 'utf8')).map((t) => `${f}: ${t}`),
    );
    expect(found).toEqual([]);
  });
});

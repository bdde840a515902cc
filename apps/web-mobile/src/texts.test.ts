import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueProblems, literalTexts } from '@hufu/ui';
import { describe, expect, it } from 'vitest';
import { mobileTexts } from './texts.ts';

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
const read = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8');

describe('the phone’s catalogue', () => {
  it('has both languages of every text, naming the same things', () => {
    expect(catalogueProblems(mobileTexts)).toEqual([]);
  });

  it('is the only place of texts: no screen has a literal one', () => {
    const screens = sources.filter((f) => f.endsWith('.tsx'));
    expect(screens.length).toBeGreaterThan(20);
    for (const file of screens) expect([file, literalTexts(read(file))]).toEqual([file, []]);
  });

  it('holds no text that no screen uses', () => {
    const code = sources
      .filter((f) => /\.tsx?$/.test(f) && !f.startsWith('texts') && !f.endsWith('.test.ts'))
      .map(read)
      .join('\n');
    // Keys put together from a state: `waits.${…}` and the like.
    const families = [...code.matchAll(/`([a-z]+(?:\.[a-z]+)*)\.\$\{/g)].map((m) => `${m[1]}.`);
    const unused = Object.keys(mobileTexts).filter(
      (key) => !code.includes(`'${key}'`) && !families.some((f) => key.startsWith(f)),
    );
    expect(unused).toEqual([]);
  });
});

describe('the phone’s style sheet', () => {
  it('names tokens and no colours of its own', () => {
    expect(read('mobile.css').match(/#[0-9a-f]{3,8}\b|rgba?\(|hsl/gi)).toBeNull();
  });
});

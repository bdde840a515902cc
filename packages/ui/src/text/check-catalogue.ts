import type { Catalogue } from './catalogue.ts';

/** What is wrong with a catalogue: an empty text, or a name that only one language fills in. */
export function catalogueProblems(catalogue: Catalogue): string[] {
  const problems: string[] = [];
  for (const [key, [zh, en]] of Object.entries(catalogue)) {
    if (zh.trim() === '' || en.trim() === '') problems.push(`${key}: a language is empty`);
    if (names(zh) !== names(en)) problems.push(`${key}: the languages name different things`);
    if (/[\u3400-\u9fff]/.test(en) && !key.startsWith('display.language'))
      problems.push(`${key}: Chinese in the English text`);
  }
  return problems;
}

/**
 * Literal texts in the source of a component: Chinese anywhere outside comments, or English between tags.
 * A rough reader of source, on purpose: it errs on the side of finding too much.
 */
export function literalTexts(source: string): string[] {
  const code = source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/([^:'"`])\/\/ .*$/gm, '$1');
  const found = [...code.matchAll(/[\u3400-\u9fff\uff01-\uff5e]+/g)].map((m) => m[0]);
  // <p>Some words</p>: text of two letters or more directly between a tag's end and the next tag's beginning.
  for (const m of code.matchAll(/<[A-Za-z][\w.]*(?:\s[^<>]*)?>\s*([A-Za-z][A-Za-z ,.!?']+)\s*<\//g))
    if (m[1]) found.push(m[1]);
  for (const m of code.matchAll(/\b(?:aria-label|title|placeholder|alt|label)="([^"]*[A-Za-z]{2,}[^"]*)"/g))
    if (m[1]) found.push(m[1]);
  return found;
}

function names(text: string): string {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)]
    .map((m) => m[1])
    .sort()
    .join(',');
}

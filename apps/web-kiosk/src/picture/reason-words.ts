import { explain, isErrorCode, paperReasons, type ThreeSentences } from '@hufu/contract';
import type { Language } from '@hufu/ui';
import { kioskTexts } from '../texts.ts';

/** Three sentences of a reason or an error code; a code without words is shown as it is, so that none is hidden. */
export function reasonWords(
  code: string,
  language: Language,
  context: Readonly<Record<string, unknown>> = {},
): ThreeSentences {
  if (Object.hasOwn(paperReasons, code)) return paperReasons[code as keyof typeof paperReasons][language];
  if (isErrorCode(code)) return explain(code, language, context);
  const key = `reason.${code}`;
  if (isTextKey(key)) return [kioskTexts[key][language === 'zh' ? 0 : 1], '', ''];
  return [code, '', ''];
}

/** Whether there are words for a code. */
export function isWorded(code: string, language: Language): boolean {
  return reasonWords(code, language)[0] !== code;
}

function isTextKey(key: string): key is keyof typeof kioskTexts {
  return Object.hasOwn(kioskTexts, key);
}

/** Words of a hint that may be empty or a plain text already. */
export function hintWords(hint: string, language: Language): string {
  if (hint === '') return '';
  const [what, , todo] = reasonWords(hint, language);
  if (what !== hint) return [what, todo].filter(Boolean).join(language === 'zh' ? '。' : '. ');
  // A code that has no words yet says nothing to people; anything else is a sentence already.
  return /^[A-Za-z_]+$/.test(hint) ? '' : hint;
}

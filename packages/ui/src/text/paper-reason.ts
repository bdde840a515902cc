import { paperReasons } from '@hufu/contract';
import type { Language } from './catalogue.ts';

/** A comparison's reason in words: what, and why. A code without words is shown as it is, so that none is hidden. */
export function paperReasonText(code: string, language: Language): string {
  if (!isPaperReason(code)) return code;
  const [what, why] = paperReasons[code][language];
  return language === 'zh' ? `${what}，${why}` : `${what}: ${why}`;
}

function isPaperReason(code: string): code is keyof typeof paperReasons {
  return Object.hasOwn(paperReasons, code);
}

import type { mobileTexts } from '../texts.ts';

type Key = Extract<keyof typeof mobileTexts, `pageWarning.${string}`>;

/** Codes of the paper check at upload that we have words for. */
const known: Readonly<Record<string, Key>> = {
  blank: 'pageWarning.blank',
  'half-blank': 'pageWarning.halfBlank',
  halfBlank: 'pageWarning.halfBlank',
  blurred: 'pageWarning.blurred',
  dark: 'pageWarning.dark',
  glare: 'pageWarning.glare',
};

/** A warning in words; a code without words is shown as it is, so that none is hidden. */
export function pageWarning(code: string, text: (key: Key) => string): string {
  const key = known[code];
  return key ? text(key) : code;
}

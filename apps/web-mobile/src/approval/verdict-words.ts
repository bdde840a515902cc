import type { mobileTexts } from '../texts.ts';

type Key = Extract<keyof typeof mobileTexts, `verdict.reason.${string}`>;

/** A reason code of the comparison in words; a code without words is shown as it is, so that none is hidden. */
export function reasonText(code: string, text: (key: Key) => string): string {
  const key = `verdict.reason.${code}`;
  return isReasonKey(key) ? text(key) : code;
}

const known: readonly Key[] = [
  'verdict.reason.changed',
  'verdict.reason.added',
  'verdict.reason.missing',
  'verdict.reason.blank',
  'verdict.reason.blur',
  'verdict.reason.glare',
  'verdict.reason.screen',
  'verdict.reason.wrongPage',
  'verdict.reason.noSheet',
];

function isReasonKey(key: string): key is Key {
  return known.some((k) => k === key);
}

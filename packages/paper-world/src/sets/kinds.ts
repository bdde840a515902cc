import type { AlterationKind } from '../paper/alter.ts';

/** What can be wrong with how a sheet lies or is seen, though its print may be right. */
export type SceneKind =
  | 'wrongpage'
  | 'twosheets'
  | 'cutoff'
  | 'screen'
  | 'rephoto'
  | 'upside'
  | 'dark'
  | 'blur'
  | 'glare';

/** A sheet before the press. */
export type BeforeKind = 'base' | AlterationKind | SceneKind;

/** A sheet after the press; `ok+…` is an honest impression on a paper that was changed meanwhile. */
export type AfterKind =
  | 'ok'
  | 'okfaint'
  | 'okuneven'
  | 'none'
  | 'double'
  | 'struck'
  | 'ghost'
  | 'moved'
  | 'rotated'
  | 'wrong'
  | 'wrongchar'
  | 'retired'
  | 'partial'
  | 'under'
  | 'ok+digit'
  | 'ok+addline'
  | 'ok+hand'
  | 'ok+swap';

/** What a case must end with; `accept`: any answer but a mismatch. */
export type Expected = 'match' | 'mismatch' | 'refuse' | 'accept';

/** How much of a set each kind takes, in parts, and what it must end with. */
export const beforeKinds: Readonly<Record<BeforeKind, { parts: number; expect: Expected }>> = {
  base: { parts: 40, expect: 'match' },
  digit: { parts: 12, expect: 'mismatch' },
  char: { parts: 10, expect: 'mismatch' },
  insdigit: { parts: 5, expect: 'mismatch' },
  addline: { parts: 4, expect: 'mismatch' },
  erase: { parts: 5, expect: 'mismatch' },
  hand: { parts: 5, expect: 'mismatch' },
  swap: { parts: 4, expect: 'mismatch' },
  otherpage: { parts: 2, expect: 'mismatch' },
  wrongpage: { parts: 2, expect: 'mismatch' },
  blank: { parts: 2, expect: 'mismatch' },
  blankform: { parts: 4, expect: 'mismatch' },
  halfblank: { parts: 3, expect: 'mismatch' },
  reflow: { parts: 2, expect: 'mismatch' },
  amount: { parts: 4, expect: 'mismatch' },
  date: { parts: 4, expect: 'mismatch' },
  idnumber: { parts: 4, expect: 'mismatch' },
  name: { parts: 4, expect: 'mismatch' },
  dropline: { parts: 3, expect: 'mismatch' },
  twosheets: { parts: 2, expect: 'refuse' },
  cutoff: { parts: 2, expect: 'refuse' },
  screen: { parts: 2, expect: 'refuse' },
  rephoto: { parts: 1, expect: 'refuse' },
  upside: { parts: 2, expect: 'accept' },
  dark: { parts: 1, expect: 'accept' },
  blur: { parts: 1, expect: 'refuse' },
  glare: { parts: 1, expect: 'refuse' },
};

/** The same for what is seen after the press. */
export const afterKinds: Readonly<Record<AfterKind, { parts: number; expect: Expected }>> = {
  ok: { parts: 16, expect: 'match' },
  okfaint: { parts: 4, expect: 'match' },
  okuneven: { parts: 4, expect: 'match' },
  none: { parts: 2, expect: 'mismatch' },
  double: { parts: 3, expect: 'mismatch' },
  struck: { parts: 2, expect: 'mismatch' },
  ghost: { parts: 2, expect: 'mismatch' },
  moved: { parts: 3, expect: 'mismatch' },
  rotated: { parts: 2, expect: 'accept' },
  wrong: { parts: 3, expect: 'mismatch' },
  wrongchar: { parts: 5, expect: 'mismatch' },
  retired: { parts: 3, expect: 'mismatch' },
  partial: { parts: 2, expect: 'refuse' },
  under: { parts: 5, expect: 'mismatch' },
  'ok+digit': { parts: 3, expect: 'mismatch' },
  'ok+addline': { parts: 2, expect: 'mismatch' },
  'ok+hand': { parts: 2, expect: 'mismatch' },
  'ok+swap': { parts: 2, expect: 'mismatch' },
};

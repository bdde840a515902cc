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
  | 'glare'
  | 'far'
  | 'nopaper';

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

/** The sheets of a document of several pages, shown one after the other. */
export type PagesKind = 'ordered' | 'missing' | 'repeated' | 'shuffled' | 'foreign' | 'turned';

/** What a case must end with; `accept`: any answer but a mismatch. */
export type Expected = 'match' | 'mismatch' | 'refuse' | 'accept';

/** One kind of a set. */
export type Kind = {
  /** How much of a set it takes; 0: only where it is asked for by name. */
  parts: number;
  expect: Expected;
  /** Reasons of which one should be told, where the kind has one of its own. */
  reasons?: readonly string[];
};

/** How much of a set each kind takes, and what it must end with. */
export const beforeKinds: Readonly<Record<BeforeKind, Kind>> = {
  base: { parts: 40, expect: 'match' },
  digit: { parts: 12, expect: 'mismatch' },
  char: { parts: 10, expect: 'mismatch' },
  insdigit: { parts: 5, expect: 'mismatch' },
  addline: { parts: 4, expect: 'mismatch' },
  erase: { parts: 5, expect: 'mismatch' },
  hand: { parts: 5, expect: 'mismatch' },
  swap: { parts: 4, expect: 'mismatch' },
  otherpage: { parts: 2, expect: 'mismatch', reasons: ['WRONG_PAGE'] },
  wrongpage: { parts: 2, expect: 'mismatch', reasons: ['WRONG_PAGE'] },
  blank: { parts: 2, expect: 'mismatch', reasons: ['BLANK_PAGE'] },
  blankform: { parts: 4, expect: 'mismatch', reasons: ['HALF_BLANK', 'TEXT_MISSING'] },
  halfblank: { parts: 3, expect: 'mismatch', reasons: ['HALF_BLANK'] },
  reflow: { parts: 2, expect: 'mismatch' },
  amount: { parts: 4, expect: 'mismatch' },
  date: { parts: 4, expect: 'mismatch' },
  idnumber: { parts: 4, expect: 'mismatch' },
  name: { parts: 4, expect: 'mismatch' },
  dropline: { parts: 3, expect: 'mismatch' },
  twosheets: { parts: 2, expect: 'refuse', reasons: ['TWO_SHEETS'] },
  cutoff: { parts: 2, expect: 'refuse', reasons: ['CUT_OFF'] },
  screen: { parts: 2, expect: 'refuse', reasons: ['PHOTO_OF_SCREEN'] },
  rephoto: { parts: 1, expect: 'refuse', reasons: ['PHOTO_OF_SCREEN'] },
  upside: { parts: 2, expect: 'accept' },
  dark: { parts: 1, expect: 'accept', reasons: ['TOO_DARK'] },
  blur: { parts: 1, expect: 'refuse', reasons: ['BLURRED'] },
  glare: { parts: 1, expect: 'refuse', reasons: ['GLARE'] },
  far: { parts: 0, expect: 'refuse', reasons: ['TOO_SMALL_PRINT'] },
  nopaper: { parts: 0, expect: 'refuse', reasons: ['NO_PAPER'] },
};

/** The same for what is seen after the press. */
export const afterKinds: Readonly<Record<AfterKind, Kind>> = {
  ok: { parts: 16, expect: 'match' },
  okfaint: { parts: 4, expect: 'match' },
  okuneven: { parts: 4, expect: 'match' },
  none: { parts: 2, expect: 'mismatch', reasons: ['NO_IMPRESSION'] },
  double: { parts: 3, expect: 'mismatch', reasons: ['SECOND_IMPRESSION'] },
  struck: { parts: 2, expect: 'mismatch', reasons: ['SLIPPED', 'SECOND_IMPRESSION'] },
  ghost: { parts: 2, expect: 'mismatch', reasons: ['SLIPPED'] },
  moved: { parts: 3, expect: 'mismatch', reasons: ['WRONG_PLACE'] },
  rotated: { parts: 2, expect: 'accept' },
  wrong: { parts: 3, expect: 'mismatch', reasons: ['WRONG_SEAL'] },
  wrongchar: { parts: 5, expect: 'mismatch', reasons: ['WRONG_SEAL'] },
  retired: { parts: 3, expect: 'mismatch', reasons: ['WRONG_SEAL', 'RETIRED_SEAL'] },
  partial: { parts: 2, expect: 'refuse', reasons: ['PARTIAL'] },
  under: { parts: 5, expect: 'mismatch', reasons: ['ADDED_AFTER'] },
  'ok+digit': { parts: 3, expect: 'mismatch' },
  'ok+addline': { parts: 2, expect: 'mismatch' },
  'ok+hand': { parts: 2, expect: 'mismatch' },
  'ok+swap': { parts: 2, expect: 'mismatch' },
};

/** The same for the sheets of a document of several pages; only where they are asked for. */
export const pagesKinds: Readonly<Record<PagesKind, Kind>> = {
  ordered: { parts: 0, expect: 'match' },
  missing: { parts: 0, expect: 'mismatch', reasons: ['MISSING_PAGE'] },
  repeated: { parts: 0, expect: 'mismatch', reasons: ['REPEATED_PAGE'] },
  shuffled: { parts: 0, expect: 'mismatch', reasons: ['PAGES_OUT_OF_ORDER'] },
  foreign: { parts: 0, expect: 'mismatch', reasons: ['WRONG_PAGE'] },
  turned: { parts: 0, expect: 'accept', reasons: ['UPSIDE_DOWN'] },
};

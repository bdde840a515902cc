import { type Random, seeded } from '../random.ts';
import { type Conditions, drawConditions, labelsOf } from './conditions.ts';
import {
  type AfterKind,
  afterKinds,
  type BeforeKind,
  beforeKinds,
  type Expected,
  type Kind,
  type PagesKind,
  pagesKinds,
} from './kinds.ts';
import type { SplitName } from './split.ts';

/** Which set: the same words give the same cases and the same bytes. */
export type SetOptions = { split: SplitName; seed: string; size: number; kinds?: readonly string[] };

type Shared = {
  /** The name of the photo in its folder. */
  file: string;
  /** Number of the document; cases of one document share its approved page. */
  document: number;
  split: SplitName;
  setSeed: string;
  expect: Expected;
  /** Reasons of which one should be told. */
  reasons: readonly string[];
  conditions: Conditions;
  labels: readonly string[];
};

/** One case as it is planned, before anything is drawn. */
export type CasePlan =
  | (Shared & { phase: 'before'; kind: BeforeKind; approvedAs: 'pdf' | 'photo'; isSigned: boolean })
  | (Shared & { phase: 'after'; kind: AfterKind })
  | (Shared & { phase: 'pages'; kind: PagesKind });

type Phase = CasePlan['phase'];

/** Cases of one document: enough to use its prepared page again, few enough to see many documents. */
const CASES_A_DOCUMENT = 5;
const SHARE_AFTER = 0.28;
/** What the sheets of whole documents take of a set in which they are asked for. */
const SHARE_PAGES = 0.2;

/** Plans a set. The kinds come in fixed parts, in an order drawn by the seed. */
export function planSet(options: SetOptions): CasePlan[] {
  const random = seeded(`set/${options.split}/${options.seed}`);
  const before = endless(beforeKinds, (kind) => kind, options.kinds, random.fork('before'));
  const after = endless(afterKinds, (kind) => `after:${kind}`, options.kinds, random.fork('after'));
  const pages = endless(pagesKinds, (kind) => `pages:${kind}`, options.kinds, random.fork('pages'));
  const isPhase = (kind: string, phase: Phase) =>
    phase === 'before' ? !kind.includes(':') : kind.startsWith(`${phase}:`);
  const asked = (phase: Phase) =>
    options.kinds === undefined ? phase !== 'pages' : options.kinds.some((kind) => isPhase(kind, phase));
  const others = asked('before') || asked('after');
  const nPages = asked('pages') ? Math.round(options.size * (others ? SHARE_PAGES : 1)) : 0;
  const share = !asked('before') ? 1 : !asked('after') ? 0 : SHARE_AFTER;
  const nAfter = Math.round((options.size - nPages) * share);
  return Array.from({ length: options.size }, (_, i): CasePlan => {
    const isPages = i >= options.size - nPages;
    const isAfter = !isPages && i >= options.size - nPages - nAfter;
    const document = Math.floor(i / CASES_A_DOCUMENT);
    const draw = seeded(`set/${options.split}/${options.seed}/${i}`);
    const conditions = drawConditions(draw, `${options.split}/${options.seed}/${i}`);
    const number = String(i).padStart(5, '0');
    const shared = { document, split: options.split, setSeed: options.seed };
    if (isPages) {
      const kind = pages();
      return {
        ...shared,
        phase: 'pages',
        kind,
        ...wanted(pagesKinds[kind]),
        conditions,
        labels: labelsOf(conditions),
        file: `${number}-${kind}-${conditions.camera}.jpg`,
      };
    }
    if (isAfter) {
      const kind = after();
      // The machine presses: what is seen afterwards is seen by its own camera, on a sheet that lies flat.
      const machine: Conditions = { ...conditions, camera: 'm', sheet: draw.chance(0.8) ? 'flat' : 'curled' };
      return {
        ...shared,
        phase: 'after',
        kind,
        ...wanted(afterKinds[kind]),
        conditions: machine,
        labels: labelsOf(machine),
        file: `${number}-${kind}.jpg`,
      };
    }
    const kind = before();
    // How the approved side came about belongs to the document.
    const origin = seeded(`document/${options.split}/${options.seed}/${document}/origin`);
    const approvedAs = origin.chance(0.15) ? 'photo' : 'pdf';
    const isSigned = approvedAs === 'pdf' && kind !== 'addline' && draw.chance(0.12);
    return {
      ...shared,
      phase: 'before',
      kind,
      approvedAs,
      isSigned,
      ...wanted(beforeKinds[kind]),
      conditions,
      labels: [...labelsOf(conditions), `approved:${approvedAs}`, ...(isSigned ? ['zone:signed'] : [])],
      file: `${number}-${kind}-${conditions.camera}.jpg`,
    };
  });
}

function wanted({ expect, reasons = [] }: Kind): Pick<Shared, 'expect' | 'reasons'> {
  return { expect, reasons };
}

/**
 * Deals the kinds like a pack of cards that is shuffled again when it is empty. Kinds that were asked for come equally
 * often, and honest sheets are a third of the pack: without them no rate of alarms is known.
 */
function endless<K extends string>(
  kinds: Readonly<Record<K, Kind>>,
  nameOf: (kind: K) => string,
  asked: readonly string[] | undefined,
  random: Random,
): () => K {
  const names = Object.keys(kinds) as K[];
  const honest = names.filter((kind) => kinds[kind].expect === 'match').length;
  const wanted = names.filter((kind) => asked?.includes(nameOf(kind))).length;
  const partsOf = (kind: K) => {
    const { parts, expect } = kinds[kind];
    if (asked === undefined) return parts;
    if (asked.includes(nameOf(kind))) return 2;
    return expect === 'match' ? Math.ceil(wanted / honest) : 0;
  };
  let pack: K[] = [];
  return () => {
    if (pack.length === 0) {
      pack = names
        .flatMap((kind) => Array.from({ length: partsOf(kind) }, () => kind))
        .map((kind) => ({ kind, at: random.next() }))
        .sort((a, b) => a.at - b.at)
        .map(({ kind }) => kind);
    }
    const kind = pack.pop();
    if (kind === undefined) throw new RangeError('a set needs at least one kind');
    return kind;
  };
}

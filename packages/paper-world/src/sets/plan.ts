import { type Random, seeded } from '../random.ts';
import { type Conditions, drawConditions, labelsOf } from './conditions.ts';
import { type AfterKind, afterKinds, type BeforeKind, beforeKinds, type Expected } from './kinds.ts';
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
  conditions: Conditions;
  labels: readonly string[];
};

/** One case as it is planned, before anything is drawn. */
export type CasePlan =
  | (Shared & { phase: 'before'; kind: BeforeKind; approvedAs: 'pdf' | 'photo'; isSigned: boolean })
  | (Shared & { phase: 'after'; kind: AfterKind });

/** Cases of one document: enough to use its prepared page again, few enough to see many documents. */
const CASES_A_DOCUMENT = 5;
const SHARE_AFTER = 0.28;

/** Plans a set. The kinds come in fixed parts, in an order drawn by the seed. */
export function planSet(options: SetOptions): CasePlan[] {
  const random = seeded(`set/${options.split}/${options.seed}`);
  const isWanted = (kind: string, expect: Expected) =>
    expect === 'match' || options.kinds === undefined || options.kinds.includes(kind);
  const before = endless(beforeKinds, isWanted, random.fork('before'));
  const after = endless(
    afterKinds,
    (kind, expect) => isWanted(`after:${kind}`, expect),
    random.fork('after'),
  );
  const asked = (phase: 'before' | 'after') =>
    options.kinds === undefined ||
    options.kinds.some((kind) => kind.startsWith('after:') === (phase === 'after'));
  const share = !asked('before') ? 1 : !asked('after') ? 0 : SHARE_AFTER;
  const nAfter = Math.round(options.size * share);
  return Array.from({ length: options.size }, (_, i): CasePlan => {
    const isAfter = i >= options.size - nAfter;
    const document = Math.floor(i / CASES_A_DOCUMENT);
    const draw = seeded(`set/${options.split}/${options.seed}/${i}`);
    const conditions = drawConditions(draw, `${options.split}/${options.seed}/${i}`);
    const number = String(i).padStart(5, '0');
    const shared = { document, split: options.split, setSeed: options.seed };
    if (isAfter) {
      const kind = after();
      // The machine presses: what is seen afterwards is seen by its own camera, on a sheet that lies flat.
      const machine: Conditions = { ...conditions, camera: 'm', sheet: draw.chance(0.8) ? 'flat' : 'curled' };
      return {
        ...shared,
        phase: 'after',
        kind,
        expect: afterKinds[kind].expect,
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
      expect: beforeKinds[kind].expect,
      conditions,
      labels: [...labelsOf(conditions), `approved:${approvedAs}`, ...(isSigned ? ['zone:signed'] : [])],
      file: `${number}-${kind}-${conditions.camera}.jpg`,
    };
  });
}

/** Deals the kinds like a pack of cards that is shuffled again when it is empty. */
function endless<K extends string>(
  kinds: Readonly<Record<K, { parts: number; expect: Expected }>>,
  isWanted: (kind: K, expect: Expected) => boolean,
  random: Random,
): () => K {
  const names = (Object.keys(kinds) as K[]).filter((kind) => isWanted(kind, kinds[kind].expect));
  let pack: K[] = [];
  return () => {
    if (pack.length === 0) {
      pack = names
        .flatMap((kind) => Array.from({ length: kinds[kind].parts }, () => kind))
        .map((kind) => ({ kind, at: random.next() }))
        .sort((a, b) => a.at - b.at)
        .map(({ kind }) => kind);
    }
    const kind = pack.pop();
    if (kind === undefined) throw new RangeError('a set needs at least one kind');
    return kind;
  };
}

import { type Random, type Seed, seeded } from '../random.ts';
import { type BoxMm, boxOf, type Leaf, type Measure, openMeasure, type Run } from './drawing.ts';
import { cut, insert, replace, type Spot, spots } from './spots.ts';
import { finishPaper, layoutNames, type Paper, villagePaper } from './village-paper.ts';

/** Ways in which a paper under the camera can differ from the approved one. */
export type AlterationKind =
  | 'digit'
  | 'char'
  | 'insdigit'
  | 'addline'
  | 'erase'
  | 'hand'
  | 'swap'
  | 'otherpage'
  | 'blank'
  | 'blankform'
  | 'reflow'
  | 'amount'
  | 'date'
  | 'idnumber'
  | 'name'
  | 'dropline'
  | 'halfblank';

/** All kinds, for tests and benchmarks. */
export const alterationKinds: readonly AlterationKind[] = [
  'digit',
  'char',
  'insdigit',
  'addline',
  'erase',
  'hand',
  'swap',
  'otherpage',
  'blank',
  'blankform',
  'reflow',
  'amount',
  'date',
  'idnumber',
  'name',
  'dropline',
  'halfblank',
];

/** What was really done, and where; whole-page kinds (swap, otherpage, blank, reflow) name no boxes. */
export type AlterationTruth = { kind: AlterationKind; note: string; boxes: { page: number; boxMm: BoxMm }[] };

// Pairs that differ by one stroke.
const SIMILAR = [
  '明朋',
  '土士',
  '未末',
  '人入',
  '己已',
  '日曰',
  '大太',
  '东束',
  '千干',
  '王玉',
  '田由',
  '木本',
  '甲申',
  '天夫',
  '元无',
  '一二',
  '二三',
  '拾抬',
  '贷货',
  '住往',
  '户尸',
  '令今',
  '市布',
  '母毋',
  '兔免',
  '刀力',
  '向问',
  '处外',
  '免兔',
  '候侯',
  '壹壶',
  '仟什',
  '佰伯',
  '石右',
  '方万',
  '亩宙',
  '系糸',
  '月用',
  '村材',
  '理埋',
];
// Digits a forger likes, because little ink is needed.
const LIKELY: Record<string, string> = {
  '0': '896',
  '1': '74',
  '2': '73',
  '3': '85',
  '4': '19',
  '5': '63',
  '6': '85',
  '7': '12',
  '8': '36',
  '9': '84',
};
const ADDED = [
  '备注：本证明同时作为贷款担保文件使用。',
  '另：乙方同意以上述土地经营权作抵押。',
  '补充：以上款项由村集体承担连带责任。',
  '附：该户同时具有本村建房资格。',
];

/** Where an alteration is wanted: on one page, or on one page around one place. */
export type Where = { page: number; near?: { xMm: number; yMm: number; reachMm: number } };

/** Makes another paper from a paper, and says what the difference is. */
export async function alter(
  paper: Paper,
  kind: AlterationKind,
  seed: Seed,
  where?: Where,
): Promise<{ paper: Paper; truth: AlterationTruth }> {
  const random = seeded(`alter/${kind}/${seed}`);
  const whole = (other: Paper, note = '') => ({ paper: other, truth: { kind, note, boxes: [] } });
  const same = { layout: paper.layout, village: paper.village, style: paper.source.style };
  switch (kind) {
    case 'swap':
      return whole(await villagePaper({ ...same, seed: `${paper.source.seed}/swap/${seed}` }));
    case 'otherpage': {
      const layout = random.pick(layoutNames.filter((name) => name !== paper.layout));
      return whole(
        await villagePaper({ layout, seed: `${paper.source.seed}/other/${seed}`, village: paper.village }),
        layout,
      );
    }
    case 'reflow': {
      const body = random.pick(
        (['serif', 'sans', 'display'] as const).filter((font) => font !== paper.source.style.body),
      );
      return whole(
        await villagePaper({
          ...same,
          seed: paper.source.seed,
          fields: paper.values,
          style: { ...paper.source.style, body },
        }),
        body,
      );
    }
    case 'blankform': {
      const keep = new Set(['county', 'town', 'village']);
      const blanks = Object.entries(paper.values).map(([name, value]) => [
        name,
        keep.has(name) ? value : '_'.repeat(Math.min(12, value.length + 2)),
      ]);
      const other = await villagePaper({
        ...same,
        seed: paper.source.seed,
        fields: Object.fromEntries(blanks),
      });
      return {
        paper: other,
        truth: {
          kind,
          note: '',
          boxes: paper.fields
            .filter((one) => !keep.has(one.name))
            .map(({ page, boxMm }) => ({ page, boxMm })),
        },
      };
    }
    case 'blank': {
      const leaves = paper.source.leaves.map((leaf): Leaf => ({ ...leaf, fills: [], runs: [] }));
      return whole(
        await finishPaper({ ...paper, values: {}, source: { ...paper.source, leaves } }, openMeasure()),
      );
    }
    case 'halfblank': {
      // The printer stopped, or the lower part was left to be filled in later.
      const from = random.between(0.35, 0.6);
      const leaves = paper.source.leaves.map(
        (leaf): Leaf => ({
          ...leaf,
          fills: leaf.fills.filter((one) => one.yMm < from * leaf.heightMm),
          runs: leaf.runs.filter((one) => one.baselineMm < from * leaf.heightMm),
        }),
      );
      return whole(await finishPaper({ ...paper, source: { ...paper.source, leaves } }, openMeasure()));
    }
    default: {
      const measure = openMeasure();
      const leaves = structuredClone(paper.source.leaves);
      const done = forge(kind, leaves, paper, random, measure, where);
      const other = await finishPaper({ ...paper, source: { ...paper.source, leaves } }, measure);
      return { paper: other, truth: { kind, ...done } };
    }
  }
}

type InkKind = Exclude<AlterationKind, 'swap' | 'otherpage' | 'blank' | 'blankform' | 'reflow' | 'halfblank'>;

const CAPITALS = '壹贰叁肆伍陆柒捌玖';
const NAME_PARTS = '明朋强华兰英军平芳林山东生贵珍云清河松梅良方田根亮元未末德志文国永春秀玉';

/** The kinds that change one character for another, and which characters of which fields they choose among. */
const ONE_FOR_ANOTHER: Partial<
  Record<InkKind, { isWanted(char: string, value: string): boolean; among(char: string): string }>
> = {
  amount: { isWanted: (char) => CAPITALS.includes(char), among: () => CAPITALS },
  date: {
    isWanted: (char, value) => /\d/.test(char) && /\d+年\d+月\d+日/.test(value),
    among: (char) => LIKELY[char] ?? '8',
  },
  idnumber: {
    isWanted: (char, value) => /\d/.test(char) && /^\d{18}$/.test(value),
    among: () => '0123456789',
  },
  name: {
    isWanted: (char, value) => /^\p{Script=Han}{2,3}$/u.test(value) && NAME_PARTS.includes(char),
    among: () => NAME_PARTS,
  },
};

/** Whether this kind can be made of this paper: not every paper has an amount or a date. */
export function isAlterable(paper: Paper, kind: AlterationKind, page?: number): boolean {
  const on = (found: readonly { page: number }[]) =>
    found.some((one) => page === undefined || one.page === page);
  const { leaves } = paper.source;
  const another = kind in ONE_FOR_ANOTHER ? ONE_FOR_ANOTHER[kind as InkKind] : undefined;
  if (another) return on(spotsInFields(leaves, paper, another.isWanted));
  if (kind === 'char') return on(spots(leaves, (char) => SIMILAR.some((pair) => pair.includes(char))));
  if (kind === 'digit' || kind === 'insdigit')
    return on(spots(leaves, (char, inField) => inField && /\d/.test(char)));
  if (kind === 'addline') return on([paper.source.gap]);
  return true;
}

function spotsInFields(
  leaves: Leaf[],
  paper: Paper,
  isWanted: (char: string, value: string) => boolean,
): ReturnType<typeof spots> {
  return spots(leaves, (_, inField) => inField).filter(({ run, at }) => {
    const field = run.marks.find((mark) => mark.from <= at && at < mark.to)?.field;
    return field !== undefined && isWanted(run.text.charAt(at), paper.values[field] ?? '');
  });
}

function isThere({ page, run, at }: Spot, where: Where | undefined, measure: Measure): boolean {
  if (where === undefined) return true;
  if (page !== where.page) return false;
  if (where.near === undefined) return true;
  const [x, y, w, h] = boxOf(run, at, at + 1, measure);
  return Math.hypot(x + w / 2 - where.near.xMm, y + h / 2 - where.near.yMm) < where.near.reachMm;
}

/** The kinds that change ink in place: everything else on the page stays where it was. */
function forge(
  kind: InkKind,
  leaves: Leaf[],
  paper: Paper,
  random: Random,
  measure: Measure,
  where: Where | undefined,
): Omit<AlterationTruth, 'kind'> {
  const pick = (found: readonly Spot[]): Spot => {
    const there = found.filter((spot) => isThere(spot, where, measure));
    return random.pick(there.length > 0 ? there : found);
  };
  const another = ONE_FOR_ANOTHER[kind];
  if (another) {
    const spot = pick(spotsInFields(leaves, paper, another.isWanted));
    const from = spot.run.text.charAt(spot.at);
    const to = random.pick([...another.among(from)].filter((one) => one !== from));
    return { note: `${from}>${to}`, boxes: [{ page: spot.page, boxMm: replace(spot, to, measure) }] };
  }
  switch (kind) {
    case 'digit': {
      const spot = pick(spots(leaves, (char, inField) => inField && /\d/.test(char)));
      const from = spot.run.text.charAt(spot.at);
      const likely = LIKELY[from] ?? '8';
      const to = random.chance(0.6)
        ? random.pick([...likely])
        : random.pick([...'0123456789'].filter((one) => one !== from));
      const box = replace(spot, to, measure);
      return { note: `${from}>${to}`, boxes: [{ page: spot.page, boxMm: box }] };
    }
    case 'char': {
      const pairs = new Map(SIMILAR.flatMap(([a = '', b = '']) => [[a, b] as const, [b, a] as const]));
      const found = spots(leaves, (char) => pairs.has(char));
      const spot = pick(found);
      const from = spot.run.text.charAt(spot.at);
      const to = pairs.get(from) ?? from;
      return { note: `${from}>${to}`, boxes: [{ page: spot.page, boxMm: replace(spot, to, measure) }] };
    }
    case 'insdigit': {
      const spot = pick(spots(leaves, (char, inField) => inField && /\d/.test(char)));
      const digit = String(random.int(1, 9));
      // A justified line is squeezed as a whole; elsewhere only what follows moves.
      const from = spot.run.spacingPt > 0 ? 0 : spot.at + 1;
      insert(spot, digit, measure);
      const boxMm = boxOf(spot.run, from, spot.run.text.length, measure);
      return { note: `+${digit}`, boxes: [{ page: spot.page, boxMm }] };
    }
    case 'addline': {
      const { gap, style } = paper.source;
      const run: Run = {
        text: random.pick(ADDED),
        xMm: gap.xMm,
        baselineMm: gap.baselineMm,
        sizePt: Math.min(style.sizePt, 14),
        font: style.body,
        spacingPt: 0,
        colour: '#111111',
        marks: [],
      };
      leaves[gap.page - 1]?.runs.push(run);
      return { note: run.text, boxes: [{ page: gap.page, boxMm: boxOf(run, 0, run.text.length, measure) }] };
    }
    case 'erase': {
      const spot = pick(spots(leaves, (_, inField) => inField));
      const mark = spot.run.marks.find((one) => one.from <= spot.at && spot.at < one.to);
      if (mark === undefined) throw new Error('an erased character belongs to a field');
      const gone = spot.run.text.slice(mark.from, mark.to);
      const box = cut(leaves, spot, mark.from, mark.to, measure);
      return { note: gone, boxes: [{ page: spot.page, boxMm: box }] };
    }
    case 'hand': {
      const spot = pick(spots(leaves, (char, inField) => inField && char.trim() !== ''));
      const text = random.pick(['非', '不', '零', '壹', '7', '3', '已付', '作废', '同意']);
      const [x, y] = boxOf(spot.run, spot.at, spot.at + 1, measure);
      const sizePt = random.between(20, 28);
      const run: Run = {
        text,
        xMm: x + random.between(-1, 2),
        baselineMm: y + random.between(-1, 2.5),
        sizePt,
        font: paper.source.style.hand ?? 'hand',
        spacingPt: 0,
        colour: random.pick(['#1d2a63', '#16161c']),
        angleDeg: random.between(-6, 6),
        marks: [],
      };
      leaves[spot.page - 1]?.runs.push(run);
      return { note: text, boxes: [{ page: spot.page, boxMm: boxOf(run, 0, text.length, measure) }] };
    }
    case 'dropline': {
      const spot = pick(spots(leaves, (char, inField) => inField && char.trim() !== ''));
      const boxMm = boxOf(spot.run, 0, spot.run.text.length, measure);
      const leaf = leaves[spot.page - 1];
      if (leaf) leaf.runs = leaf.runs.filter((run) => run !== spot.run);
      return { note: spot.run.text, boxes: [{ page: spot.page, boxMm }] };
    }
    default:
      throw new RangeError(`no way is known to make ${kind}`);
  }
}

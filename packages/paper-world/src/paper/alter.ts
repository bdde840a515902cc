import { type Random, type Seed, seeded } from '../random.ts';
import { type BoxMm, boxOf, type Leaf, type Measure, openMeasure, type Run, widthOf } from './drawing.ts';
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
  | 'reflow';

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

/** Makes another paper from a paper, and says what the difference is. */
export async function alter(
  paper: Paper,
  kind: AlterationKind,
  seed: Seed,
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
    default: {
      const measure = openMeasure();
      const leaves = structuredClone(paper.source.leaves);
      const done = forge(kind, leaves, paper, random, measure);
      const other = await finishPaper({ ...paper, source: { ...paper.source, leaves } }, measure);
      return { paper: other, truth: { kind, ...done } };
    }
  }
}

type Spot = { page: number; run: Run; at: number };

/** The kinds that change ink in place: everything else on the page stays where it was. */
function forge(
  kind: 'digit' | 'char' | 'insdigit' | 'addline' | 'erase' | 'hand',
  leaves: Leaf[],
  paper: Paper,
  random: Random,
  measure: Measure,
): Omit<AlterationTruth, 'kind'> {
  switch (kind) {
    case 'digit': {
      const spot = random.pick(spots(leaves, (char, inField) => inField && /\d/.test(char)));
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
      const spot = random.pick(found);
      const from = spot.run.text.charAt(spot.at);
      const to = pairs.get(from) ?? from;
      return { note: `${from}>${to}`, boxes: [{ page: spot.page, boxMm: replace(spot, to, measure) }] };
    }
    case 'insdigit': {
      const spot = random.pick(spots(leaves, (char, inField) => inField && /\d/.test(char)));
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
      const spot = random.pick(spots(leaves, (_, inField) => inField));
      const mark = spot.run.marks.find((one) => one.from <= spot.at && spot.at < one.to);
      if (mark === undefined) throw new Error('an erased character belongs to a field');
      const gone = spot.run.text.slice(mark.from, mark.to);
      const box = cut(leaves, spot, mark.from, mark.to, measure);
      return { note: gone, boxes: [{ page: spot.page, boxMm: box }] };
    }
    case 'hand': {
      const spot = random.pick(spots(leaves, (char, inField) => inField && char.trim() !== ''));
      const text = random.pick(['非', '不', '零', '壹', '7', '3', '已付', '作废', '同意']);
      const [x, y] = boxOf(spot.run, spot.at, spot.at + 1, measure);
      const sizePt = random.between(20, 28);
      const run: Run = {
        text,
        xMm: x + random.between(-1, 2),
        baselineMm: y + random.between(-1, 2.5),
        sizePt,
        font: 'hand',
        spacingPt: 0,
        colour: random.pick(['#1d2a63', '#16161c']),
        angleDeg: random.between(-6, 6),
        marks: [],
      };
      leaves[spot.page - 1]?.runs.push(run);
      return { note: text, boxes: [{ page: spot.page, boxMm: boxOf(run, 0, text.length, measure) }] };
    }
  }
}

function spots(leaves: Leaf[], wanted: (char: string, inField: boolean) => boolean): Spot[] {
  return leaves.flatMap((leaf, i) =>
    leaf.runs.flatMap((run) =>
      [...run.text].flatMap((char, at): Spot[] => {
        const inField = run.marks.some((mark) => mark.from <= at && at < mark.to);
        return wanted(char, inField) ? [{ page: i + 1, run, at }] : [];
      }),
    ),
  );
}

/** Another character in the same place: what follows it does not move, so the pieces of the run are set apart. */
function replace(spot: Spot, to: string, measure: Measure): BoxMm {
  const before = boxOf(spot.run, spot.at, spot.at + 1, measure);
  const width = widthOf(spot.run, measure);
  spot.run.text = spot.run.text.slice(0, spot.at) + to + spot.run.text.slice(spot.at + 1);
  keepWidth(spot.run, width, measure);
  return before;
}

/** One more character: the rest of the line moves, squeezed where it would run over the margin. */
function insert(spot: Spot, char: string, measure: Measure): void {
  const { run, at } = spot;
  const width = widthOf(run, measure);
  run.text = run.text.slice(0, at + 1) + char + run.text.slice(at + 1);
  for (const mark of run.marks) {
    if (mark.from > at) mark.from += 1;
    if (mark.to > at) mark.to += 1;
  }
  if (run.spacingPt > 0) keepWidth(run, width, measure);
}

function keepWidth(run: Run, widthMm: number, measure: Measure): void {
  const excess = widthOf(run, measure) - widthMm;
  if (run.text.length > 1) run.spacingPt -= (excess * 72) / 25.4 / (run.text.length - 1);
}

function cut(leaves: Leaf[], spot: Spot, from: number, to: number, measure: Measure): BoxMm {
  const { run } = spot;
  const box = boxOf(run, from, to, measure);
  const rest: Run = {
    ...run,
    text: run.text.slice(to),
    xMm: to < run.text.length ? boxOf(run, to, to + 1, measure)[0] : run.xMm,
    marks: run.marks
      .filter((mark) => mark.from >= to)
      .map((mark) => ({ ...mark, from: mark.from - to, to: mark.to - to })),
  };
  run.text = run.text.slice(0, from);
  run.marks = run.marks.filter((mark) => mark.to <= from);
  if (rest.text !== '') leaves[spot.page - 1]?.runs.push(rest);
  return box;
}

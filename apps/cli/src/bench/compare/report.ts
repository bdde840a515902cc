import type { BaselineScore } from './baselines/score-baselines.ts';
import { boundOfNone } from './interval.ts';
import type { CompareScore, costOf, HonestScore } from './score.ts';

/** Everything a run of the benchmark gives. */
export type CompareReport = {
  set: string;
  cases: number;
  baselines?: readonly BaselineScore[];
} & CompareScore &
  ReturnType<typeof costOf>;

/** Languages of the report. */
export type ReportLanguage = 'zh' | 'en';

const words = {
  zh: {
    set: (name: string, n: number) => `测试集 ${name}，共 ${n} 例`,
    honest: '真实无改动',
    before: '盖章前',
    after: '盖章后',
    pages: '整份文件逐页出示',
    alarms: '误报',
    unsure: '拿不准',
    none: (bound: string) => `（95 % 置信：低于 ${bound}）`,
    kinds: '各种改动',
    head: ['种类', '数量', '查出', '比率', '95 % 区间', '拿不准', '放过', '位置标对', '原因说对'],
    conditions: '按条件',
    conditionHead: ['条件', '无改动', '误报', '拿不准', '有改动', '查出'],
    reasons: '拿不准的原因（无改动 / 有改动）',
    roc: 'ROC（盖章前）：曲线下面积',
    at: '误报不超过',
    reliability: '置信度是否可信：平均差距',
    bandHead: ['说的把握', '数量', '实际正确', '95 % 区间'],
    cost: '用时与内存',
    prepared: '（页面已预备）',
    peak: '每页内存峰值',
    baselines: '对照方法（同一批图片）',
    baselineHead: ['方法', '误报', '查出', '曲线下面积', '零误报时查出', '5 % 误报时查出', '每页毫秒'],
    faults: '出错',
  },
  en: {
    set: (name: string, n: number) => `Set ${name}, ${n} cases`,
    honest: 'Honest sheets',
    before: 'before the press',
    after: 'after the press',
    pages: 'whole documents, sheet by sheet',
    alarms: 'false alarms',
    unsure: 'unsure',
    none: (bound: string) => `(with 95 % confidence below ${bound})`,
    kinds: 'Alterations by kind',
    head: [
      'kind',
      'n',
      'detected',
      'rate',
      '95 % interval',
      'unsure',
      'passed',
      'place marked',
      'reason told',
    ],
    conditions: 'By condition',
    conditionHead: ['condition', 'honest', 'alarms', 'unsure', 'altered', 'detected'],
    reasons: 'Reasons for unsure (honest / altered)',
    roc: 'ROC before the press: area under the curve',
    at: 'at false alarms up to',
    reliability: 'Calibration of the confidence: mean distance',
    bandHead: ['stated', 'n', 'right', '95 % interval'],
    cost: 'Time and memory',
    prepared: '(page prepared)',
    peak: 'peak memory a page',
    baselines: 'Baselines on the same pictures',
    baselineHead: [
      'method',
      'alarms',
      'detected',
      'area',
      'detected at 0 alarms',
      'at 5 % alarms',
      'ms a page',
    ],
    faults: 'Faults',
  },
} as const;

/** The report as lines for people. */
export function reportLines(r: CompareReport, language: ReportLanguage): string[] {
  const w = words[language];
  const honestLine = (name: string, s: HonestScore) =>
    s.n === 0
      ? []
      : [
          `  ${name}: n=${s.n}  ${w.alarms} ${s.alarms}${s.alarms === 0 ? w.none(percent(boundOfNone(s.n))) : ` (${percent(s.alarms / s.n)})`}  ${w.unsure} ${s.unsure} (${percent(s.unsure / s.n)})`,
        ];
  return [
    w.set(r.set, r.cases),
    '',
    w.honest,
    ...honestLine(w.before, r.honestBefore),
    ...honestLine(w.after, r.honestAfter),
    ...honestLine(w.pages, r.honestPages),
    '',
    w.kinds,
    ...table(
      w.head,
      Object.entries(r.kinds).map(([kind, k]) => [
        kind,
        k.n,
        k.detected,
        percent(k.rate ?? 0),
        `${percent(k.interval[0])} – ${percent(k.interval[1])}`,
        k.unsure,
        k.missed,
        k.located ? `${k.located.hits}/${k.located.n}` : '',
        k.named ? `${k.named.hits}/${k.named.n}` : '',
      ]),
    ),
    '',
    w.conditions,
    ...table(
      w.conditionHead,
      Object.entries(r.conditions).map(([name, c]) => [name, c.n, c.alarms, c.unsure, c.altered, c.detected]),
    ),
    '',
    w.reasons,
    ...Object.entries(r.unsureReasons).map(([reason, n]) => `  ${reason}: ${n.honest} / ${n.altered}`),
    '',
    `${w.roc} ${r.roc.area ?? '–'}`,
    ...Object.entries(r.roc.area === null ? {} : r.roc.detectedAt).map(
      ([at, share]) => `  ${w.at} ${percent(Number(at.split('<=')[1]))}: ${percent(share)}`,
    ),
    '',
    `${w.reliability} ${r.reliability.error ?? '–'}`,
    ...table(
      w.bandHead,
      r.reliability.bands.map((b) => [
        percent(b.stated),
        b.n,
        percent(b.right),
        `${percent(b.low)} – ${percent(b.high)}`,
      ]),
    ),
    ...(r.baselines
      ? [
          '',
          w.baselines,
          ...table(
            w.baselineHead,
            r.baselines.map((b) =>
              b.missing === undefined
                ? [
                    b.name,
                    `${b.alarms}/${b.honest}`,
                    `${b.detected}/${b.altered}`,
                    b.area ?? '–',
                    percent(b.detectedAtNone),
                    percent(b.detectedAtFive),
                    `${b.ms.p50 ?? '–'} / ${b.ms.p95 ?? '–'}`,
                  ]
                : [b.name, b.missing[language], '', '', '', '', ''],
            ),
          ),
        ]
      : []),
    '',
    w.cost,
    `  ${w.before} ${w.prepared}: p50 ${r.beforeMs.p50 ?? '–'} ms, p95 ${r.beforeMs.p95 ?? '–'} ms`,
    `  ${w.after} ${w.prepared}: p50 ${r.afterMs.p50 ?? '–'} ms, p95 ${r.afterMs.p95 ?? '–'} ms`,
    `  ${w.peak}: p50 ${r.pageRssMiB.p50 ?? '–'} MiB, max ${r.peakRssMiB} MiB`,
    ...(r.faults.length > 0 ? ['', w.faults, ...r.faults.map((f) => `  ${f.file}: ${f.message}`)] : []),
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Columns as wide as their widest cell; a Chinese character takes two places on a terminal. */
function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, i) => Math.max(...all.map((row) => places(row[i] ?? ''))));
  return all.map((row) =>
    `  ${row
      .map((cell, i) => {
        const space = ' '.repeat((widths[i] ?? 0) - places(cell));
        return i === 0 ? cell + space : space + cell;
      })
      .join('  ')}`.trimEnd(),
  );
}

function places(text: string): number {
  return [...text].reduce(
    (sum, char) => sum + (/[\u2e80-\u9fff\uff00-\uffef，。：（）]/.test(char) ? 2 : 1),
    0,
  );
}

import { spread } from '../percentile.ts';
import { boundOfNone, type Rate, rateOf } from './interval.ts';
import { isRight, type Outcome } from './outcome.ts';
import { reliabilityOf } from './reliability.ts';
import { detectedAt, rocOf } from './roc.ts';

/** How honest sheets fared. */
export interface HonestScore {
  n: number;
  alarms: number;
  unsure: number;
}

/** How one kind of alteration fared; `detected` is what the kind asks for, `missed` is what would have been stamped. */
export interface KindScore {
  readonly n: number;
  readonly detected: number;
  readonly unsure: number;
  readonly missed: number;
  /** Of those whose place is known and that did not pass: how often a mark lies on it. */
  readonly located?: { readonly n: number; readonly hits: number };
  /** Where the kind has a reason of its own: how often it was told, of all. */
  readonly named?: Rate;
  readonly rate: number | null;
  /** 95 % interval of the rate (Wilson). */
  readonly interval: readonly [low: number, high: number];
  /** With nothing missed: the miss rate is below this with 95 % confidence. */
  readonly missBelow?: number;
}

/** What `hufu bench compare` reports of a set. */
export interface CompareScore {
  readonly honest: HonestScore;
  readonly honestBefore: HonestScore & { alarmRate: Rate; unsureRate: Rate };
  readonly honestAfter: HonestScore & { alarmRate: Rate; unsureRate: Rate };
  /** Whole documents whose sheets were shown one after the other. */
  readonly honestPages: HonestScore & { alarmRate: Rate; unsureRate: Rate };
  readonly kinds: Readonly<Record<string, KindScore>>;
  readonly conditions: Readonly<Record<string, HonestScore & { altered: number; detected: number }>>;
  readonly unsureReasons: Readonly<Record<string, { honest: number; altered: number }>>;
  readonly roc: {
    area: number | null;
    detectedAt: Record<string, number>;
    points: ReturnType<typeof rocOf>['points'];
  };
  readonly reliability: ReturnType<typeof reliabilityOf>;
  readonly faults: readonly { file: string; message: string }[];
  readonly wrong: readonly string[];
}

type Phase = Outcome['bench']['phase'];

/** The name of a kind or condition of one phase; those before the press need no word. */
function inPhase(phase: Phase, name: string): string {
  return phase === 'before' ? name : `${phase}:${name}`;
}

/** Counts the outcomes. */
export function scoreOf(outcomes: readonly Outcome[]): CompareScore {
  const honest = outcomes.filter((o) => o.bench.expect === 'match');
  const altered = outcomes.filter((o) => o.bench.expect !== 'match');
  const of = (phase: Phase) => honestScore(honest.filter((o) => o.bench.phase === phase));
  const rates = (s: HonestScore) => ({
    ...s,
    alarmRate: rateOf(s.alarms, s.n),
    unsureRate: rateOf(s.unsure, s.n),
  });
  const before = (all: readonly Outcome[]) => all.filter((o) => o.bench.phase === 'before');
  const roc = rocOf(
    before(honest).map((o) => o.alarm),
    before(altered.filter((o) => o.bench.expect === 'mismatch')).map((o) => o.alarm),
  );
  return {
    honest: honestScore(honest),
    honestBefore: rates(of('before')),
    honestAfter: rates(of('after')),
    honestPages: rates(of('pages')),
    kinds: kindsOf(altered),
    conditions: conditionsOf(outcomes),
    unsureReasons: unsureReasons(outcomes),
    roc: {
      area: roc.area,
      detectedAt: {
        'falseAlarms<=0': detectedAt(roc.points, 0),
        'falseAlarms<=0.005': detectedAt(roc.points, 0.005),
        'falseAlarms<=0.01': detectedAt(roc.points, 0.01),
        'falseAlarms<=0.05': detectedAt(roc.points, 0.05),
      },
      points: roc.points,
    },
    // An unsure answer claims nothing, so it is neither right nor wrong.
    reliability: reliabilityOf(
      outcomes
        .filter((o) => o.bench.phase !== 'pages' && (o.ending === 'match' || o.ending === 'mismatch'))
        .map((o) => ({ confidence: o.confidence, right: isRight(o) })),
    ),
    faults: outcomes
      .filter((o) => o.ending === 'fault')
      .map((o) => ({ file: o.bench.file, message: o.reasons.join(' ') })),
    wrong: outcomes
      .filter((o) => !isRight(o))
      .map((o) => `${o.bench.file}: ${[o.ending, ...o.reasons].join(' ')} (${o.confidence})`),
  };
}

/** Time and memory; whole milliseconds and mebibytes. */
export function costOf(outcomes: readonly Outcome[]) {
  const ms = (phase: Phase) =>
    spread(outcomes.filter((o) => o.bench.phase === phase).map((o) => o.measured.ms));
  const peaks = outcomes.map((o) => o.measured.peakRssMiB);
  return {
    beforeMs: ms('before'),
    afterMs: ms('after'),
    prepareMs: spread(outcomes.map((o) => o.measured.prepareMs).filter((v) => v > 5)),
    peakRssMiB: Math.max(0, ...peaks),
    pageRssMiB: spread(peaks),
    stagesMs: stagesOf(outcomes),
  };
}

function stagesOf(outcomes: readonly Outcome[]) {
  const stages: Record<string, number[]> = {};
  for (const { bench, measured } of outcomes)
    for (const [stage, ms] of Object.entries(measured.verdict?.timingsMs ?? {})) {
      stages[`${bench.phase}.${stage}`] ??= [];
      stages[`${bench.phase}.${stage}`]?.push(ms);
    }
  return Object.fromEntries(Object.entries(stages).map(([stage, ms]) => [stage, spread(ms)]));
}

function honestScore(outcomes: readonly Outcome[]): HonestScore {
  return {
    n: outcomes.length,
    alarms: outcomes.filter((o) => o.ending === 'mismatch').length,
    unsure: outcomes.filter((o) => o.ending === 'unsure').length,
  };
}

function kindsOf(altered: readonly Outcome[]): Record<string, KindScore> {
  const groups = Map.groupBy(altered, ({ bench }) => inPhase(bench.phase, bench.kind));
  return Object.fromEntries([...groups].map(([kind, all]) => [kind, kindScore(all)]));
}

function kindScore(all: readonly Outcome[]): KindScore {
  const detected = all.filter(isRight).length;
  const missed = all.filter((o) => o.bench.expect !== 'accept' && o.ending === 'match').length;
  const { rate, low, high } = rateOf(detected, all.length);
  const placed = all.filter((o) => o.isLocated !== undefined && o.ending !== 'match');
  return {
    n: all.length,
    detected,
    unsure: all.filter((o) => o.ending === 'unsure').length,
    missed,
    ...(placed.length > 0
      ? { located: { n: placed.length, hits: placed.filter((o) => o.isLocated).length } }
      : {}),
    ...namedOf(all),
    rate,
    interval: [low, high],
    ...(missed === 0 ? { missBelow: boundOfNone(all.length) } : {}),
  };
}

function namedOf(all: readonly Outcome[]): { named?: Rate } {
  const own = all.filter((o) => (o.bench.reasons?.length ?? 0) > 0);
  if (own.length === 0) return {};
  const told = own.filter((o) => o.bench.reasons?.some((reason) => o.reasons.includes(reason)));
  return { named: rateOf(told.length, own.length) };
}

function conditionsOf(outcomes: readonly Outcome[]): CompareScore['conditions'] {
  const named = ({ bench }: Outcome) => bench.conditions.map((c) => inPhase(bench.phase, c));
  const names = [...new Set(outcomes.flatMap(named))].sort();
  return Object.fromEntries(
    names.map((name) => {
      const all = outcomes.filter((o) => named(o).includes(name));
      const altered = all.filter((o) => o.bench.expect !== 'match');
      return [
        name,
        {
          ...honestScore(all.filter((o) => o.bench.expect === 'match')),
          altered: altered.length,
          detected: altered.filter(isRight).length,
        },
      ];
    }),
  );
}

function unsureReasons(outcomes: readonly Outcome[]): CompareScore['unsureReasons'] {
  const reasons: Record<string, { honest: number; altered: number }> = {};
  for (const o of outcomes.filter((one) => one.ending === 'unsure'))
    for (const reason of o.reasons) {
      reasons[reason] ??= { honest: 0, altered: 0 };
      reasons[reason][o.bench.expect === 'match' ? 'honest' : 'altered'] += 1;
    }
  return reasons;
}

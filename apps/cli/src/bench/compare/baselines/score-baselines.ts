import { spread } from '../../percentile.ts';
import type { Expectation } from '../bench-case.ts';
import { detectedAt, rocOf } from '../roc.ts';
import type { BaselineAnswer } from './open-baselines.ts';

/** How a baseline did; `missing` says why it could not run. */
export interface BaselineScore {
  readonly name: string;
  readonly honest: number;
  readonly alarms: number;
  readonly altered: number;
  readonly detected: number;
  readonly area: number | null;
  readonly detectedAtNone: number;
  readonly detectedAtFive: number;
  readonly ms: ReturnType<typeof spread>;
  readonly missing?: { readonly zh: string; readonly en: string };
}

/** Counts what the baselines said of sheets before the press. */
export function scoreBaselines(
  judged: readonly { readonly expect: Expectation; readonly answers: readonly BaselineAnswer[] }[],
  missing: readonly string[],
): BaselineScore[] {
  const names = [...new Set(judged.flatMap((j) => j.answers.map((a) => a.name)))];
  const scores = names.map((name): BaselineScore => {
    const of = (expect: Expectation) =>
      judged.filter((j) => j.expect === expect).flatMap((j) => j.answers.filter((a) => a.name === name));
    const [honest, altered] = [of('match'), of('mismatch')];
    const { area, points } = rocOf(
      honest.map((a) => a.difference),
      altered.map((a) => a.difference),
    );
    return {
      name,
      honest: honest.length,
      alarms: honest.filter((a) => a.alarms).length,
      altered: altered.length,
      detected: altered.filter((a) => a.alarms).length,
      area,
      detectedAtNone: detectedAt(points, 0),
      detectedAtFive: detectedAt(points, 0.05),
      ms: spread([...honest, ...altered].map((a) => a.ms)),
    };
  });
  const absent = missing.map((name): BaselineScore => {
    const none = {
      honest: 0,
      alarms: 0,
      altered: 0,
      detected: 0,
      area: null,
      detectedAtNone: 0,
      detectedAtFive: 0,
    };
    const why = { zh: '本机没有安装，未测', en: 'not installed here, not run' };
    return { name, ...none, ms: spread([]), missing: why };
  });
  return [...scores, ...absent];
}

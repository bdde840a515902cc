import type { Reconciliation } from '@hufu/contract';
import type { Cause } from '../checks/raise-alarm.ts';
import type { DailyMachine } from './day.store.ts';

/** What is said of one machine and day, on four sides; impressions by seal. */
export interface DayCount {
  /** The machine's own statement, from its journal and the press controller's counters; null when there is none. */
  readonly said: Reconciliation | null;
  /** Whether that statement stands in the log. */
  readonly isSaidLogged: boolean;
  readonly inLog: ReadonlyMap<string, number>;
  readonly inRegister: ReadonlyMap<string, number>;
}

/**
 * Counter = journal = log = database, for each machine, day and seal; a day without a stamp too. What does not fit is an
 * alarm of its own, raised once.
 */
export function dayAlarms(
  machine: DailyMachine,
  day: string,
  count: DayCount,
  sealNames: ReadonlyMap<string, string>,
): Cause[] {
  const { said, isSaidLogged, inLog, inRegister } = count;
  const about = { village: machine.village, machine: machine.id, request: null };
  if (!said)
    return [
      {
        ...about,
        kind: 'reconciliationMissing',
        severity: 'warning',
        key: `reconciliationMissing:${machine.id}:${day}`,
        title: { zh: '机器没有交每日对账', en: 'A machine’s daily reconciliation is missing' },
        detail: {
          zh: `${machine.name} 没有 ${day} 的对账；没有用印的日子也应有一份`,
          en: `${machine.name}: none for ${day}; days without a stamp have one too`,
        },
      },
    ];
  const bySeal = new Map(said.bySeal.map((s) => [s.seal, s.executed]));
  const seals = [...new Set([...bySeal.keys(), ...inLog.keys(), ...inRegister.keys()])].sort();
  const differing = seals.filter((s) => {
    const [a = 0, b = 0, c = 0] = [bySeal.get(s), inLog.get(s), inRegister.get(s)];
    return a !== b || b !== c;
  });
  const isSumWrong = said.executedToday !== [...bySeal.values()].reduce((n, x) => n + x, 0);
  if (differing.length === 0 && !isSumWrong && isSaidLogged) return [];
  const name = (seal: string) => sealNames.get(seal) ?? seal;
  const line = (seal: string, words: readonly [string, string, string]) =>
    `${name(seal)} ${words[0]} ${bySeal.get(seal) ?? 0}、${words[1]} ${inLog.get(seal) ?? 0}、${words[2]} ${inRegister.get(seal) ?? 0}`;
  const zh = [
    ...differing.map((s) => line(s, ['机器', '日志', '登记簿'])),
    ...(isSumWrong ? [`机器报的总数 ${said.executedToday} 与分章数不符`] : []),
    ...(isSaidLogged ? [] : ['对账声明不在日志里']),
  ];
  const en = [
    ...differing.map((s) => line(s, ['machine', 'log', 'register'])),
    ...(isSumWrong ? [`its total ${said.executedToday} is not the sum by seal`] : []),
    ...(isSaidLogged ? [] : ['the statement is not in the log']),
  ];
  return [
    {
      ...about,
      kind: 'dayMismatch',
      severity: 'serious',
      key: `dayMismatch:${machine.id}:${day}`,
      title: { zh: '每日对账不符', en: 'The daily reconciliation does not fit' },
      detail: {
        zh: `${machine.name} ${day}：${zh.join('；')}`,
        en: `${machine.name} ${day}: ${en.join('; ')}`,
      },
    },
  ];
}

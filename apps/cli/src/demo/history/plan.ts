import type { SealKind } from '@hufu/contract';
import type { LayoutName } from '@hufu/paper-world';
import { seeded } from '@hufu/paper-world';
import { historyDays } from '../rosters.ts';
import { demoVillages } from '../township.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** One request of the past, as it is going to be told. */
export interface PastRequest {
  readonly village: string;
  readonly seed: string;
  readonly layout: LayoutName;
  /** Id in the catalogue of matters. */
  readonly matter: string;
  readonly seal: SealKind;
  readonly filedAt: number;
  /** From filing to the approver's signature. */
  readonly approvalMs: number;
  readonly end: 'stamped' | 'rejected' | 'withdrawn';
  readonly rejection: string;
  readonly counterparty: string;
  readonly amountFen: number | null;
  /** Papers refused at the machine before the right one lay there. */
  readonly refusedPapers: number;
  /** The press was forced by hand after this job. */
  readonly forced: boolean;
}

const kinds: readonly { layout: LayoutName; matter: string; seal: SealKind; weight: number }[] = [
  { layout: 'residence', matter: 'residence-certificate', seal: 'villageCommitteeSeal', weight: 5 },
  { layout: 'introduction', matter: 'official-letter', seal: 'villageCommitteeSeal', weight: 3 },
  { layout: 'homestead', matter: 'homestead-application', seal: 'villageCommitteeSeal', weight: 3 },
  { layout: 'subsistence', matter: 'subsistence-allowance', seal: 'villageCommitteeSeal', weight: 3 },
  { layout: 'notice', matter: 'public-notice', seal: 'villageCommitteeSeal', weight: 2 },
  { layout: 'payment', matter: 'expense-report', seal: 'cooperativeSeal', weight: 3 },
  { layout: 'lease', matter: 'land-transfer-record', seal: 'cooperativeSeal', weight: 2 },
  { layout: 'loan', matter: 'collective-loan', seal: 'cooperativeSeal', weight: 1 },
];

const rejections = [
  '材料里的日期没有填，请补上再报。',
  '这件事要先经村民代表会议讨论。',
  '金额和合同对不上，请核实。',
];

/**
 * Six months of twelve villages, the same for the same seed: office hours, a few rejections and withdrawals,
 * and two stories worth an inspector's look (villages 5 and 9).
 */
export function planHistory(bornAt: number, perVillage: number): PastRequest[] {
  const all: PastRequest[] = [];
  for (const village of demoVillages) {
    const random = seeded(`history/${village.key}`);
    const bag = kinds.flatMap((k) => Array.from({ length: k.weight }, () => k));
    for (let i = 0; i < perVillage; i++) {
      const kind = random.pick(bag);
      const daysAgo = historyDays - ((i + random.between(0.05, 0.95)) * historyDays) / perVillage;
      const end = random.between(0, 1);
      all.push({
        village: village.key,
        seed: `${village.key}/${i}`,
        ...kind,
        filedAt: officeHour(bornAt - Math.max(1.2, daysAgo) * day, random.between(0, 1)),
        approvalMs: Math.round(random.between(0.6, 14) * minute),
        end: end < 0.08 ? 'rejected' : end < 0.12 ? 'withdrawn' : 'stamped',
        rejection: random.pick(rejections),
        counterparty: '',
        amountFen: null,
        refusedPapers: random.between(0, 1) < 0.05 ? 1 : 0,
        forced: false,
      });
    }
  }
  return [...all, ...splitPayments(bornAt), ...forcedPress(bornAt)].sort((a, b) => a.filedAt - b.filedAt);
}

/** Suspicious case 1: a payment split in three below the threshold, to one payee, late at night, approved within seconds. */
function splitPayments(bornAt: number): PastRequest[] {
  const night = officeHour(bornAt - 23 * day, 0) + 13 * hour;
  return [0, 1, 2].map((i) => ({
    village: 'fengshu',
    seed: `fengshu/split/${i}`,
    layout: 'payment' as const,
    matter: 'expense-report',
    seal: 'cooperativeSeal' as const,
    filedAt: night + i * 19 * minute,
    approvalMs: 5_000 + 1_700 * i,
    end: 'stamped' as const,
    rejection: '',
    counterparty: '青禾工程队（虚构）',
    amountFen: 4_980_000 - 12_000 * i,
    refusedPapers: 0,
    forced: false,
  }));
}

/** Suspicious case 2: another paper is laid under the seal three times, then the press is forced by hand. */
function forcedPress(bornAt: number): PastRequest[] {
  return [
    {
      village: 'tonghua',
      seed: 'tonghua/forced',
      layout: 'lease',
      matter: 'collective-contract',
      seal: 'cooperativeSeal',
      filedAt: officeHour(bornAt - 9 * day, 0.9),
      approvalMs: 6 * minute,
      end: 'stamped',
      rejection: '',
      counterparty: '云岭农业公司（虚构）',
      amountFen: 18_600_000,
      refusedPapers: 3,
      forced: true,
    },
  ];
}

/** A moment between 8:30 and 17:00 in Hangzhou (UTC+8) of the working day at or before this instant. */
function officeHour(instant: number, part: number): number {
  const inChina = instant + 8 * hour;
  let midnight = Math.floor(inChina / day) * day;
  const weekday = (Math.floor(midnight / day) + 4) % 7;
  if (weekday === 0) midnight -= 2 * day;
  if (weekday === 6) midnight -= day;
  return midnight - 8 * hour + 8.5 * hour + Math.round(part * 8.4 * hour);
}

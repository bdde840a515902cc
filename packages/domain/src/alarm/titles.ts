import type { AlarmKind, FoundAlarm } from './facts.ts';

/** Severity and title of each kind. */
export const alarmTitles: Readonly<
  Record<AlarmKind, { readonly severity: FoundAlarm['severity']; readonly zh: string; readonly en: string }>
> = {
  neverStamped: { severity: 'info', zh: '批了一直没盖', en: 'Approved but never stamped' },
  neverEnded: { severity: 'warning', zh: '盖章开始后一直没办结', en: 'Stamping started and never ended' },
  moreThanGranted: { severity: 'serious', zh: '盖章次数超过授权', en: 'More impressions than authorized' },
  unauthorizedUse: { severity: 'serious', zh: '没有授权就用了印', en: 'Seal used without an authorization' },
  chainGap: { severity: 'serious', zh: '机器记录缺号', en: 'Gap in the machine’s records' },
  chainFork: { severity: 'serious', zh: '机器记录出现两个版本', en: 'Two versions of one machine record' },
  counterMismatch: { severity: 'serious', zh: '机器计数与记录不符', en: 'Counter and records disagree' },
  unauthorizedContact: {
    severity: 'serious',
    zh: '印章有未经批准的落纸',
    en: 'The seal touched without authorization',
  },
  papersRefused: {
    severity: 'warning',
    zh: '同一件事连续多次纸面不符',
    en: 'Papers refused again and again',
  },
  afterHours: { severity: 'info', zh: '非工作时间用印', en: 'Stamped after hours' },
  counterpartySplit: { severity: 'warning', zh: '疑似拆分合同金额', en: 'Amounts look split' },
  approvedTooQuickly: { severity: 'warning', zh: '批得太快', en: 'Approved too quickly' },
  approvedDespiteObjection: {
    severity: 'warning',
    zh: '监督委员会有异议仍批准',
    en: 'Approved despite an objection',
  },
  rubberStamp: { severity: 'warning', zh: '疑似不看就批', en: 'Looks like rubber-stamping' },
  sealUnused: { severity: 'info', zh: '印章长期未用', en: 'Seal unused for long' },
  picturesMissing: {
    severity: 'warning',
    zh: '照片数与盖章次数不符',
    en: 'Pictures and impressions differ in number',
  },
  emergencyUse: { severity: 'warning', zh: '应急用印，请核查', en: 'Emergency use: look into it' },
  emergencyUnreviewed: {
    severity: 'serious',
    zh: '应急用印逾期没有核查',
    en: 'Emergency use not looked into in time',
  },
  unknownOutcome: { severity: 'serious', zh: '有结果不明的盖章', en: 'An impression with unknown outcome' },
};

/** Builds an alarm of a kind. */
export function alarm(
  kind: AlarmKind,
  about: { village: string; request?: string; machine?: string; seal?: string; person?: string },
  detail: { zh: string; en: string },
): FoundAlarm {
  const { severity, zh, en } = alarmTitles[kind];
  const subject = [about.request, about.machine, about.seal, about.person].filter((s) => s !== undefined);
  return {
    kind,
    severity,
    key: `${kind}:${subject.join(':')}`,
    village: about.village,
    request: about.request ?? null,
    machine: about.machine ?? null,
    seal: about.seal ?? null,
    title: { zh, en },
    detail,
  };
}

import type { Instant } from '@hufu/contract';
import type { AlarmPolicy, ApproverFact, FoundAlarm, MachineFact, SealFact } from './facts.ts';
import { alarm } from './titles.ts';

/** Gaps, forks and counters of one machine (I4, MACHINE.md 1). */
export function machineAlarms(m: MachineFact): FoundAlarm[] {
  const about = { village: m.village, machine: m.id };
  const found: FoundAlarm[] = [];
  if (m.gapAt !== null)
    found.push(
      alarm('chainGap', about, {
        zh: `${m.name} 缺第 ${m.gapAt} 号记录`,
        en: `${m.name}: record ${m.gapAt} is missing`,
      }),
    );
  if (m.forked)
    found.push(
      alarm('chainFork', about, {
        zh: `${m.name} 同一编号有两份不同记录`,
        en: `${m.name}: two records carry one number`,
      }),
    );
  if (m.counters === null) return found;
  const { A, D, V, U, L, H } = m.counters;
  if (A + D + V + U !== L || A !== m.recorded)
    found.push(
      alarm('counterMismatch', about, {
        zh: `${m.name} 计数：盖成 ${A}、可用 ${D}、作废 ${V}、不明 ${U}、授权 ${L}；记录里盖成 ${m.recorded}`,
        en: `${m.name}: A ${A}, D ${D}, V ${V}, U ${U}, L ${L}; recorded ${m.recorded}`,
      }),
    );
  if (H - A < 0 || H - A > U)
    found.push(
      alarm('unauthorizedContact', about, {
        zh: `${m.name} 落纸 ${H} 次，盖成 ${A} 次，不明 ${U} 次`,
        en: `${m.name}: ${H} contacts, ${A} executed, ${U} unknown`,
      }),
    );
  return found;
}

/** F87: a seal in use that nobody uses. */
export function sealAlarms(s: SealFact, policy: AlarmPolicy, now: Instant): FoundAlarm[] {
  const since = s.lastUsedAt ?? s.since;
  if (s.state !== 'active' || now - since <= policy.sealUnusedMs) return [];
  const days = Math.floor((now - since) / 86_400_000);
  const detail = { zh: `${s.name} 已 ${days} 天未用`, en: `${s.name}: unused for ${days} days` };
  return [alarm('sealUnused', { village: s.village, seal: s.id }, detail)];
}

/** Share of decisions that are approvals faster than anybody reads; null with too few decisions to say. */
export function rubberStampIndex(a: ApproverFact, policy: AlarmPolicy): number | null {
  if (a.decisions.length < policy.rubberStampMinDecisions) return null;
  const quick = a.decisions.filter(
    (d) => d.approved && d.shownMs < policy.minReadingMsPerPage * d.pages,
  ).length;
  return quick / a.decisions.length;
}

/** N8: an approver whose approvals look unread. */
export function approverAlarms(a: ApproverFact, policy: AlarmPolicy): FoundAlarm[] {
  const index = rubberStampIndex(a, policy);
  if (index === null || index < policy.rubberStampShare) return [];
  const percent = Math.round(index * 100);
  const detail = {
    zh: `${a.name} 的 ${a.decisions.length} 次审批里，${percent}% 是来不及看完就同意的`,
    en: `${a.name}: ${percent}% of ${a.decisions.length} decisions were approvals too quick to have been read`,
  };
  return [alarm('rubberStamp', { village: a.village, person: a.person }, detail)];
}

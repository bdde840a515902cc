import { accept, type PersonRole, type Result, refuse } from '@hufu/contract';

/** Offices in the village that matter for who may keep, approve and supervise. */
export type Office = 'secretary' | 'director' | 'committeeMember' | 'accountant';

/** Somebody who is to be appointed. */
export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly offices: readonly Office[];
  readonly roles: readonly PersonRole[];
  /** Ids of near relatives, as declared. */
  readonly relatives: readonly string[];
}

/** Something that is allowed and should be known. */
export interface AppointmentWarning {
  readonly code: 'LEADER_HOLDS_SEAL' | 'DUAL_OFFICE' | 'RELATIVES_IN_ONE_CHAIN' | 'STAMPER_IS_CUSTODIAN';
  readonly zh: string;
  readonly en: string;
}

/** What the village decided to allow in spite of the default (AC-3). */
export interface AppointmentDecision {
  /** Name of the assembly's decision that lets secretary or director keep the seal; null where there is none. */
  readonly leaderMayHoldSeal: string | null;
}

/**
 * Whether a person may have these roles beside the others. AC-2: approver and custodian are different people.
 * AC-3: secretary and director do not hold the seal, unless the assembly decided so. AC-13: whoever is of the committee,
 * or a near relative of one who is, or handles seals, does not supervise.
 */
export function checkAppointment(
  candidate: Candidate,
  others: readonly Candidate[],
  decision: AppointmentDecision = { leaderMayHoldSeal: null },
): Result<AppointmentWarning[]> {
  const { name, roles, offices } = candidate;
  const deny = (problem: string) => refuse('APPOINTMENT_DENIED', { person: name, problem });
  const warnings: AppointmentWarning[] = [];
  if (roles.includes('approver') && roles.includes('custodian'))
    return deny('审批人不得兼任印章保管人 / approver and custodian are different people');
  const isLeader = offices.includes('secretary') || offices.includes('director');
  if (isLeader && roles.includes('custodian')) {
    if (decision.leaderMayHoldSeal === null)
      return deny('书记、主任不直接保管印章 / secretary and director do not hold the seal');
    warnings.push({
      code: 'LEADER_HOLDS_SEAL',
      zh: `${name} 是村主要负责人，仍保管印章（依据：${decision.leaderMayHoldSeal}）`,
      en: `${name} leads the village and keeps the seal (by ${decision.leaderMayHoldSeal})`,
    });
  }
  if (offices.includes('secretary') && offices.includes('director'))
    warnings.push({
      code: 'DUAL_OFFICE',
      zh: `${name} 书记、主任一肩挑，重大事项请由第二人审批`,
      en: `${name} is secretary and director: let a second person approve major matters`,
    });
  if (roles.includes('stamper') && roles.includes('custodian'))
    warnings.push({
      code: 'STAMPER_IS_CUSTODIAN',
      zh: `${name} 既保管又盖章，建议分开`,
      en: `${name} keeps and stamps: better two people`,
    });
  const relatives = others.filter((o) => isRelated(candidate, o));
  for (const [watcher, watched] of watching(candidate, others)) {
    if (isOfCommittee(watched) && (watcher.id === watched.id || isRelated(watcher, watched)))
      return deny(
        '村民委员会成员及其近亲属不得担任村务监督委员会成员 / committee members and near relatives do not supervise',
      );
    if (watcher.id === watched.id && watched.roles.some((r) => r !== 'reviewer'))
      return deny('监督人员不得经手用印 / whoever supervises handles no seal');
  }
  for (const other of relatives)
    if (roles.some((r) => r !== 'reviewer') && other.roles.some((r) => r !== 'reviewer'))
      warnings.push({
        code: 'RELATIVES_IN_ONE_CHAIN',
        zh: `${name} 与 ${other.name} 是近亲属，同一件事请回避`,
        en: `${name} and ${other.name} are near relatives: one should recuse`,
      });
  return accept(warnings);
}

/** Pairs of a reviewer and somebody whom he watches, in which the candidate takes part. */
function watching(candidate: Candidate, others: readonly Candidate[]): [Candidate, Candidate][] {
  const pairs: [Candidate, Candidate][] = [];
  if (candidate.roles.includes('reviewer'))
    for (const watched of [candidate, ...others]) pairs.push([candidate, watched]);
  for (const watcher of others)
    if (watcher.roles.includes('reviewer') && watcher.id !== candidate.id) pairs.push([watcher, candidate]);
  return pairs;
}

function isOfCommittee(c: Candidate): boolean {
  return c.offices.some((o) => o === 'secretary' || o === 'director' || o === 'committeeMember');
}

function isRelated(a: Candidate, b: Candidate): boolean {
  return a.relatives.includes(b.id) || b.relatives.includes(a.id);
}

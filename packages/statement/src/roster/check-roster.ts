import { accept, type Result, type Roster, refuse, toHex } from '@hufu/contract';
import { decodeKey, thumbprint } from '../keys/cose-key.ts';

/**
 * Whether a roster is free of contradictions. Its root holders could sign nonsense; a machine must not act on it.
 * AC-2: approver and custodian are different people. DESIGN 1: k >= 2 witnesses of different organisations.
 */
export function checkRoster(roster: Roster): Result<void> {
  const problem =
    keyProblem(roster) ??
    thresholdProblem(roster) ??
    photosProblem(roster) ??
    peopleProblem(roster) ??
    witnessProblem(roster);
  return problem === undefined ? accept(undefined) : refuse('ROSTER_INCONSISTENT', { problem });
}

/** Every key is one of ours, and names one holder only within its list. */
function keyProblem(roster: Roster): string | undefined {
  const lists: [string, readonly Uint8Array[]][] = [
    ['根钥匙 / root keys', roster.root.keys.map((k) => k.key)],
    ['检修钥匙 / service keys', roster.service.keys.map((k) => k.key)],
    ['发布钥匙 / release keys', roster.release.keys.map((k) => k.key)],
    [
      '人员、机器和见证方的钥匙 / keys of people, machines and witnesses',
      [
        ...roster.people.flatMap((p) => p.keys.map((k) => k.key)),
        ...roster.machines.flatMap((m) => [m.pressKey, m.agentKey]),
        ...roster.witnesses.all.map((w) => w.key),
      ],
    ],
  ];
  for (const [name, keys] of lists) {
    if (keys.some((k) => !decodeKey(k).ok)) return `${name}：格式不对 / malformed`;
    if (!areDistinct(keys.map((k) => toHex(thumbprint(k))))) return `${name}：同一把钥匙重复 / a key twice`;
  }
  return undefined;
}

function thresholdProblem(roster: Roster): string | undefined {
  const thresholds = [roster.root, roster.service, roster.release];
  if (thresholds.some((t) => t.threshold > new Set(t.keys.map((k) => k.holder)).size))
    return '门限大于持有人数 / threshold above holders';
  // MACHINE.md 1: quarantine and tamper latch are released by two people.
  if (roster.service.threshold < 2) return '检修至少两人 / service takes two people';
  const apparatus = new Set(
    [
      ...roster.machines.flatMap((m) => [m.pressKey, m.agentKey]),
      ...roster.witnesses.all.map((w) => w.key),
    ].map(toHex),
  );
  if (thresholds.some((t) => t.keys.some((k) => apparatus.has(toHex(k.key)))))
    return '机器或见证方的钥匙当作人的钥匙 / a key of a machine or witness in a threshold';
  if (roster.policy.majorApprovers < roster.policy.approvers)
    return '重大事项审批人数少于一般事项 / fewer approvers for major matters';
  return undefined;
}

/** Holders of photographs are different people with keys of their own, none of them a machine's or a witness's. */
function photosProblem({ photos, machines, witnesses }: Roster): string | undefined {
  if (!photos) return undefined;
  const { threshold, holders } = photos;
  if (threshold > holders.length)
    return '人像持钥人不足门限 / fewer holders of photographs than the threshold';
  if (!areDistinct(holders.map((h) => h.holder))) return '人像持钥人重名 / a holder of photographs twice';
  if (holders.some((h) => !decodeKey(h.key).ok))
    return '人像持钥人的钥匙：格式不对 / key of a holder of photographs: malformed';
  if (!areDistinct(holders.map((h) => toHex(h.key))) || !areDistinct(holders.map((h) => toHex(h.seal))))
    return '人像持钥人共用钥匙 / holders of photographs share a key';
  const apparatus = new Set(
    [...machines.flatMap((m) => [m.pressKey, m.agentKey]), ...witnesses.all.map((w) => w.key)].map(toHex),
  );
  return holders.some((h) => apparatus.has(toHex(h.key)))
    ? '机器或见证方当作人像持钥人 / a machine or witness as a holder of photographs'
    : undefined;
}

function peopleProblem(roster: Roster): string | undefined {
  const ids = [roster.people, roster.machines, roster.seals].map((list) => list.map((x) => x.id));
  if (ids.some((list) => !areDistinct(list))) return '编号重复 / an id twice';
  const both = roster.people.find((p) => p.roles.includes('approver') && p.roles.includes('custodian'));
  if (both) return `${both.name} 既是审批人又是印章保管人 / is approver and custodian`;
  for (const seal of roster.seals) {
    const custodian = roster.people.find((p) => p.id === seal.custodian);
    if (!custodian?.roles.includes('custodian'))
      return `${seal.name} 的保管人不在名册 / has no custodian in the roster`;
    if (seal.machine !== null && !roster.machines.some((m) => m.id === seal.machine))
      return `${seal.name} 所在机器不在名册 / is in an unknown machine`;
  }
  const slots = roster.seals
    .filter((s) => s.machine !== null && s.state !== 'retired')
    .map((s) => `${s.machine} ${s.slot}`);
  return areDistinct(slots) ? undefined : '两枚印章在同一格 / two seals in one slot';
}

function witnessProblem(roster: Roster): string | undefined {
  const { k, all } = roster.witnesses;
  if (k < 2) return '见证方至少两家 / at least two witnesses are needed';
  if (!areDistinct(all.map((w) => w.name))) return '见证方重名 / a witness twice';
  if (new Set(all.map((w) => w.organisation)).size < k)
    return '见证方不足 k 家不同单位 / fewer than k organisations';
  return undefined;
}

function areDistinct(list: readonly string[]): boolean {
  return new Set(list).size === list.length;
}

import type { Role } from '@hufu/contract';
import { actionRule, allActions, type Reach } from './actions.ts';

/** Roles in the order of the table, with their names. */
export const roleNames: Readonly<Record<Role, { readonly zh: string; readonly en: string }>> = {
  custodian: { zh: '印章保管人', en: 'custodian' },
  approver: { zh: '审批人', en: 'approver' },
  stamper: { zh: '盖章人', en: 'stamper' },
  reviewer: { zh: '村务监督委员会', en: 'reviewer' },
  inspector: { zh: '镇/区纪委', en: 'inspector' },
  administrator: { zh: '管理员', en: 'administrator' },
  maintainer: { zh: '运维', en: 'maintainer' },
  villager: { zh: '村民', en: 'villager' },
};

const reachNames: Readonly<Record<Reach, string>> = {
  own: '本人经手 / own',
  village: '本村 / own village',
  sight: '管辖范围 / in sight',
  anything: '— / any',
};

const roles: readonly Role[] = [
  'custodian',
  'approver',
  'stamper',
  'reviewer',
  'inspector',
  'administrator',
  'maintainer',
  'villager',
];

/** docs/permissions.md: the table that the product itself uses. */
export function permissionsDocument(): string {
  const heads = roles.map((r) => `${roleNames[r].zh}<br>${roleNames[r].en}`);
  const rows = allActions().map((action) => {
    const rule = actionRule(action);
    const marks = roles.map((r) => (rule.roles.includes(r) ? '●' : ''));
    const mark = rule.leadsToImpression ? ' ◆' : '';
    return `| ${rule.zh}${mark}<br>${rule.en} | \`${action}\` | ${reachNames[rule.reach]} | ${marks.join(' | ')} |`;
  });
  return `# 权限表 / Permissions

由 \`packages/domain\` 生成，测试发现过期即失败（更新：\`HUFU_WRITE_DOCS=1\` 运行该测试）。Generated; a test fails when it is stale.

◆ = 可能通向一次盖章。这些行里没有镇、区、管理员、运维和村民；一个账号只要兼有这些身份，就没有任何 ◆ 权限（I7，N9）。
◆ = may lead to an impression. No role outside of the village has any of them, nor has an account that holds such a role beside others.
权限只是门槛：盖章还要本人钥匙的签名、名册、见证和纸面比对。A permission opens a door only: keys, roster, witnesses and the comparison decide.

| 做什么 / action | 名称 / name | 范围 / reach | ${heads.join(' | ')} |
|---|---|---|${roles.map(() => ':-:').join('|')}|
${rows.join('\n')}
`;
}

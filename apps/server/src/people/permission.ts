import { HufuError, type Role } from '@hufu/contract';
import type { Caller } from '../http/caller.ts';

const village = ['approver', 'custodian', 'stamper', 'reviewer'] as const satisfies Role[];
const readers = [...village, 'inspector', 'administrator'] as const satisfies Role[];

/**
 * Who may ask for what. This table opens doors to reading and to handing in statements; a statement counts only by
 * the signatures of the village's own people. Township, inspectors, administrators and maintainers are in no row
 * that leads to an impression (I7, AC-12).
 */
export const permissions = {
  fileRequest: { zh: '提交用印申请、上传材料', roles: ['custodian', 'stamper'] },
  reviewRequest: { zh: '复核', roles: ['reviewer'] },
  approveRequest: { zh: '同意用印', roles: ['approver'] },
  rejectRequest: { zh: '不同意用印', roles: ['approver'] },
  overruleUnsure: { zh: '例外批准', roles: ['approver'] },
  withdrawRequest: { zh: '撤回申请', roles: ['custodian', 'stamper'] },
  voidImpression: { zh: '盖坏作废', roles: ['custodian', 'stamper', 'approver'] },
  remindApprover: { zh: '催办', roles: ['custodian', 'stamper'] },
  recordCustody: { zh: '登记保管行为', roles: [...village] },
  publishRoster: { zh: '公布根钥匙签过的名册', roles: [...village, 'administrator'] },
  revoke: { zh: '作废钥匙或授权', roles: [...village] },
  readRequests: { zh: '查看申请', roles: [...readers] },
  readRegister: { zh: '查看和导出登记簿', roles: [...readers] },
  readStatistics: { zh: '查看统计', roles: [...readers] },
  readMachines: { zh: '查看印章机', roles: [...readers, 'maintainer'] },
  readSeals: { zh: '查看印章台账', roles: [...readers] },
  readPeople: { zh: '查看人员与职责', roles: ['approver', 'reviewer', 'inspector', 'administrator'] },
  readAlarms: { zh: '查看预警', roles: ['approver', 'reviewer', 'inspector', 'administrator'] },
  disposeAlarm: { zh: '处置预警', roles: ['inspector'] },
  addFinding: { zh: '写核查意见', roles: ['inspector', 'reviewer'] },
  openPersonPhoto: { zh: '查看人像（须写明事由）', roles: ['inspector', 'reviewer'] },
} as const satisfies Readonly<Record<string, { zh: string; roles: readonly Role[] }>>;

export type Action = keyof typeof permissions;

/** Whether one of these roles may do it. */
export function can(roles: readonly Role[], action: Action): boolean {
  const allowed: readonly Role[] = permissions[action].roles;
  return roles.some((role) => allowed.includes(role));
}

/** Refuses who may not. */
export function requirePermission(caller: Caller, action: Action): void {
  if (!can(caller.roles, action))
    throw new HufuError('FORBIDDEN', {
      context: { roles: caller.roles.join('、') || '—', action: permissions[action].zh },
    });
}

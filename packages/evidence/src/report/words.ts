import type { KeyKind, MachineRecord, PersonRole, VerdictSummary } from '@hufu/contract';
import type { StepName } from '../verdict.ts';

/** Steps of the verification as the report names them. */
export const stepNames: Record<StepName, string> = {
  manifest: '文件完整',
  rosters: '村名册',
  request: '用印申请',
  authorization: '用印授权',
  machine: '机器记录',
  log: '日志与见证',
  timestamps: '时间戳',
  pictures: '图片',
  counts: '次数',
  report: '报告',
  statement: '声明与签名',
};

/** Roles of people. */
export const roles: Record<PersonRole, string> = {
  approver: '审批人',
  custodian: '印章保管人',
  stamper: '盖章人',
  reviewer: '监督员',
};

/** How a key is kept. */
export const keyKinds: Record<KeyKind | 'machine', string> = {
  passkey: '本人的通行密钥（要验指纹、人脸或锁屏密码）',
  browser: '浏览器里的钥匙（有口令，等级较弱）',
  file: '文件钥匙（有口令）',
  token: '外接密码器',
  machine: '机器里的钥匙',
};

/** What a person did. */
export const acts: Readonly<Record<string, string>> = {
  request: '提交申请',
  withdrawal: '撤回申请',
  review: '复核',
  authorization: '批准',
  rejection: '不同意',
  exception: '例外批准',
  void: '登记盖坏',
  presence: '到场',
};

/** Verdicts of a comparison. */
export const verdicts: Record<VerdictSummary['verdict'], string> = {
  match: '一致',
  mismatch: '不一致',
  unsure: '拿不准',
};

/** Records of a machine. */
export const recordNames: Record<MachineRecord['type'], string> = {
  presence: '盖章人到场',
  authorizationRecord: '收到授权',
  intent: '盖章前登记',
  outcome: '盖章结果与回执',
  afterCheck: '盖后核验',
  finish: '办结',
  event: '事件',
  reconciliation: '每日对账',
};

import { defineErrors } from './entry.ts';

/** Why an authorization, roster or one-time statement contradicts itself or its place. */
export const authorizationErrors = defineErrors({
  STATEMENT_TYPE_WRONG: {
    http: 400,
    retry: false,
    zh: ['文件类型不对', '这里需要“{wanted}”，收到的是“{got}”', '请换成正确的文件'],
    en: ['The statement has the wrong type', 'Wanted is “{wanted}”, got “{got}”', 'Use the right statement'],
  },
  AUTHORIZATION_INCONSISTENT: {
    http: 400,
    retry: false,
    zh: ['授权内容前后矛盾', '页码、位置或时间对不上：{problem}', '请重新生成授权，再请审批人签名'],
    en: [
      'The authorization contradicts itself',
      'Pages, places or times do not fit: {problem}',
      'Create it again and have it signed afresh',
    ],
  },
  AUTHORIZATION_TOO_LONG: {
    http: 409,
    retry: false,
    zh: ['授权有效期太长', '本村规定最长 {maxHours} 小时，这份有 {hours} 小时', '请缩短有效期后重新批准'],
    en: [
      'The authorization is valid for too long',
      'The village allows {maxHours} h, this one has {hours} h',
      'Approve again with a shorter validity',
    ],
  },
  EMERGENCY_NOT_ALLOWED: {
    http: 409,
    retry: false,
    zh: ['这件事不能应急用印', '{problem}', '请按平常的程序申请和审批'],
    en: ['This cannot be stamped as an emergency', '{problem}', 'Go the usual way of request and approval'],
  },
  EMERGENCY_QUOTA_USED: {
    http: 409,
    retry: false,
    zh: ['应急用印次数用完了', '这台机器 31 天内最多应急 {perMonth} 次', '请按平常的程序申请和审批'],
    en: [
      'No emergency use is left',
      'This machine takes {perMonth} emergencies in any 31 days',
      'Go the usual way of request and approval',
    ],
  },
  REMOTE_CONFIRMATION_MISSING: {
    http: 409,
    retry: true,
    zh: ['审批人还没有看过这张纸', '这份授权要求审批人逐次看照片确认', '请等审批人在手机上确认后再盖'],
    en: [
      'The approver has not looked at this paper',
      'This authorization has each impression confirmed over its photo',
      'Wait until the approver confirms on the phone',
    ],
  },
  KEY_TOO_NEW: {
    http: 409,
    retry: true,
    zh: [
      '这把新钥匙还在等待期，现在不能批准',
      '{person}的钥匙刚进名册，要到 {from} 才能用来批准',
      '请用原来的钥匙，或请另一位审批人批准；手机遗失的，可由名册的根钥匙持有人当面重新绑定',
    ],
    en: [
      'This new key is still in its waiting period and cannot approve yet',
      'The key of {person} has just come into the roster and approves from {from} on',
      'Use the earlier key, or have another approver approve; after a lost phone the root holders can bind a new one at once',
    ],
  },
  ROSTER_INCONSISTENT: {
    http: 400,
    retry: false,
    zh: ['名册内容有矛盾', '{problem}', '请改正名册后由根钥匙持有人重新签名'],
    en: ['The roster contradicts itself', '{problem}', 'Correct it and have the root holders sign again'],
  },
  NONCE_WRONG: {
    http: 409,
    retry: false,
    zh: ['这份文件不是给这一次的', '机器的一次性编号对不上，可能是旧文件或别的机器的', '请在机器上重新发起'],
    en: [
      'This statement is not for this time',
      'The one-time number of the machine differs: it is old or for another machine',
      'Start again at the machine',
    ],
  },
});

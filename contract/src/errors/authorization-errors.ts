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

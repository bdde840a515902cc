import { defineErrors } from './entry.ts';

/** Why a statement, key, roster, authorization or freshness is not accepted. */
export const statementErrors = defineErrors({
  STATEMENT_MALFORMED: {
    http: 400,
    retry: false,
    zh: ['这份签名文件读不了', '格式不符合规定：{problem}', '请重新生成或重新下载这份文件'],
    en: [
      'This statement cannot be read',
      'Its bytes do not follow the format: {problem}',
      'Create or download it again',
    ],
  },
  STATEMENT_NOT_CANONICAL: {
    http: 400,
    retry: false,
    zh: ['这份签名文件不是规定的写法', '同一内容只允许一种编码，这份不是', '请用虎符客户端重新生成'],
    en: [
      'The statement is not in canonical form',
      'Only one encoding of a content is allowed',
      'Create it again with a Hufu client',
    ],
  },
  SIGNATURE_INVALID: {
    http: 400,
    retry: false,
    zh: ['签名不对', '签名与内容或钥匙对不上，内容可能被改动过', '请不要使用，重新签一次'],
    en: [
      'The signature does not verify',
      'It does not fit the content or the key; the content may have been changed',
      'Do not use it; sign again',
    ],
  },
  SIGNER_UNKNOWN: {
    http: 403,
    retry: false,
    zh: ['不认识这把钥匙', '签名的钥匙不在现行名册里', '请先在名册里登记这把钥匙'],
    en: [
      'The key is not known',
      'The signing key is not in the present roster',
      'Have the key entered into the roster first',
    ],
  },
  SIGNER_LACKS_ROLE: {
    http: 403,
    retry: false,
    zh: ['签名的人没有这项职责', '{person} 在名册里不是“{role}”', '请由有这项职责的人来签'],
    en: [
      'The signer lacks the role',
      '{person} is not “{role}” in the roster',
      'Let somebody who has the role sign',
    ],
  },
  QUORUM_MISSING: {
    http: 403,
    retry: false,
    zh: ['签名人数不够', '需要 {needed} 人签名，现在只有 {present} 人', '请其他有权的人也签名'],
    en: ['Too few signatures', '{needed} are needed, {present} are there', 'Have the others sign too'],
  },
  DUTIES_NOT_SEPARATED: {
    http: 403,
    retry: false,
    zh: ['审批人不能是同一件事的经手人', '{person} 同时是这件事的{role}', '请换一位审批人'],
    en: [
      'The approver may not handle the same matter',
      '{person} is also its {role}',
      'Let another approver decide',
    ],
  },
  KEY_REVOKED: {
    http: 403,
    retry: false,
    zh: ['这把钥匙已经作废', '名册或见证方已公布它的作废声明', '请用新的钥匙'],
    en: ['The key is revoked', 'The roster or a witness has published its revocation', 'Use a new key'],
  },
  AUTHORIZATION_REVOKED: {
    http: 409,
    retry: false,
    zh: ['这份授权已经撤回', '申请人或审批人撤回了它', '如仍需用印，请重新申请'],
    en: [
      'The authorization is withdrawn',
      'The filer or an approver withdrew it',
      'File a new request if it is still needed',
    ],
  },
  AUTHORIZATION_EXPIRED: {
    http: 409,
    retry: false,
    zh: ['授权已过期', '有效期到 {validTo}，现在已经过了', '请审批人重新批准'],
    en: [
      'The authorization has expired',
      'It was valid until {validTo}',
      'Ask the approver to approve again',
    ],
  },
  AUTHORIZATION_NOT_YET_VALID: {
    http: 409,
    retry: true,
    zh: ['授权还没到生效时间', '从 {validFrom} 起有效', '请到时间再来盖章'],
    en: ['The authorization is not valid yet', 'It is valid from {validFrom}', 'Come back at that time'],
  },
  AUTHORIZATION_WRONG_MACHINE: {
    http: 409,
    retry: false,
    zh: ['这份授权不是给这台机器的', '授权里写明了另一台机器或另一个村', '请到授权里写明的机器上盖章'],
    en: [
      'The authorization is for another machine',
      'It names another machine or village',
      'Use the machine it names',
    ],
  },
  AUTHORIZATION_WRONG_SEAL: {
    http: 409,
    retry: false,
    zh: ['印章不能用', '印章 {seal} 不在名册里，或已停用、缴销', '请核对印章状态'],
    en: [
      'The seal cannot be used',
      'Seal {seal} is not in the roster, or is suspended or surrendered',
      'Check the state of the seal',
    ],
  },
  FRESHNESS_MISSING: {
    http: 409,
    retry: true,
    zh: [
      '机器太久没有得到见证',
      '超过 {hours} 小时没有 {needed} 家见证方的最新声明',
      '请检查网络；也可由手机代传',
    ],
    en: [
      'No fresh word of the witnesses',
      'There is no statement of {needed} witnesses newer than {hours} h',
      'Check the network; a phone may carry it',
    ],
  },
  FRESHNESS_STALE_ROSTER: {
    http: 409,
    retry: true,
    zh: ['名册不是最新的', '见证方说最新名册是第 {newest} 版，手里是第 {held} 版', '请等待名册同步后再试'],
    en: [
      'The roster is not the newest',
      'Witnesses name version {newest}, held is {held}',
      'Wait until the roster has arrived',
    ],
  },
  ROSTER_NOT_CHAINED: {
    http: 409,
    retry: false,
    zh: [
      '名册接不上',
      '新名册必须紧接现行名册，并由现行规则下的人签名：{problem}',
      '请由根钥匙持有人按次序重新签发',
    ],
    en: [
      'The roster does not follow',
      'A new roster follows the present one under its rules: {problem}',
      'Have the root holders issue it in order',
    ],
  },
  GENESIS_ALREADY_SET: {
    http: 409,
    retry: false,
    zh: ['创始名册只能写一次', '这台机器已经有创始名册', '如需更换，请走名册更新'],
    en: ['The first roster is set once', 'This machine already holds one', 'Use a roster rotation'],
  },
  NOT_LOGGED: {
    http: 409,
    retry: true,
    zh: ['授权还没有进入公开日志', '缺少入册证明或见证签名：{problem}', '请稍等，系统正在送交见证'],
    en: [
      'The authorization is not in the log yet',
      'Proof of inclusion or cosignatures are missing: {problem}',
      'Wait a moment; it is being witnessed',
    ],
  },
  EXCEPTION_NOT_APPLICABLE: {
    http: 409,
    retry: false,
    zh: ['这份例外批准用不上', '它只对那一次“拿不准”的照片有效：{problem}', '请重新拍照，按新的结果处理'],
    en: [
      'The exception does not apply',
      'It holds once, for those frames only: {problem}',
      'Take a new photo and go by its verdict',
    ],
  },
  KEY_LOCKED: {
    http: 403,
    retry: false,
    zh: ['钥匙没有打开', 'PIN 码不对，或钥匙文件损坏', '请重新输入 PIN 码'],
    en: ['The key did not open', 'The PIN is wrong or the key file is damaged', 'Enter the PIN again'],
  },
  SUITE_UNSUPPORTED: {
    http: 400,
    retry: false,
    zh: ['不支持这种签名算法', '算法编号 {alg} 不在约定的两套算法内', '请使用约定的算法'],
    en: [
      'The algorithm is not supported',
      'Algorithm {alg} belongs to neither suite',
      'Use an agreed algorithm',
    ],
  },
  WEBAUTHN_INVALID: {
    http: 403,
    retry: false,
    zh: ['通行密钥的签名不合要求', '{problem}', '请在登记过的网址上，用指纹或锁屏密码重新确认'],
    en: [
      'The passkey assertion is not acceptable',
      '{problem}',
      'Confirm again at the registered address with your fingerprint or screen lock',
    ],
  },
});

import { defineErrors } from './entry.ts';

/** What the outer edge says: wrong input, no session, no permission, not found. */
export const requestErrors = defineErrors({
  INPUT_INVALID: {
    http: 400,
    retry: false,
    zh: ['提交的内容不对', '{field} 一项：{problem}', '请改正这一项后重新提交'],
    en: ['The input is not valid', 'Field {field}: {problem}', 'Correct this field and send it again'],
  },
  SESSION_MISSING: {
    http: 401,
    retry: false,
    zh: ['请先登录', '您还没有登录，或者登录已经过期', '请重新登录，刚才填写的内容还在'],
    en: [
      'Please sign in',
      'There is no session, or it has expired',
      'Sign in again; what you filled in is kept',
    ],
  },
  LOGIN_FAILED: {
    http: 401,
    retry: false,
    zh: ['没能登录', '账号或密码不对', '请核对后再试；忘记密码请找管理员'],
    en: [
      'Could not sign in',
      'The account or the password is wrong',
      'Check both and try again; the administrator can reset it',
    ],
  },
  FORBIDDEN: {
    http: 403,
    retry: false,
    zh: ['您不能做这件事', '您的职责（{roles}）没有“{action}”的权限', '如确有需要，请找本村管理员'],
    en: [
      'You may not do this',
      'Your role ({roles}) does not include “{action}”',
      'Ask the administrator of your unit if you need it',
    ],
  },
  NOT_FOUND: {
    http: 404,
    retry: false,
    zh: ['没有找到', '{kind} {id} 不存在，或者不在您能看到的范围内', '请核对编号，或从列表里重新打开'],
    en: [
      'Not found',
      '{kind} {id} does not exist or is outside what you may see',
      'Check the number, or open it from the list',
    ],
  },
  CONFLICT: {
    http: 409,
    retry: false,
    zh: ['这件事刚刚有了变化', '{what} 现在的状态是“{state}”，不能这样办了', '请刷新后看最新情况'],
    en: [
      'This has just changed',
      '{what} is now “{state}” and does not allow this',
      'Reload and look at the present state',
    ],
  },
  IDEMPOTENCY_MISMATCH: {
    http: 409,
    retry: false,
    zh: ['重复提交的内容不一致', '同一个提交编号已经用于另一份内容', '请返回重新提交一次'],
    en: [
      'The repeated call differs',
      'This idempotency key was used for other content',
      'Go back and submit once more',
    ],
  },
  TOO_MANY_REQUESTS: {
    http: 429,
    retry: true,
    zh: ['操作太频繁了', '短时间内次数过多，系统暂时不再受理', '请过 {seconds} 秒再试'],
    en: ['Too many calls', 'There were too many calls in a short time', 'Try again in {seconds} seconds'],
  },
  INTERNAL: {
    http: 500,
    retry: true,
    zh: [
      '系统出了问题',
      '不是您的操作造成的，已经记录（编号 {support}）',
      '请稍后再试；还不行请把编号告诉运维人员',
    ],
    en: [
      'Something broke on our side',
      'It was not your doing; it is recorded as {support}',
      'Try again later, or give this number to the maintainer',
    ],
  },
  SERVER_UNREACHABLE: {
    http: 503,
    retry: true,
    zh: ['连不上服务器', '网络不通，或者服务器正在重启', '请检查网络，稍后会自动重试'],
    en: [
      'The server cannot be reached',
      'The network is down or the server restarts',
      'Check the network; it is tried again by itself',
    ],
  },
});

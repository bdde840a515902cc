import { defineErrors } from './entry.ts';

/** What the press controller refuses, and how its serial line fails. */
export const pressErrors = defineErrors({
  PRESS_BLANK: {
    http: 409,
    retry: false,
    zh: [
      '机器还没有名册',
      '这台机器是新的，还不认识任何人',
      '请先在本机装入创始名册，并核对屏幕上的名册校验码',
    ],
    en: [
      'The machine has no roster',
      'The press controller is blank and knows nobody',
      'Load the first roster and compare the digest on the screen',
    ],
  },
  PRESS_QUARANTINED: {
    http: 409,
    retry: false,
    zh: [
      '机器已停用，等待检修',
      '盖章的账对不上：{reason}',
      '印章保持锁定；请两位运维人员到场核查后签发检修单',
    ],
    en: [
      'The machine is quarantined',
      'The press controller found something that does not add up: {reason}',
      'The seal stays locked; two service people check it on the spot and sign a service statement',
    ],
  },
  PRESS_TAMPERED: {
    http: 409,
    retry: false,
    zh: ['机器外壳被打开过', '防拆开关动过，机器自己停用了', '请两位运维人员到场核查后签发检修单'],
    en: [
      'The case was opened',
      'The tamper latch is set',
      'Two service people check it on the spot and sign a service statement',
    ],
  },
  PRESS_LOCKED_DOWN: {
    http: 409,
    retry: false,
    zh: ['机器已被锁定', '名册里的人下令停用了这台机器', '解除锁定需要检修名册规定的人数共同签名'],
    en: [
      'The machine is locked down',
      'Somebody of the roster locked it',
      'Unlocking takes the signatures of the service threshold',
    ],
  },
  PRESS_LID_OPEN: {
    http: 409,
    retry: true,
    zh: ['机盖没有关好', '机盖开着时印章不会动', '请关好机盖后再试一次'],
    en: ['The lid is open', 'The seal does not move while the lid is open', 'Close the lid and try again'],
  },
  PRESS_BUSY: {
    http: 409,
    retry: true,
    zh: ['印章正在动作', '上一次动作还没有结束', '请稍等几秒'],
    en: ['The press is busy', 'The motion before has not ended', 'Wait a few seconds'],
  },
  PRESS_FRAME_INVALID: {
    http: 400,
    retry: false,
    zh: ['盖章部件读不懂这条指令', '两边的版本可能不一样：{problem}', '请联系运维人员核对版本'],
    en: [
      'The press controller cannot read this frame',
      'Its content does not follow the protocol: {problem}',
      'Compare the versions of host and controller',
    ],
  },
  PRESS_LOAD_INCOMPLETE: {
    http: 409,
    retry: true,
    zh: ['签名文件没有传完', '盖章部件收到的文件不完整', '会自动重传'],
    en: [
      'The statement did not arrive whole',
      'What the press controller holds is incomplete or has another digest',
      'It is sent again by itself',
    ],
  },
  PRESS_AUTHORIZATION_UNKNOWN: {
    http: 409,
    retry: true,
    zh: ['盖章部件里没有这份授权', '授权没有装入，或机器刚刚重启', '会重新装入授权；仍不行请重新审批'],
    en: [
      'The press controller does not hold this authorization',
      'It was not loaded, or the controller restarted',
      'It is loaded again; else ask for a new approval',
    ],
  },
  PRESS_ALREADY_USED: {
    http: 409,
    retry: false,
    zh: [
      '这一次已经用过',
      '第 {k} 次盖章已经有了结果：{outcome}，每一次只能盖一下',
      '如需再盖，请重新申请用印',
    ],
    en: [
      'This impression is used up',
      'Impression {k} already ended: {outcome}; each is made at most once',
      'File a new request for another one',
    ],
  },
  PRESS_ATTEMPT_DEAD: {
    http: 409,
    retry: false,
    zh: ['这次尝试已经作废', '第 {attempt} 次尝试已经了结，下一次是第 {next} 次', '请按新的一次重新开始'],
    en: [
      'This attempt is dead',
      'Attempt {attempt} has ended; the next is {next}',
      'Start again with a new attempt',
    ],
  },
  PRESS_ATTEMPT_FORGOTTEN: {
    http: 404,
    retry: false,
    zh: ['机器里已查不到这一次的回执', '时间久了，只留下结果：{outcome}', '请以服务器上的回执为准'],
    en: [
      'The receipt of this attempt is no longer held',
      'The ring has gone round; the ledger says: {outcome}',
      'Use the receipt in the journal or on the server',
    ],
  },
  PRESS_STORE_FULL: {
    http: 409,
    retry: true,
    zh: ['机器里的账已经记满', '没到期的授权太多，记不下了', '请等旧授权到期，或先办结再装入'],
    en: [
      "The press controller's ledger is full",
      'Too many authorizations have not expired yet',
      'Wait until old ones expire, or close them first',
    ],
  },
  PRESS_NONCE_STALE: {
    http: 409,
    retry: true,
    zh: ['见证证明不是给这一次的', '它回答的是上一次的询问', '会重新索取；由手机代传的请重新扫码'],
    en: [
      'The statement answers an older nonce',
      "Its nonce is not the press controller's present one",
      'It is asked for again; a courier scans once more',
    ],
  },
  PRESS_FRAMES_MISMATCH: {
    http: 409,
    retry: false,
    zh: ['例外批准的照片不是这一次的', '批准的照片与这次盖前的照片不同', '请重新拍照，按新的结果处理'],
    en: [
      'The exception is for other frames',
      'Its frames are not those of this attempt',
      'Take a new photo and go by its verdict',
    ],
  },
  PRESS_LINK_SILENT: {
    http: 503,
    retry: true,
    zh: [
      '盖章部件没有回应',
      '问了 {tries} 次都没有答复',
      '请联系运维人员检查机箱里的连接线和电源；恢复后会先对账',
    ],
    en: [
      'The press controller does not answer',
      'The serial frame was sent {tries} times without a reply',
      'Check cable and power; the ledger is compared first once it is back',
    ],
  },
  PRESS_LINK_UNPAIRED: {
    http: 503,
    retry: false,
    zh: ['盖章部件不是原来那一个', '它没有配对的密钥，可能被换过', '请运维人员核对部件编号，重新配对'],
    en: [
      'This is not the paired press controller',
      'The other end of the line lacks the pair key; it may have been swapped',
      'Let service people check the board and pair it again',
    ],
  },
  PRESS_LINK_CLOSED: {
    http: 503,
    retry: true,
    zh: ['和盖章部件的连接断了', '连接线松了，或部件重启过', '会自动重新连接并对账'],
    en: [
      'The line to the press controller is closed',
      'The port is closed, or the session ended with a restart',
      'It is opened again and the ledger compared',
    ],
  },
});

import { defineErrors } from './entry.ts';

/** How a machine is kept from a place, or from a program, that is not its own. */
export const fleetErrors = defineErrors({
  CLAIM_CODE_WRONG: {
    http: 403,
    retry: false,
    zh: [
      '确认码不对',
      '这六位数与申请文件算出来的不一样：文件可能被换过',
      '请与机器屏幕上的六位数核对，重新取申请文件',
    ],
    en: [
      'The code is wrong',
      'It is not that of this claim: the file may have been exchanged',
      'Compare it with the machine’s screen, and fetch the claim again',
    ],
  },
  CLAIM_NOT_ALLOWED: {
    http: 403,
    retry: false,
    zh: ['这台机器不在许可名单里', '序列号 {serial} 没有订购记录', '请核对机身序列号和订购单'],
    en: [
      'The machine is not on the list',
      'Nobody ordered the serial number {serial}',
      'Compare number and order',
    ],
  },
  CLAIM_CLOSED: {
    http: 409,
    retry: false,
    zh: [
      '这份开通申请已经结束',
      '它已经开通、被拒绝，或者确认码错了太多次',
      '请在机器上重新生成申请（换一次主机的钥匙）',
    ],
    en: [
      'This claim is closed',
      'It was admitted or turned away already, or wrong codes were given too often',
      'Make a new claim on the machine, with new keys of its own',
    ],
  },
  CERTIFICATE_NOT_OURS: {
    http: 400,
    retry: false,
    zh: ['证书不是给这台机器的', '它的名字或公钥与本机不符', '请重新申请证书'],
    en: ['The certificate is not this machine’s', 'Its name or its key is another', 'Ask for it again'],
  },
  UPDATE_DIGEST_WRONG: {
    http: 400,
    retry: false,
    zh: ['更新包不对', '这个文件不是 {version} 发布的那一个', '请重新下载后再试'],
    en: ['This is not the released archive', 'Its digest is not the one of {version}', 'Download it again'],
  },
  UPDATE_NOT_UNPACKED: {
    http: 500,
    retry: true,
    zh: ['更新包解不开', '{program} 没有成功，磁盘可能满了', '请清理磁盘后再试；机器仍用原来的版本'],
    en: [
      'The update could not be unpacked',
      '{program} failed; the disk may be full',
      'Free some space and try again; the machine stays at its version',
    ],
  },
  UPDATE_NOT_FOR_THIS: {
    http: 400,
    retry: false,
    zh: ['更新包不是给主机程序的', '它是给 {target} 的', '请换成主机程序的更新包'],
    en: ['The release is not for the agent', 'It is for {target}', 'Use a release of the agent'],
  },
  UPDATE_NOT_NEWER: {
    http: 409,
    retry: false,
    zh: ['不是更新的版本', '现在是 {running}，给的是 {version}；旧版本装不回去', '请使用更新的发布'],
    en: [
      'The release is not newer',
      '{running} runs, {version} was given; old versions are not taken back',
      'Use a newer release',
    ],
  },
  UPDATE_FAILED_BEFORE: {
    http: 409,
    retry: false,
    zh: [
      '这个版本试过了，没有成功',
      '{version} 在这台机器上起不来，已退回原版本',
      '请等下一个版本，或由运维人员到场更新',
    ],
    en: [
      'This version was tried and failed',
      '{version} did not get well on this machine, which went back',
      'Wait for the next release, or have a maintainer bring it',
    ],
  },
  UPDATE_WAITS: {
    http: 409,
    retry: true,
    zh: ['现在不能更新到 {version}', '机器上正在办一件用印', '请等办结后再试'],
    en: ['{version} has to wait', 'A job is before the screen', 'Try again when it is finished'],
  },
});

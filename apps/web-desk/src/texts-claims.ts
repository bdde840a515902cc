/** The part of the desk's catalogue that speaks of machines which ask for their place. */
export const claimTexts = {
  'claims.explain': [
    '新机器接电联网后会在这里申请开通。开通只是给它联网的证书，不能盖章：能不能盖章，由村里签名的名册决定。',
    'A new machine asks here for its place. That gives it a certificate to talk with, not the right to stamp: that takes the village’s signed roster.',
  ],
  'claims.empty': ['现在没有机器等着开通', 'No machine is waiting'],
  'claims.emptyTodo': [
    '新机器接上电、连上网，就会自己出现在这里，机器屏幕上会显示六位数。等了几分钟还没有，请检查网线和服务器地址。',
    'A new machine appears here by itself once it has power and network, and shows six digits on its screen. If it does not within minutes, check its cable and the server’s address.',
  ],
  'claims.waiting': ['等着核对', 'waits'],
  'claims.admitted': ['已开通', 'admitted'],
  'claims.closed': ['已关闭', 'closed'],
  'claims.serial': ['机身序列号', 'Serial number'],
  'claims.since': ['申请时间', 'Asked'],
  'claims.thumbprint': ['机器校验码', 'Check code'],
  'claims.how': [
    '请机器旁边的人报两样：机身铭牌上的序列号、屏幕上的六位数。序列号要和上面的一样；六位数填在这里，由系统核对。',
    'Ask whoever stands at the machine for two things: the serial number on its plate, and the six digits on its screen. The serial number must be the one above; type in the digits, they are compared here.',
  ],
  'claims.code': ['机器屏幕上的六位数', 'Six digits on its screen'],
  'claims.needCode': ['请填六位数字', 'Enter six digits'],
  'claims.admit': ['核对并开通', 'Compare and admit'],
  'claims.triesLeft': [
    '已有确认码填错。再错 {{n}} 次，这份申请就会关闭。',
    'A wrong code was given. After {{n}} more this request closes.',
  ],
  'claims.refuse': ['不是我们的机器', 'Not our machine'],
  'claims.refuseTitle': ['拒绝这台机器？', 'Turn this machine away?'],
  'claims.refuseExplain': [
    '拒绝后它拿不到证书。如果拒绝错了，要到机器上重新生成申请。',
    'It gets no certificate. If that was a mistake, a new request must be made on the machine.',
  ],
  'claims.refuseYes': ['确定拒绝', 'Turn it away'],
  'claims.refuseNo': ['再看看', 'Not yet'],
  'claims.readOnly': [
    '您可以看；核对和开通由运维人员办理。',
    'You can look; a maintainer compares the code and admits it.',
  ],
  'claims.done': ['处理过的', 'Dealt with'],
  'claims.next': [
    '证书已发出，机器会自己取。下一步：请村里的根密钥持有人把下面两个公钥签进名册，之后才能盖章。',
    'The certificate is on its way. Next: the village’s root holders sign these two public keys into the roster; only then can it stamp.',
  ],
  'claims.pressKey': ['盖章部件公钥', 'Key of the press'],
  'claims.agentKey': ['主机公钥', 'Key of the agent'],
  'claims.closedWhy': [
    '被拒绝，或确认码错了太多次。要开通它，请在机器上重新生成申请。',
    'Turned away, or wrong codes too often. To admit it, make a new request on the machine.',
  ],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

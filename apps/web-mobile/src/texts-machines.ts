/** The part of the phone's catalogue that speaks of machines and of locking them. */
export const machineTexts = {
  'machines.title': ['印章机', 'Seal machine'],
  'machines.open': ['看印章机、锁住印章机', 'See or lock the machine'],
  'machines.empty': [
    '村里还没有印章机。装好以后会在这里看到。',
    'The village has no machine yet. It will be listed here.',
  ],
  'machines.seen': ['最近上报', 'Last seen'],
  'machines.never': ['还没有上报过', 'Never'],
  'machines.seals': ['机内印章', 'Seals inside'],
  'machines.noSeals': ['没有装印章', 'None'],
  'machines.offline': [
    '机器没有联网。已经批准的还能盖一段时间，记录等联网后补传。',
    'It is offline. Approved papers can be stamped for a while; the records follow later.',
  ],
  'machines.quarantined': [
    '机器停用待查，现在谁也不能盖章。请联系运维人员到现场。',
    'Out of use until it is checked: nobody can stamp. Call the service people.',
  ],
  'lock.open': ['锁住印章机', 'Lock this machine'],
  'lock.when': [
    '发现不对劲时用：如有人偷盖、印章机被动过、钥匙被盗用。名册里的人，一个人就能锁。',
    'For when something is wrong: misuse, tampering, a stolen key. Any one person of the roster may lock it.',
  ],
  'lock.title': ['锁住印章机', 'Lock the machine'],
  'lock.ask': ['发生了什么事？', 'What has happened?'],
  'lock.reason.misuse': ['怀疑有人偷盖', 'Somebody may be misusing it'],
  'lock.reason.broken': ['印章机被动过或不正常', 'Tampered with, or not working properly'],
  'lock.reason.key': ['怀疑钥匙或 PIN 码被盗用', 'A key or PIN may be stolen'],
  'lock.reason.people': ['人员变动，暂停用印', 'People are changing; stamping pauses'],
  'lock.machine': ['机器', 'Machine'],
  'lock.by': ['锁机人', 'Locked by'],
  'lock.at': ['时间', 'Time'],
  'lock.why': ['理由', 'Reason'],
  'lock.effect': [
    '锁住以后，谁也不能用它盖章，已经批准的也不能。要两位运维人员签名才能解锁。',
    'Nobody can stamp with it then, not even what is approved, until two service people unlock it.',
  ],
  'lock.effectNext': [
    '马上生效。您的姓名和理由会记下来，村里、镇里都看得到。',
    'It takes effect at once. Your name and reason are kept, for village and town to see.',
  ],
  'lock.effectOffline': [
    '机器现在没有联网，要等它联网才会锁上。着急的话，请直接到机器旁断电。',
    'The machine is offline: it locks once it is back. If it is urgent, cut its power on the spot.',
  ],
  'lock.verb': ['锁住', 'Lock it'],
  'lock.notSent': [
    '命令没有送到，机器还没有锁。请再按一次；着急的话，请直接到机器旁断电。',
    'The order did not arrive: the machine is not locked. Press again; if urgent, cut its power on the spot.',
  ],
  'lock.ordered': ['锁机命令已发出，正在等机器回话…', 'The order is sent; waiting for the machine…'],
  'lock.orderedOffline': [
    '锁机命令已发出。机器没有联网，联网后马上锁上；着急的话，请直接到机器旁断电。',
    'The order is sent. The machine is offline and locks once it is back; if urgent, cut its power.',
  ],
  'lock.locked': ['印章机已锁住，谁也不能盖章。', 'The machine is locked: nobody can stamp.'],
  'lock.unlocking': [
    '查清以后，请两位运维人员签名解锁。',
    'Once all is clear, two service people sign to unlock it.',
  ],
  'lock.home': ['印章机已锁住，暂时不能盖章', 'The machine is locked: no stamping for now'],
  'lock.see': ['看详情', 'Details'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

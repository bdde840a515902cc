/** The part of the desk's catalogue that speaks of machines, and of photographs laid on their page. */
export const machineTexts = {
  'machines.explain': [
    '机器每次上报都对一遍账：批准了多少次、盖了多少次、作废多少次要对得上，印章落到纸上的次数不能多出来。',
    'Every report is checked: impressions granted, made and voided have to add up, and the seal may not have touched paper once more than that.',
  ],
  'machines.empty': ['还没有印章机', 'No machine yet'],
  'laying.working': [
    '正在把照片和批准页对齐（{{percent}}%）。对齐以前，错开一点不算不同。',
    'Laying the photograph on the page ({{percent}}%). Until then small shifts are no differences.',
  ],
  'laying.corners': [
    '照片里没有找到完整的纸边，只能大致对齐：细小的错开不算不同。',
    'The sheet’s edges were not found whole: the pictures lie on each other roughly only.',
  ],
  'laying.worker': [
    '浏览器没能对齐这张照片，只按四角大致对齐：细小的错开不算不同。刷新页面可以再试。',
    'This browser could not align the photograph; it lies by its corners only. Reload the page to try again.',
  ],
  'laying.picture': [
    '有一张图片读不出来，没有对齐。请看原图，或刷新页面再试。',
    'One of the pictures could not be read, so nothing was aligned. See the originals, or reload.',
  ],
  'machines.lockedBy': ['{{by}}于 {{from}} 锁住了这台机器', 'Locked by {{by}}, {{from}}'],
  'machines.lockOrdered': ['{{by}}于 {{from}} 下令锁机', '{{by}} ordered a lock-down, {{from}}'],
  'machines.lockReason': ['理由：{{reason}}', 'Reason: {{reason}}'],
  'machines.lockedHere': ['这台机器已锁住', 'This machine is locked'],
  'machines.unlocking': [
    '谁也不能用它盖章。查清原因以后，要本村名册里的两位运维人员签名才能解锁；镇、区不能代为解锁。',
    'Nobody can stamp with it. Once the cause is clear, two service people of the village’s roster sign to unlock it; town and district cannot.',
  ],
  'machines.lockWaits': [
    '正在等机器回话。没有联网的机器，联网后马上锁上。',
    'Waiting for the machine. One that is offline locks as soon as it is back.',
  ],
  'machines.quarantinedTodo': [
    '停用待查：账目对不上、记录分叉或机箱被动过，谁也不能盖章。要两位运维人员到现场核查、签名以后才能用。',
    'Out of use: its counters or records disagree, or its case was opened. Two service people check it on the spot and sign.',
  ],
  'machines.lastSeen': ['最近上报', 'Last seen'],
  'machines.never': ['从未上报', 'never'],
  'machines.outbox': ['待上传', 'Waiting to be sent'],
  'machines.records': ['{{n}} 条', '{{n}} records'],
  'machines.ink': ['印油', 'Ink'],
  'machines.slot': ['{{slot}}号位 {{name}}', 'slot {{slot}}: {{name}}'],
  'machines.thumbprint': ['机器校验码', 'Check code'],
  'machines.seals': ['机内印章', 'Seals inside'],
  'machines.forService': ['运维人员用', 'For the maintainer'],
  'machines.noCounters': ['还没有收到计数', 'No counters yet'],
  'machines.sumHolds': [
    '账对得上：批准的次数都有下落',
    'The account balances: every granted impression is accounted for',
  ],
  'machines.sumFails': [
    '账对不上：批准的次数有缺口，请到现场核查',
    'The account does not balance: check the machine on the spot',
  ],
  'machines.contactsHold': ['没有未经批准的盖章', 'No impression without approval'],
  'machines.contactsFail': [
    '印章多落了纸：有未经批准的盖章，请立即核查',
    'The seal touched paper more often than approved: check at once',
  ],
  'machines.screen': ['打开触摸屏', 'Open its screen'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

import { defineErrors } from './entry.ts';

/** Why an evidence pack or proof is not believed, and why the server's log, link or uploads say no. */
export const evidenceErrors = defineErrors({
  EVIDENCE_PACK_MALFORMED: {
    http: 400,
    retry: false,
    zh: ['这份证据包读不了', '{problem}', '请重新下载证据包，不要解压后重新打包'],
    en: ['The evidence pack cannot be read', '{problem}', 'Download it again; do not unpack and re-pack it'],
  },
  EVIDENCE_FILE_ALTERED: {
    http: 422,
    retry: false,
    zh: ['证据包里有文件被改动过', '{path}：{problem}', '不要采信；请向出具单位重新索取'],
    en: [
      'A file of the evidence pack was altered',
      '{path}: {problem}',
      'Do not rely on it; ask its issuer again',
    ],
  },
  WEB_MANIFEST_MALFORMED: {
    http: 422,
    retry: false,
    zh: ['网页清单不对', '{problem}', '不要用这台服务器的网页签名；请告诉运维和监督部门'],
    en: [
      'The list of web files is wrong',
      '{problem}',
      'Sign nothing in the pages of this server; tell maintenance and the supervisors',
    ],
  },
  EVIDENCE_NOT_PINNED: {
    http: 422,
    retry: false,
    zh: [
      '创始名册与您信任的不符',
      '村 {village} 的创始名册摘要不在信任名单里，或与名单不同',
      '请与村里公布的名册摘要核对',
    ],
    en: [
      'The first roster is not the one you trust',
      'The digest of the first roster of {village} is not in the policy, or differs',
      'Compare it with the digest the village has posted',
    ],
  },
  EVIDENCE_CONTRADICTS: {
    http: 422,
    retry: false,
    zh: ['证据前后矛盾', '{problem}', '不要采信；请告诉监督部门'],
    en: ['The evidence contradicts itself', '{problem}', 'Do not rely on it; tell the supervisors'],
  },
  EVIDENCE_INCOMPLETE: {
    http: 422,
    retry: true,
    zh: ['证据不完整', '{problem}', '可能还没有传完，请稍后重新下载；一直缺就不要采信'],
    en: [
      'The evidence is incomplete',
      '{problem}',
      'It may still be under way; download it again later, and do not rely on it if it stays so',
    ],
  },
  PHOTO_SEALED: {
    http: 403,
    retry: false,
    zh: [
      '服务器打不开这张人像',
      '它在拍摄时就加密给了村里的持钥人，须 {threshold} 人一起才能打开：{holders}',
      '请持钥人共同查看：hufu photo ask --village {village} --request {request} --photo {digest}',
    ],
    en: [
      'The server cannot open this photograph',
      'It was sealed at capture to the holders of the village; {threshold} together open it: {holders}',
      'Have the holders open it together: hufu photo ask --village {village} --request {request} --photo {digest}',
    ],
  },
  SEALED_PHOTO_MALFORMED: {
    http: 422,
    retry: false,
    zh: ['这张加密的人像读不了', '{problem}', '请重新向服务器取一次；仍不行就告诉监督部门'],
    en: [
      'The sealed photograph cannot be read',
      '{problem}',
      'Fetch it from the server again; if it stays so, tell the supervisors',
    ],
  },
  PHOTO_SHARE_WRONG: {
    http: 422,
    retry: false,
    zh: ['{holder} 的这一份钥匙不对', '{problem}', '请 {holder} 用名册上登记的钥匙重新交一份'],
    en: [
      'The share of {holder} is not the right one',
      '{problem}',
      'Have {holder} release it again with the key that the roster names',
    ],
  },
  OPENING_MISMATCH: {
    http: 422,
    retry: false,
    zh: ['查看声明与这张照片不符', '{problem}', '请按这张照片重新签一份查看声明'],
    en: ['The opening does not fit this photograph', '{problem}', 'Sign an opening for this very photograph'],
  },
  TIMESTAMP_INVALID: {
    http: 422,
    retry: false,
    zh: ['时间戳不成立', '{problem}', '请向出具单位重新索取；时间只能以见证方的签名为准'],
    en: [
      'A time stamp does not hold',
      '{problem}',
      'Ask the issuer again; until then only the witnesses vouch for the time',
    ],
  },
  TIMESTAMP_AUTHORITY_FAILED: {
    http: 502,
    retry: true,
    zh: [
      '没拿到时间戳',
      '“{authority}”没有给出可用的时间戳：{problem}',
      '系统会再试；一直不行请检查时间戳机构的网址和证书',
    ],
    en: [
      'No time stamp was obtained',
      '{authority} gave none that can be used: {problem}',
      'It is tried again; if it stays so check the address and the certificates of the authority',
    ],
  },
  RECEIPT_WRONG: {
    http: 404,
    retry: false,
    zh: ['回执不对', '没有与这张回执对应的记录', '请扫描回执上的二维码，或向村里重新要一张'],
    en: [
      'The receipt does not fit',
      'There is no record for this receipt',
      'Scan the code on the receipt, or ask the village for another',
    ],
  },
  PICTURE_DELETED: {
    http: 410,
    retry: false,
    zh: [
      '这张图片已按期删除',
      '{at} 按规则删除：{rule}',
      '删除登记在日志里，不影响证据的核验；要看内容请查原件',
    ],
    en: [
      'This picture was deleted on schedule',
      'Deleted on {at} under the rule: {rule}',
      'The deletion stands in the log and every proof still verifies; look at the original paper',
    ],
  },
  PICTURE_KEY_MISSING: {
    http: 500,
    retry: false,
    zh: ['图片打不开', '图片的钥匙 {key} 不见了', '请从备份恢复数据目录下的 keys；先不要重启或清理'],
    en: [
      'The picture cannot be opened',
      'Its key {key} is missing',
      'Restore keys in the data folder from a backup; do not clean up before',
    ],
  },
  STORES_DISAGREE: {
    http: 500,
    retry: false,
    zh: [
      '数据库、日志和证据文件对不上，拒绝启动',
      '{problem}',
      '请运行 {command} 查看差别，从备份恢复；不要删改任何一边',
    ],
    en: [
      'Database, log and evidence files disagree; not started',
      '{problem}',
      'Run {command} to see the difference and restore from a backup; change neither side by hand',
    ],
  },
  LOG_LEASE_HELD: {
    http: 503,
    retry: true,
    zh: ['另一台服务器正在写日志，没有启动', '同一个数据库只允许一台服务器写日志', '请先停掉另一台'],
    en: [
      'Another server is writing the log; not started',
      'One database has one writer of the log',
      'Stop the other server first',
    ],
  },
  WITNESSES_FILE_INVALID: {
    http: 500,
    retry: false,
    zh: ['见证方名单有错，没有启动', '{file}：{problem}', '请按 docs/config.md 改正后重新启动'],
    en: [
      'The list of witnesses is wrong; not started',
      '{file}: {problem}',
      'Correct it as docs/config.md says and start again',
    ],
  },
  SERVER_KEY_INVALID: {
    http: 500,
    retry: false,
    zh: [
      '服务器的钥匙文件坏了，没有启动',
      '{file} 应当是 64 位十六进制',
      '请从备份恢复这个文件；不要另造一个',
    ],
    en: [
      'A key file of the server is damaged; not started',
      '{file} should hold 64 hexadecimal digits',
      'Restore it from a backup; do not make a new one',
    ],
  },
  MACHINE_UNKNOWN: {
    http: 403,
    retry: false,
    zh: ['这台机器不在名册里', '没有哪个村的名册列有机器 {machine}', '请由村里公布列有它的名册'],
    en: [
      'This machine is in no roster',
      'No roster lists the machine {machine}',
      'Have the village publish a roster that lists it',
    ],
  },
  RECORD_FORKED: {
    http: 409,
    retry: false,
    zh: [
      '机器的记录分叉了，机器已停用待查',
      '机器 {machine} 的第 {n} 条记录有两个版本，可能被克隆或回滚过',
      '请封存机器，由村里和监督人员一起核查',
    ],
    en: [
      "The machine's records fork; it is quarantined",
      'Record {n} of machine {machine} exists twice; it may have been cloned or rolled back',
      'Set it aside and have it inspected together with the supervisors',
    ],
  },
  UPLOAD_NOT_ANNOUNCED: {
    http: 403,
    retry: true,
    zh: ['这个文件还不能上传', '机器的记录里没有提到它（{digest}）', '记录送达后机器会自动再传'],
    en: [
      'This file cannot be uploaded yet',
      "The machine's records do not name it ({digest})",
      'The machine sends it again once the records have arrived',
    ],
  },
  UPLOAD_DIGEST_WRONG: {
    http: 422,
    retry: true,
    zh: ['上传的内容与登记的摘要不符', '{digest} 的内容对不上', '机器会从头再传'],
    en: [
      'The upload is not what was announced',
      'The content does not have the digest {digest}',
      'The machine sends it again from the start',
    ],
  },
  HISTORY_REFUSED: {
    http: 422,
    retry: false,
    zh: ['历史记录没有导入', '第 {index} 条（{type}）：{problem}', '请改正这一条后重新导入'],
    en: [
      'The history was not imported',
      'Statement {index} ({type}): {problem}',
      'Correct this statement and import again',
    ],
  },
});

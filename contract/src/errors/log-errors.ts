import { defineErrors } from './entry.ts';

/** Why a proof, note, checkpoint, policy or log is not accepted. */
export const logErrors = defineErrors({
  MERKLE_PROOF_INVALID: {
    http: 422,
    retry: false,
    zh: [
      '存证证明不成立',
      '按证明算出的树根与检查点不符：{problem}',
      '请重新下载证明；仍不成立就不要采信，并告诉监督部门',
    ],
    en: [
      'The Merkle proof does not hold',
      'The root it leads to is not the one of the checkpoint: {problem}',
      'Download the proof again; if it still fails do not rely on it and tell the supervisors',
    ],
  },
  NOTE_MALFORMED: {
    http: 400,
    retry: false,
    zh: ['这份签名文本读不了', '格式不符合规定：{problem}', '请重新下载，不要用编辑器改动'],
    en: [
      'This signed note cannot be read',
      'It does not follow the format: {problem}',
      'Download it again and do not edit it',
    ],
  },
  NOTE_UNSIGNED: {
    http: 403,
    retry: false,
    zh: ['没有可信的签名', '签名的钥匙都不在您信任的名单里', '请核对信任名单（policy）是否是这个地方的'],
    en: [
      'No trusted signature',
      'None of the signing keys is on your list of trusted keys',
      'Check that the policy is the one of this place',
    ],
  },
  NOTE_SIGNATURE_INVALID: {
    http: 403,
    retry: false,
    zh: ['签名不对', '“{name}”的签名与内容对不上，内容可能被改动过', '请不要采信，重新下载再验'],
    en: [
      'A signature does not verify',
      'The signature of {name} does not fit the text, which may have been changed',
      'Do not rely on it; download and verify again',
    ],
  },
  VKEY_MALFORMED: {
    http: 400,
    retry: false,
    zh: ['公钥写法不对', '{problem}', '请从发布方重新抄录整行公钥'],
    en: ['The verifier key is not well-formed', '{problem}', 'Copy the whole key again from its publisher'],
  },
  POLICY_MALFORMED: {
    http: 400,
    retry: false,
    zh: ['信任名单读不了', '第 {line} 行：{problem}', '请改正这一行，或重新下载信任名单'],
    en: [
      'The trust policy cannot be read',
      'Line {line}: {problem}',
      'Correct this line or download it again',
    ],
  },
  POLICY_QUORUM_MISSING: {
    http: 422,
    retry: true,
    zh: [
      '见证不够',
      '信任名单要求的见证人还没有都签名（已有：{cosigners}）',
      '请稍后重新取得证明；一直不够请联系见证单位',
    ],
    en: [
      'Not enough witnesses',
      'The quorum of the policy has not cosigned (present: {cosigners})',
      'Fetch the proof again later; if it stays short contact the witnesses',
    ],
  },
  POLICY_LOG_UNKNOWN: {
    http: 403,
    retry: false,
    zh: [
      '不认识这本日志',
      '日志“{origin}”不在信任名单里，或没有它自己的签名',
      '请核对信任名单是否是这个地方的',
    ],
    en: [
      'The log is not known',
      'The log {origin} is not in the policy, or did not sign',
      'Check that the policy is the one of this place',
    ],
  },
  COSIGNATURE_FROM_FUTURE: {
    http: 422,
    retry: true,
    zh: ['见证时间在将来', '“{name}”的见证时间晚于现在', '请检查本机时钟，再验一次'],
    en: [
      'A cosignature is from the future',
      'The time of {name} is later than now',
      "Check this device's clock and verify again",
    ],
  },
  TLOG_PROOF_MALFORMED: {
    http: 400,
    retry: false,
    zh: ['这份存证证明读不了', '格式不符合规定：{problem}', '请重新下载证明文件，不要用编辑器改动'],
    en: [
      'The proof cannot be read',
      'It does not follow the format: {problem}',
      'Download it again and do not edit it',
    ],
  },
  TILE_MALFORMED: {
    http: 422,
    retry: false,
    zh: ['日志的一块数据不对', '{path}：{problem}', '请运行 hufu doctor 检查日志目录'],
    en: ['A tile of the log is not valid', '{path}: {problem}', "Run hufu doctor on the log's folder"],
  },
  LOG_INDEX_OUT_OF_RANGE: {
    http: 404,
    retry: true,
    zh: ['日志里没有这一条', '要第 {index} 条，而那时日志只有 {size} 条', '请稍后再试，或核对编号'],
    en: [
      'The log has no such entry',
      'Entry {index} was asked of a log of size {size}',
      'Try again later or check the number',
    ],
  },
  LOG_GAP: {
    http: 409,
    retry: false,
    zh: [
      '日志不能跳号，没有写入',
      '要写第 {index} 条，日志只到第 {size} 条',
      '请先补写中间的；运行 hufu doctor 核对数据库与日志',
    ],
    en: [
      'The log takes no gaps; nothing was written',
      'Entry {index} was offered to a log of size {size}',
      'Append what is between first; run hufu doctor to compare database and log',
    ],
  },
  LOG_CONFLICT: {
    http: 409,
    retry: false,
    zh: [
      '日志里这一条是别的内容，没有写入',
      '第 {index} 条已经写定，不能改',
      '请停止写入，运行 hufu doctor 核对数据库与日志',
    ],
    en: [
      'The log holds something else at this place; nothing was written',
      'Entry {index} is fixed and cannot change',
      'Stop writing and run hufu doctor to compare database and log',
    ],
  },
  LOG_ENTRY_TOO_LARGE: {
    http: 413,
    retry: false,
    zh: [
      '这一条太大，没有写入日志',
      '一条最多 65535 字节，这条 {sizeBytes} 字节',
      '日志只收承诺值，请不要写原文',
    ],
    en: [
      'The entry is too large and was not logged',
      'An entry holds at most 65535 bytes, this one has {sizeBytes}',
      'The log takes commitments; do not write the content itself',
    ],
  },
  LOG_INCONSISTENT: {
    http: 500,
    retry: false,
    zh: [
      '日志目录自相矛盾，拒绝启动',
      '{problem}',
      '请不要删除任何文件；运行 hufu doctor 查看差别，再从备份或副本恢复',
    ],
    en: [
      'The folder of the log contradicts itself; it was not opened',
      '{problem}',
      'Remove nothing; run hufu doctor to see the difference, then restore from a backup or mirror',
    ],
  },
  LOG_STOPPED: {
    http: 503,
    retry: true,
    zh: ['日志已停止写入', '先前一次写盘失败，或程序正在退出', '请重新启动；日志会从已写定的部分接着做'],
    en: [
      'The log has stopped taking entries',
      'An earlier write failed, or the program is stopping',
      'Start again; the log continues from what is durable',
    ],
  },
  CHECKPOINT_ROLLED_BACK: {
    http: 409,
    retry: false,
    zh: ['检查点不对，没有采纳', '{problem}', '请运行 hufu doctor，并告诉监督部门：日志可能被改动'],
    en: [
      'The checkpoint was not accepted',
      '{problem}',
      'Run hufu doctor and tell the supervisors: the log may have been changed',
    ],
  },
  WITNESS_REQUEST_MALFORMED: {
    http: 400,
    retry: false,
    zh: ['见证请求读不了', '{problem}', '请按 c2sp.org/tlog-witness 的格式重发'],
    en: ['The witness request cannot be read', '{problem}', 'Send it again as c2sp.org/tlog-witness says'],
  },
  WITNESS_UNREACHABLE: {
    http: 503,
    retry: true,
    zh: ['见证人没有回应', '“{name}”：{problem}', '请稍后重试；一直不通请联系见证单位'],
    en: [
      'A witness did not answer',
      '{name}: {problem}',
      'Try again later; if it persists contact its operator',
    ],
  },
  WITNESS_REFUSED: {
    http: 409,
    retry: false,
    zh: ['见证人拒绝签名', '“{name}”回应 {status}：{problem}', '请运行 hufu doctor 核对日志；不要绕过见证'],
    en: [
      'A witness refused to cosign',
      '{name} answered {status}: {problem}',
      'Run hufu doctor on the log; do not go round the witness',
    ],
  },
  COMMITMENT_SALT_INVALID: {
    http: 400,
    retry: false,
    zh: ['盐值长度不对', '盐值应为 32 字节，这里是 {sizeBytes} 字节', '请重新下载证据包'],
    en: [
      'The salt has the wrong length',
      'A salt has 32 bytes, this one {sizeBytes}',
      'Download the evidence pack again',
    ],
  },
});

import { defineErrors } from './entry.ts';

/** What people who run Hufu meet: parts that do not start, ports, files, missing programs. */
export const operationErrors = defineErrors({
  PART_NOT_READY: {
    http: 500,
    retry: true,
    zh: ['{part} 没有启动起来', '它提前退出，或在规定时间内没有就绪', '请看日志 {log}，排除原因后重新启动'],
    en: [
      '{part} did not start',
      'It ended, or was not ready in time',
      'Read {log}, mend the cause and start again',
    ],
  },
  PORT_TAKEN: {
    http: 500,
    retry: true,
    zh: ['端口 {port} 被占用', '本机另一个程序正在使用它', '请关掉那个程序，或用 --port 换一个'],
    en: [
      'Port {port} is taken',
      'Another program on this computer uses it',
      'Close that program or choose another with --port',
    ],
  },
  WITNESS_STATE_DAMAGED: {
    http: 500,
    retry: false,
    zh: [
      '见证方的存档坏了',
      '{file} 不是它自己写下的样子，不能再据此签名',
      '请从备份恢复；没有备份就换新的见证钥匙并重新登记',
    ],
    en: [
      'The memory of the witness is damaged',
      '{file} is not as the witness wrote it; nothing may be signed on its strength',
      'Restore it from a backup, or enrol a new witness key',
    ],
  },
  FILE_UNREADABLE: {
    http: 400,
    retry: false,
    zh: ['文件读不了', '{file}：{problem}', '请核对文件名，确认文件存在并且可以读取'],
    en: [
      'The file cannot be read',
      '{file}: {problem}',
      'Check the name, and that the file exists and may be read',
    ],
  },
  OPTION_INVALID: {
    http: 400,
    retry: false,
    zh: ['参数不对', '{option} 的值“{value}”不能用', '请用 --help 看可以填什么'],
    en: [
      'An option is not valid',
      '“{value}” cannot be used for {option}',
      'See --help for what may be given',
    ],
  },
  BENCH_SET_INVALID: {
    http: 400,
    retry: false,
    zh: ['测试集不能用', '{set}：{problem}', '请对照 truth.json 检查文件夹，或换一个测试集'],
    en: [
      'The test set cannot be used',
      '{set}: {problem}',
      'Check the folder against its truth.json, or choose another set',
    ],
  },
  SERVER_DATA_MISSING: {
    http: 404,
    retry: false,
    zh: [
      '这里没有服务器的数据',
      '{path}：{problem}',
      '请核对 HUFU_DATA_DIR 和 DATABASE_URL 是否与服务器的一致',
    ],
    en: [
      'There is no data of a server here',
      '{path}: {problem}',
      'Check that HUFU_DATA_DIR and DATABASE_URL are those of the server',
    ],
  },
  TARGET_NOT_EMPTY: {
    http: 409,
    retry: false,
    zh: ['目标里已有内容，什么也没有写', '{path} 不是空的', '请换一个空的文件夹或数据库，原有内容不会被覆盖'],
    en: [
      'The target is not empty; nothing was written',
      '{path} holds something already',
      'Choose an empty folder or database; nothing is ever overwritten',
    ],
  },
  BACKUP_INVALID: {
    http: 422,
    retry: false,
    zh: ['备份不完整或被改动过，没有恢复', '{path}：{problem}', '请换一份完好的备份'],
    en: [
      'The backup is incomplete or was altered; nothing was restored',
      '{path}: {problem}',
      'Use another backup that is whole',
    ],
  },
  BACKUP_UNSETTLED: {
    http: 503,
    retry: true,
    zh: [
      '没有等到数据库和日志一致的时刻',
      '试了 {tries} 次，服务器一直在写',
      '请稍后再试，或停下服务器再备份',
    ],
    en: [
      'No moment was found at which database and log agree',
      '{tries} tries were made while the server kept writing',
      'Try again later, or stop the server first',
    ],
  },
});

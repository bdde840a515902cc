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
});

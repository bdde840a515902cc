import { defineErrors } from './entry.ts';

/** Why the server does not start, and what it says about origins and uploads. */
export const serverErrors = defineErrors({
  CONFIG_INVALID: {
    http: 500,
    retry: false,
    zh: ['配置有错，没有启动', '{problems}', '请按 docs/config.md 改正这些环境变量后重新启动'],
    en: [
      'The settings are wrong; nothing was started',
      '{problems}',
      'Correct them as docs/config.md says and start again',
    ],
  },
  DATABASE_START_FAILED: {
    http: 500,
    retry: true,
    zh: ['数据库没能启动', '{problem}', '请看 {log} 里的原因；也可以用 DATABASE_URL 指定已有的 PostgreSQL'],
    en: [
      'The database did not start',
      '{problem}',
      'Look at {log}; or set DATABASE_URL to a PostgreSQL you run',
    ],
  },
  DATABASE_FOLDER_UNREACHABLE: {
    http: 500,
    retry: false,
    zh: [
      '内置数据库用不了这个目录',
      '目录 {path} 不允许数据库账号进入，备用目录 {fallback} 也不行',
      '请把 HUFU_DATA_DIR 设到该账号能进入的目录（例如 /var/lib/hufu），或设置 DATABASE_URL',
    ],
    en: [
      'The embedded database cannot use this folder',
      '{path} does not let the database account pass, and neither does {fallback}',
      'Set HUFU_DATA_DIR to a folder it can pass (such as /var/lib/hufu), or set DATABASE_URL',
    ],
  },
  DATABASE_UNREACHABLE: {
    http: 503,
    retry: true,
    zh: ['连不上数据库', '{problem}', '请检查 DATABASE_URL、网络和数据库是否在运行'],
    en: [
      'The database cannot be reached',
      '{problem}',
      'Check DATABASE_URL, the network, and that the database runs',
    ],
  },
  DATABASE_UNSAFE: {
    http: 500,
    retry: false,
    zh: [
      '数据库的设置会丢数据，拒绝启动',
      '{setting} 现在是 {value}，断电时已确认的记录会丢',
      '请在 PostgreSQL 里把 {setting} 设为 on，再启动',
    ],
    en: [
      'The database is set to lose data; not started',
      '{setting} is {value}: a power cut would lose what was confirmed',
      'Set {setting} to on in PostgreSQL and start again',
    ],
  },
  ORIGIN_WRONG: {
    http: 403,
    retry: false,
    zh: [
      '这个请求来自别的网站，没有受理',
      '来源是 {origin}，不是本系统的网址',
      '请从本系统的页面操作；网址变了请找运维改 HUFU_PUBLIC_URL',
    ],
    en: [
      'The call came from another site and was not taken',
      'Its origin is {origin}',
      "Use this system's own pages; if its address changed set HUFU_PUBLIC_URL",
    ],
  },
  FILE_EMPTY: {
    http: 400,
    retry: false,
    zh: ['文件是空的', '“{name}”没有内容（0 字节）', '请重新选择文件，或重新拍照'],
    en: [
      'The file is empty',
      '{name} has no content (0 bytes)',
      'Choose the file again, or take a new photo',
    ],
  },
  FILE_TOO_LARGE: {
    http: 413,
    retry: false,
    zh: ['文件太大', '一个文件最多 {limitMb} MB', '请压缩，或分成几个文件上传'],
    en: ['The file is too large', 'A file may have at most {limitMb} MB', 'Make it smaller or split it'],
  },
  FILE_TYPE_UNSUPPORTED: {
    http: 415,
    retry: false,
    zh: [
      '这种文件不能用',
      '“{name}”的内容是{found}，只收 JPG、PNG、PDF、Word（.docx）',
      '请换成这几种之一；手机照片请用 JPG',
    ],
    en: [
      'This kind of file cannot be used',
      'The content of {name} is {found}; JPEG, PNG, PDF and DOCX are taken',
      'Use one of these',
    ],
  },
  FILE_TYPE_MISMATCH: {
    http: 415,
    retry: false,
    zh: [
      '文件的内容和后缀对不上',
      '“{name}”写的是 {extension}，内容却是{found}',
      '请用原来的软件重新另存为 PDF 或图片，不要只改后缀',
    ],
    en: [
      "The file's content is not what its name says",
      '{name} claims {extension} but holds {found}',
      'Save it again as PDF or picture with the program it came from',
    ],
  },
  DOCUMENT_NOT_READY: {
    http: 409,
    retry: true,
    zh: [
      '材料还没有准备好',
      '“{name}”还在转换，或者没能转换',
      '请等页面全部显示出来再提交；转换失败的请删掉重传',
    ],
    en: [
      'The material is not ready',
      '{name} is still being converted, or could not be',
      'Wait until every page shows; remove and upload again what failed',
    ],
  },
  LIBREOFFICE_MISSING: {
    http: 503,
    retry: false,
    zh: [
      '服务器不能转换 Word 文件',
      '服务器上没有安装 LibreOffice',
      '请先另存为 PDF 再上传；运维可安装 libreoffice-writer（apt install libreoffice-writer）',
    ],
    en: [
      'This server cannot convert Word files',
      'LibreOffice is not installed on it',
      'Save as PDF and upload that; the maintainer can run apt install libreoffice-writer',
    ],
  },
  WORD_CONVERSION_FAILED: {
    http: 422,
    retry: false,
    zh: ['Word 文件没能转换', '{problem}', '请用 Word 打开检查，另存为 PDF 后再上传'],
    en: [
      'The Word file could not be converted',
      '{problem}',
      'Open it in Word, save it as PDF and upload that',
    ],
  },
  REQUEST_INCONSISTENT: {
    http: 400,
    retry: false,
    zh: ['申请内容前后对不上', '{problem}', '请返回检查材料、印章和事项后重新提交'],
    en: [
      'The request contradicts itself or the records',
      '{problem}',
      'Go back, check material, seals and matter, and submit again',
    ],
  },
});

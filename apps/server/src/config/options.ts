import { z } from 'zod';

/** One setting of the server: its schema (with the default), what it means, an example. */
export interface Option {
  readonly schema: z.ZodType;
  readonly zh: string;
  readonly en: string;
  readonly example: string;
  /** May also be read from the file named by `<NAME>_FILE`; never logged. */
  readonly isSecret?: true;
}

function defineOptions<const T extends Readonly<Record<string, Option>>>(options: T): T {
  return options;
}

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const yesNo = (fallback: 'yes' | 'no') =>
  z
    .enum(['yes', 'no', 'true', 'false', '1', '0'])
    .default(fallback)
    .transform((v) => v === 'yes' || v === 'true' || v === '1');
/** Every setting. docs/config.md and example.env are written from this table. */
export const options = defineOptions({
  HUFU_DATA_DIR: {
    schema: z.string().min(1).default('.hufu'),
    zh: '数据目录：数据库（内置时）、证据文件、日志、密钥',
    en: 'Folder of the data: database (when embedded), evidence, log, keys',
    example: '/var/lib/hufu',
  },
  DATABASE_URL: {
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'postgres://… wanted')
      .optional(),
    zh: '外部 PostgreSQL（15 及以上）；不填则用内置的',
    en: 'An external PostgreSQL (15 or later); the embedded one when absent',
    example: 'postgres://hufu:secret@db.internal:5432/hufu',
    isSecret: true,
  },
  HUFU_HTTP_HOST: {
    schema: z.string().min(1).default('127.0.0.1'),
    zh: '网页与接口监听的地址',
    en: 'Address the web pages and the API listen on',
    example: '127.0.0.1',
  },
  HUFU_HTTP_PORT: {
    schema: port(7480),
    zh: '网页与接口的端口；0 表示任意空闲端口',
    en: 'Port of web pages and API; 0 takes any free one',
    example: '7480',
  },
  HUFU_PUBLIC_URL: {
    schema: z.url({ protocol: /^https?$/ }).optional(),
    zh: '人们打开的网址；通行密钥和来源检查以它为准。不填则为 http://localhost:<端口>',
    en: 'Address people open; passkeys and the origin check go by it. http://localhost:<port> when absent',
    example: 'https://yongyin.example.gov.cn',
  },
  HUFU_MACHINE_HOST: {
    schema: z.string().min(1).default('127.0.0.1'),
    zh: '印章机连接（HTTPS、MQTT，双向证书）监听的地址',
    en: 'Address for machines (HTTPS and MQTT with client certificates)',
    example: '0.0.0.0',
  },
  HUFU_MACHINE_PORT: {
    schema: port(7481),
    zh: '印章机上传留影的 HTTPS 端口',
    en: 'HTTPS port machines upload evidence to',
    example: '7481',
  },
  HUFU_MQTT_PORT: {
    schema: port(7483),
    zh: '内置消息服务（MQTT over TLS）的端口',
    en: 'Port of the embedded broker (MQTT over TLS)',
    example: '7483',
  },
  HUFU_MQTT_URL: {
    schema: z
      .string()
      .regex(/^mqtts:\/\//, 'mqtts://… wanted')
      .optional(),
    zh: '外部 MQTT 服务（如 Mosquitto，配置见 deploy/mosquitto）；不填则用内置的',
    en: 'An external broker such as Mosquitto (its files: deploy/mosquitto); the embedded one when absent',
    example: 'mqtts://broker.internal:8883',
  },
  HUFU_DEMO: {
    schema: yesNo('no'),
    zh: '演示模式：各处标明“演示”，放宽登录频率',
    en: 'Demo mode: marked everywhere, sign-in limit relaxed',
    example: 'no',
  },
  HUFU_SESSION_HOURS: {
    schema: z.coerce.number().min(0.01).max(720).default(12),
    zh: '登录多久后过期（小时）',
    en: 'Hours until a session expires',
    example: '12',
  },
  HUFU_LOGIN_ATTEMPTS: {
    schema: z.coerce.number().int().min(1).max(10_000).default(10),
    zh: '五分钟内同一地址或同一账号可试的登录次数',
    en: 'Sign-in attempts for one address or account within five minutes',
    example: '10',
  },
  HUFU_LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
    zh: '运行日志的详细程度',
    en: 'How much is written to the operating log',
    example: 'info',
  },
  HUFU_WEB_DIR: {
    schema: z.string().min(1).optional(),
    zh: '网页所在目录（其中有 web-mobile/dist 等）；不填则用随附的',
    en: 'Folder of the web apps (holding web-mobile/dist and so on); the bundled one when absent',
    example: '/usr/share/hufu/apps',
  },
  HUFU_SOFFICE: {
    schema: z.string().min(1).default('soffice'),
    zh: 'LibreOffice 程序，用来把 Word 文件转成 PDF',
    en: 'LibreOffice, which turns Word files into PDF',
    example: '/usr/bin/soffice',
  },
  HUFU_PAPER_WORKERS: {
    schema: z.coerce.number().int().min(1).max(64).default(1),
    zh: '处理页面图像的线程数',
    en: 'Threads that render and compare pages',
    example: '2',
  },
  HUFU_LOG_ORIGIN: {
    schema: z
      .string()
      .regex(/^[a-zA-Z0-9./_-]{3,200}$/)
      .default('hufu.example/demo'),
    zh: '透明日志的名称（origin），一经使用不可更改',
    en: 'Origin of the transparency log; never change it once in use',
    example: 'log.yongyin.example.gov.cn/district',
  },
  HUFU_LOG_KEY_FILE: {
    schema: z.string().min(1).optional(),
    zh: '日志签名钥匙（32 字节十六进制）所在的文件；不填则为数据目录下 keys/log.seed，首次启动时生成',
    en: 'File of the key that signs the log (32 bytes, hex); keys/log.seed in the data folder when absent, made at the first start',
    example: '/etc/hufu/log.seed',
  },
  HUFU_PKI_DIR: {
    schema: z.string().min(1).optional(),
    zh: '机器连接用的证书目录（CA 与服务器证书）；不填则为数据目录下 pki，首次启动时生成',
    en: 'Folder of the certificates for the machine link; pki in the data folder when absent, made at the first start',
    example: '/etc/hufu/pki',
  },
  HUFU_WITNESSES_FILE: {
    schema: z.string().min(1).optional(),
    zh: '见证方名单：JSON 数组，每项 {name, organisation, vkey, url, sameHost}；不填则没有见证，机器不会盖章',
    en: 'The witnesses: a JSON array of {name, organisation, vkey, url, sameHost}; without one nothing is witnessed and no machine stamps',
    example: '/etc/hufu/witnesses.json',
  },
  HUFU_TIMESTAMPS_FILE: {
    schema: z.string().min(1).optional(),
    zh: '时间戳机构（RFC 3161）：JSON 数组，每项 {name, url, certificates}，certificates 是其 CA 证书的 PEM 文件；不填则没有时间戳，证据包会如实写明',
    en: 'Time-stamp authorities (RFC 3161): a JSON array of {name, url, certificates}, the last naming a PEM file of their CA; without one there are no time stamps, and packs say so',
    example: '/etc/hufu/timestamps.json',
  },
  HUFU_KEEP_PERSON_DAYS: {
    schema: z.coerce.number().int().min(1).max(3_650).default(180),
    zh: '到场人照片保存多少天；个人信息保护法第十九条要求为实现目的所必需的最短时间',
    en: 'Days that photographs of people are kept; PIPL article 19 wants the shortest time the purpose needs',
    example: '180',
  },
  HUFU_KEEP_PAPER_DAYS: {
    schema: z.coerce.number().int().min(3_653).max(36_525).default(3_653),
    zh: '用印留影（盖前、盖后照片）保存多少天；村级档案管理办法的定期最短为 10 年',
    en: 'Days that photographs of papers before and after the press are kept; ten years is the least term of village archives',
    example: '10958',
  },
  HUFU_KEEP_MATERIAL_DAYS: {
    schema: z.coerce.number().int().min(3_653).max(36_525).default(3_653),
    zh: '申请材料（上传的文件及其页面）保存多少天；最短 10 年，同上',
    en: 'Days that uploaded material and its pages are kept; ten years at least, as above',
    example: '10958',
  },
  HUFU_WITNESS_QUORUM: {
    schema: z.coerce.number().int().min(2).max(20).default(2),
    zh: '一份检查点至少要几家见证方签名',
    en: 'Witnesses that must cosign a checkpoint',
    example: '2',
  },
});

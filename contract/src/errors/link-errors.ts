import { defineErrors } from './entry.ts';

/** How the link between machine and server fails. */
export const linkErrors = defineErrors({
  LINK_OFFLINE: {
    http: 503,
    retry: true,
    zh: ['与服务器的连接已断开', '网络或消息服务不通：{url}', '恢复后会自动续传；已批准的用印可以继续'],
    en: [
      'The link to the server is down',
      'The network or the broker cannot be reached: {url}',
      'What waits is sent by itself later; approved stampings can go on',
    ],
  },
  LINK_MESSAGE_INVALID: {
    http: 400,
    retry: false,
    zh: ['收到一条读不懂的消息', '内容不符合约定：{problem}', '请核对两端的版本'],
    en: [
      'A message cannot be read',
      'Its content does not follow the protocol: {problem}',
      'Compare the versions of both ends',
    ],
  },
  LINK_MESSAGE_TOO_LARGE: {
    http: 413,
    retry: false,
    zh: ['消息太大', '一条消息有 {size} 字节，超过 64 KiB', '图片请走文件上传，不走消息'],
    en: [
      'The message is too large',
      'It has {size} bytes, more than 64 KiB',
      'Pictures go by upload, not by message',
    ],
  },
  LINK_TOPIC_FORBIDDEN: {
    http: 403,
    retry: false,
    zh: ['不能使用这个主题', '证书的名字不允许读写：{topic}', '请核对设备证书'],
    en: [
      'This topic is not allowed',
      "The certificate's name may not use {topic}",
      "Check the device's certificate",
    ],
  },
  LINK_PORT_TAKEN: {
    http: 503,
    retry: true,
    zh: ['消息服务无法启动', '端口 {port} 打不开，可能已被占用', '请换一个端口，或停掉占用它的程序'],
    en: [
      'The broker cannot start',
      'Port {port} cannot be opened; it may be taken',
      'Choose another port or stop its holder',
    ],
  },
  CERTIFICATE_REQUEST_INVALID: {
    http: 400,
    retry: false,
    zh: ['证书申请无效', '申请上的签名与其中的公钥不符', '请在设备上重新生成申请'],
    en: [
      'The certificate request is invalid',
      'Its signature does not fit its public key',
      'Create the request again on the device',
    ],
  },
});

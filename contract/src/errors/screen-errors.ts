import { defineErrors } from './entry.ts';

/** What can go wrong on the machine's screen, the desk and the verify page themselves. */
export const screenErrors = defineErrors({
  AGENT_UNREACHABLE: {
    http: 503,
    retry: true,
    zh: [
      '屏幕和印章机断开了',
      '印章机的程序正在重新启动，或者没有运行',
      '请等半分钟，会自动接上；还不行就请联系运维人员',
    ],
    en: [
      'The screen has lost the machine',
      'Its program is starting again or not running',
      'Wait half a minute, it reconnects by itself; else call the maintainer',
    ],
  },
  QR_NOT_FOUND: {
    http: 422,
    retry: false,
    zh: [
      '图片里没有找到虎符回执的二维码',
      '二维码没拍全、太模糊，或者不是虎符的回执',
      '请把二维码拍正拍清楚，再试一次',
    ],
    en: [
      'No Hufu receipt code was found in the picture',
      'The code is cut off, blurred, or of something else',
      'Take a straight, sharp picture of the code and try again',
    ],
  },
  QR_CAMERA_REFUSED: {
    http: 403,
    retry: false,
    zh: [
      '不能使用摄像头',
      '没有摄像头，或者浏览器没有得到允许',
      '请允许使用摄像头，或改用“选一张二维码图片”',
    ],
    en: [
      'The camera cannot be used',
      'There is none, or the browser was not allowed to use it',
      'Allow the camera, or choose a picture of the code instead',
    ],
  },
  FILE_NOT_EVIDENCE: {
    http: 422,
    retry: false,
    zh: [
      '这不是证据包，也不是入册证明',
      '“{name}”的内容和这两种文件都对不上',
      '请选择从本系统下载的 .zip 证据包或 .tlog-proof 证明文件',
    ],
    en: [
      'This is neither an evidence pack nor a proof',
      'The contents of “{name}” fit neither of the two kinds',
      'Choose an evidence pack (.zip) or proof (.tlog-proof) downloaded from this system',
    ],
  },
});

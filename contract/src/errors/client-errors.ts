import { defineErrors } from './entry.ts';

/** What a person's own device refuses: it trusts neither server nor network with what is shown and signed. */
export const clientErrors = defineErrors({
  PAGE_IMAGE_ALTERED: {
    http: 409,
    retry: true,
    zh: [
      '这一页没有显示',
      '收到的图片与申请里登记的不一致，可能传坏了，也可能被人动过',
      '请再试一次；还不行就不要批准，并告诉纪检或管理员',
    ],
    en: [
      'This page is not shown',
      'The picture received is not the one named in the request: damaged on the way, or tampered with',
      'Try again; if it stays so, do not approve, and tell the inspector or administrator',
    ],
  },
  REQUEST_NOT_AS_SIGNED: {
    http: 409,
    retry: false,
    zh: [
      '这份申请与签名对不上',
      '服务器给出的“{field}”和经办人签过名的内容不一样',
      '请不要批准，并告诉纪检或管理员',
    ],
    en: [
      'The request differs from what was signed',
      'The server shows another “{field}” than the filer signed',
      'Do not approve; tell the inspector or administrator',
    ],
  },
  ROSTER_PIN_BROKEN: {
    http: 409,
    retry: false,
    zh: [
      '本村名册和这台手机记住的不一样',
      '手机里记着第 {pinned} 版，服务器给的名册接不上它：{problem}',
      '请不要批准或签名，先向村委会核对名册校验码',
    ],
    en: [
      'The roster is not the one this phone remembers',
      'The phone remembers version {pinned}, and the server offers one that does not follow it: {problem}',
      'Sign nothing; compare the check code of the roster with the village committee first',
    ],
  },
  KEY_MISSING: {
    http: 404,
    retry: false,
    zh: [
      '这台手机上没有您的钥匙',
      '签名要用本人的钥匙，这台手机里没有，或者还没有登记到名册',
      '请到“我的钥匙”里新建或导入，再请村里登记到名册',
    ],
    en: [
      'Your key is not on this phone',
      'Signing needs your own key; this phone holds none that is in the roster',
      'Create or import one under “My keys”, then have the village enter it into the roster',
    ],
  },
  KEY_STORE_UNAVAILABLE: {
    http: 503,
    retry: true,
    zh: [
      '这个浏览器存不了钥匙',
      '浏览器不让网页保存数据，可能开着无痕模式，或者存储空间满了',
      '请关闭无痕模式或清理空间后再试',
    ],
    en: [
      'This browser cannot keep keys',
      'It does not let pages store data: perhaps private mode, or no space left',
      'Leave private mode or free some space, then try again',
    ],
  },
  PHOTO_NOT_CONVERTED: {
    http: 400,
    retry: false,
    zh: [
      '这张照片转换不了',
      '“{name}”是苹果手机的 HEIC 格式，这台手机没能把它转成普通照片',
      '请在相机设置里改成“兼容性最佳”，或者重新拍一张',
    ],
    en: [
      'This photo could not be converted',
      '“{name}” is in the HEIC format and this phone could not turn it into an ordinary photo',
      'Set the camera to “Most Compatible”, or take the photo again',
    ],
  },
});

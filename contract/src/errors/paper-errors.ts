import { defineErrors } from './entry.ts';

/** Why a file is not accepted as a document or a picture. */
export const paperErrors = defineErrors({
  PAPER_EMPTY_FILE: {
    http: 422,
    retry: false,
    zh: ['文件没有收下', '这个文件是空的（0 字节）', '请重新选择文件，或重新拍照后再上传'],
    en: [
      'The file was not accepted',
      'It is empty (0 bytes)',
      'Choose the file again, or take the picture again',
    ],
  },
  PAPER_FILE_TOO_LARGE: {
    http: 413,
    retry: false,
    zh: ['文件没有收下', '文件有 {sizeMiB} MB，超过了 {limitMiB} MB 的上限', '请压缩图片或拆分文件后再上传'],
    en: [
      'The file was not accepted',
      'It has {sizeMiB} MB, more than the limit of {limitMiB} MB',
      'Make the picture smaller or split the file',
    ],
  },
  PAPER_UNKNOWN_TYPE: {
    http: 415,
    retry: false,
    zh: ['文件没有收下', '只能用 PDF、JPEG 或 PNG，这个文件不是', '请另存为 PDF，或直接拍照上传'],
    en: [
      'The file was not accepted',
      'Only PDF, JPEG and PNG are read, and it is none of these',
      'Save it as PDF or take a picture of it',
    ],
  },
  PAPER_NOT_A_PDF: {
    http: 422,
    retry: false,
    zh: ['文件打不开', '文件名是 PDF，内容却不是 PDF', '请用原软件重新导出为 PDF 后再上传'],
    en: [
      'The file cannot be opened',
      'It is called a PDF but its content is something else',
      'Export it again as PDF',
    ],
  },
  PAPER_TRUNCATED: {
    http: 422,
    retry: false,
    zh: ['文件打不开', '文件不完整，后半部分丢失了', '请重新导出或重新传一次'],
    en: [
      'The file cannot be opened',
      'It is incomplete; its end is missing',
      'Export it again or send it again',
    ],
  },
  PAPER_DAMAGED: {
    http: 422,
    retry: false,
    zh: ['文件打不开', '文件已损坏，读不出内容', '请重新导出或重新拍照'],
    en: [
      'The file cannot be opened',
      'It is damaged and cannot be read',
      'Export it again or take the picture again',
    ],
  },
  PAPER_ENCRYPTED: {
    http: 422,
    retry: false,
    zh: ['文件打不开', '这个 PDF 设了密码', '请去掉密码后再上传'],
    en: [
      'The file cannot be opened',
      'This PDF asks for a password',
      'Remove the password and send it again',
    ],
  },
  PAPER_NO_PAGES: {
    http: 422,
    retry: false,
    zh: ['文件没有收下', '这个 PDF 里没有页面', '请检查文件后重新导出'],
    en: ['The file was not accepted', 'This PDF has no pages', 'Check it and export it again'],
  },
  PAPER_TOO_MANY_PAGES: {
    http: 422,
    retry: false,
    zh: ['文件没有收下', '文件有 {pages} 页，超过了 {limit} 页的上限', '请拆成几份分别申请'],
    en: [
      'The file was not accepted',
      'It has {pages} pages, more than the limit of {limit}',
      'Split it into several',
    ],
  },
  PAPER_TOO_MANY_PIXELS: {
    http: 422,
    retry: false,
    zh: ['图片没有收下', '图片有 {width}×{height} 像素，太大了', '请用普通清晰度重新拍照或缩小后再上传'],
    en: [
      'The picture was not accepted',
      'It has {width} by {height} pixels, too many',
      'Take it at a normal resolution or make it smaller',
    ],
  },
  PAPER_TOO_FEW_PIXELS: {
    http: 422,
    retry: false,
    zh: ['图片没有收下', '图片只有 {width}×{height} 像素，看不清字', '请走近一点重新拍照'],
    en: [
      'The picture was not accepted',
      'It has only {width} by {height} pixels, too few to read',
      'Take it again from closer',
    ],
  },
  PAPER_ANIMATED: {
    http: 422,
    retry: false,
    zh: ['图片没有收下', '这是动图，不是一张照片', '请上传一张静止的照片'],
    en: ['The picture was not accepted', 'It is animated, not one picture', 'Send a still picture'],
  },
  PAPER_PAGE_TOO_LARGE: {
    http: 422,
    retry: false,
    zh: ['文件没有收下', '第 {page} 页的幅面超过 A3', '请改为 A4 或 A3 幅面后重新导出'],
    en: ['The file was not accepted', 'Page {page} is larger than A3', 'Export it as A4 or A3'],
  },
  PAPER_NO_SUCH_PAGE: {
    http: 422,
    retry: false,
    zh: ['没有这一页', '文件只有 {pages} 页，要的是第 {page} 页', '请核对页码'],
    en: [
      'There is no such page',
      'The file has {pages} pages; page {page} was asked for',
      'Check the page number',
    ],
  },
  PAPER_SPECIMEN_UNREADABLE: {
    http: 422,
    retry: false,
    zh: ['印模用不了', '印模图片里找不到红色印文', '请重新登记清晰的红色印模'],
    en: [
      'The specimen cannot be used',
      'No red impression is found in its picture',
      'Register a clear red specimen again',
    ],
  },
  PAPER_LITTLE_PRINT: {
    http: 422,
    retry: false,
    zh: [
      '这张纸没有登记',
      '照片上只认出 {n} 处清楚的字，以后凭照片很难再找到它',
      '请把纸放平、光线均匀，靠近一点重新拍',
    ],
    en: [
      'The paper was not registered',
      'Only {n} places of print could be read: it would hardly be found again by a photo',
      'Lay it flat in even light and take the photo again from closer',
    ],
  },
  PAPER_REFERENCE_OUTDATED: {
    http: 409,
    retry: true,
    zh: ['准备好的批准页过时了', '它是按旧版的方法准备的', '会按批准的原图重新准备；反复出现请报告'],
    en: [
      'The prepared page is outdated',
      'It was prepared in the way of another version',
      'It is prepared again from the approved image; report it if it persists',
    ],
  },
  PAPER_REFERENCE_OTHER: {
    http: 409,
    retry: true,
    zh: ['批准页对不上', '拿来比对的页面不是签字批准的那一页', '会重新获取批准的页面；反复出现请报告'],
    en: [
      'This is not the approved page',
      'What the paper was to be compared with is not the page that was signed',
      'The approved page is fetched again; report it if it persists',
    ],
  },
  PAPER_WORKER_STOPPED: {
    http: 503,
    retry: true,
    zh: ['比对中断了', '比对程序意外退出', '请再试一次；仍不行请联系管理员'],
    en: [
      'The comparison was interrupted',
      'Its worker stopped unexpectedly',
      'Try again; if it fails again call the administrator',
    ],
  },
});

import type { ThreeSentences } from './errors/entry.ts';

interface ReasonEntry {
  readonly zh: ThreeSentences;
  readonly en: ThreeSentences;
}

function defineReasons<const T extends Readonly<Record<string, ReasonEntry>>>(entries: T): T {
  return entries;
}

/** Why a comparison of papers ended as it did; codes are stable, texts are what people see. */
export const paperReasons = defineReasons({
  BLANK_PAGE: {
    zh: ['这是一张白纸', '纸上几乎没有字', '请放上批准的那份文件'],
    en: ['This is a blank sheet', 'There is hardly any print on it', 'Put the approved paper in place'],
  },
  HALF_BLANK: {
    zh: ['纸上有大片空白', '批准时有内容的地方现在是空的', '请放上完整打印的文件'],
    en: [
      'A large part is blank',
      'Where the approved page has print the sheet has none',
      'Put the fully printed paper in place',
    ],
  },
  WRONG_PAGE: {
    zh: ['这不是批准的那一页', '版面和批准的文件对不上', '请换上批准的那一页'],
    en: [
      'This is not the approved page',
      'Its layout differs from the approved one',
      'Put the approved page in place',
    ],
  },
  NO_PAPER: {
    zh: ['没看到纸', '照片里找不到纸张', '请把纸放正，整张拍进画面'],
    en: [
      'No paper was seen',
      'No sheet is found in the picture',
      'Place the sheet so that all of it is in view',
    ],
  },
  TOO_DARK: {
    zh: ['照片太暗', '光线不够，看不清字', '请打开灯、别挡光，再来一次'],
    en: [
      'The picture is too dark',
      'There is too little light to read',
      'Turn on the light, do not stand in it, and try again',
    ],
  },
  BLURRED: {
    zh: ['照片模糊', '纸没放平，或拍的时候动了', '请放平、等纸不动了再拍'],
    en: [
      'The picture is blurred',
      'The sheet is not flat or was moved',
      'Lay it flat, let it lie still and take it again',
    ],
  },
  GLARE: {
    zh: ['照片反光', '有一块太亮，盖住了字', '请挪一下纸，避开反光再拍'],
    en: [
      'The picture has glare',
      'A bright spot covers print',
      'Move the sheet out of the glare and take it again',
    ],
  },
  CUT_OFF: {
    zh: ['纸没拍全', '纸的一部分在画面外', '请整张拍进画面'],
    en: ['The sheet is cut off', 'Part of it is outside the picture', 'Take all of the sheet into view'],
  },
  PHOTO_OF_SCREEN: {
    zh: ['像是翻拍的屏幕', '照片里有屏幕的纹路', '请拍纸质原件'],
    en: [
      'This looks like a screen',
      'The picture shows the pattern of a display',
      'Take a picture of the paper itself',
    ],
  },
  TOO_SMALL_PRINT: {
    zh: ['字拍得太小', '照片的清晰度不够核对', '请用原样大小的纸，放正再拍'],
    en: [
      'The print is too small',
      'The picture has too few pixels to check it',
      'Use the sheet in its true size and take it again',
    ],
  },
  LOW_CORRELATION: {
    zh: ['和批准的文件只有一部分对得上', '照片和批准的那一页太不像', '请把纸压平、对正后再拍'],
    en: [
      'Only part agrees with the approved page',
      'The picture agrees too little with it',
      'Flatten the sheet and take it again',
    ],
  },
  TEXT_CHANGED: {
    zh: ['文字有改动', '方框处与批准的文件不一样', '请看方框处，换上批准的那份'],
    en: [
      'The text was changed',
      'The marked places differ from the approved page',
      'Look at the marks and use the approved paper',
    ],
  },
  DIGIT_CHANGED: {
    zh: ['数字有改动', '方框处的数字与批准的不一样', '请核对金额、号码、日期，换上批准的那份'],
    en: [
      'A digit was changed',
      'The marked digits differ from the approved ones',
      'Check amounts, numbers and dates; use the approved paper',
    ],
  },
  TEXT_ADDED: {
    zh: ['多了内容', '方框处是批准的文件里没有的', '请放上没有添加过的文件'],
    en: [
      'Something was added',
      'The marked places are not on the approved page',
      'Use the paper without additions',
    ],
  },
  TEXT_MISSING: {
    zh: ['少了内容', '方框处的内容不见了', '请放上完整的文件'],
    en: [
      'Something is missing',
      'What the approved page has at the marked places is gone',
      'Use the complete paper',
    ],
  },
  HANDWRITING_ADDED: {
    zh: ['多了手写内容', '方框处像是后来写上去的', '请换上没添字的那份；确需手写的，重新申请时标出填写处'],
    en: [
      'Handwriting was added',
      'The marked places look written by hand',
      'Use the sheet without it; if writing is needed, mark its place in a new request',
    ],
  },
  SUSPICIOUS_SPOT: {
    zh: ['有一处看不准', '方框处可能有改动，也可能是脏污或光线', '请擦净、压平后再拍一次'],
    en: [
      'One place is not certain',
      'It may be a change, dirt or light',
      'Clean and flatten the sheet and take it again',
    ],
  },
  TWO_SHEETS: {
    zh: ['台面上不止一张纸', '另一张纸的边角露了出来或盖在上面', '请拿走多余的纸，只放要盖章的这一张'],
    en: [
      'There is more than one sheet',
      'The edge of another one juts out or lies over it',
      'Take the other sheet away and leave only the one to be sealed',
    ],
  },
  MISSING_PAGE: {
    zh: ['少了一页', '批准的文件里有一页没有放上来', '请找到缺的那页，按顺序逐页放好'],
    en: [
      'A page is missing',
      'One page of the approved document was not shown',
      'Find the missing page and show the pages in order',
    ],
  },
  REPEATED_PAGE: {
    zh: ['有一页重复了', '同一页放了两次', '请拿走重复的那张，换上下一页'],
    en: [
      'A page came twice',
      'The same page was shown again',
      'Take the repeated sheet away and go on with the next',
    ],
  },
  PAGES_OUT_OF_ORDER: {
    zh: ['页序乱了', '各页都在，但顺序与批准的文件不同', '请按批准的顺序整理好'],
    en: [
      'The pages are out of order',
      'All are there, but not as the approved document has them',
      'Sort them as they were approved',
    ],
  },
  UPSIDE_DOWN: {
    zh: ['有一页放倒了', '这一页与其他页上下相反', '请转过来再放'],
    en: ['A page lies upside down', 'It is turned against the other pages', 'Turn it round'],
  },
  SEAM_FAN: {
    zh: ['纸没有摊好', '右边没有露出宽窄差不多的一条条边', '请把纸理齐、向右错开，每张露出同样宽的一条'],
    en: [
      'The sheets are not fanned',
      'Their right edges do not show strips of about the same width',
      'Put them in line and shift each to the right by the same width',
    ],
  },
  SEAM_SHEETS: {
    zh: ['张数不对', '摊开后露出的边数与批准的张数不一样', '请核对有没有少一张、多一张，再摊开'],
    en: [
      'The number of sheets is another',
      'As many edges as the approved document has sheets are wanted',
      'See whether a sheet is missing or too many, and fan them again',
    ],
  },
  SEAM_INCOMPLETE: {
    zh: ['骑缝章不完整', '有一页上没有骑缝章的那一部分', '请检查是否漏页，补齐后重新核对'],
    en: [
      'The seal across the seam is incomplete',
      'A page bears no part of it',
      'See whether a page is missing and check again',
    ],
  },
  SEAM_ORDER: {
    zh: [
      '骑缝章对不上',
      '各页上的印迹顺序接不起来，可能换过页',
      '请按原来的页序排好再核对；仍对不上请查明原因',
    ],
    en: [
      'The parts of the seal across the seam do not join',
      'Their order on the pages is another; a page may have been moved or exchanged',
      'Sort the pages as they were and check again; if it fails, find out why',
    ],
  },
  NO_IMPRESSION: {
    zh: ['没有盖上章', '纸上没有新的印迹', '请检查印章和印油后再试'],
    en: ['No impression was made', 'There is no new impression on the paper', 'Check the seal and its ink'],
  },
  SECOND_IMPRESSION: {
    zh: ['多盖了章', '纸上的新印迹不止一枚', '这张纸作废，请说明情况'],
    en: [
      'There is more than one impression',
      'More than one new impression is on the paper',
      'Void this sheet and explain',
    ],
  },
  WRONG_SEAL: {
    zh: ['盖的不是这枚章', '印迹与登记的印模不一样', '这张纸作废，请核对装的是哪枚章'],
    en: [
      'This is another seal',
      'The impression differs from the registered specimen',
      'Void this sheet and check which seal is mounted',
    ],
  },
  RETIRED_SEAL: {
    zh: ['盖的是停用的旧章', '印迹与已停用的印模一致', '这张纸作废，请收缴旧章并说明情况'],
    en: [
      'This is a seal out of use',
      'The impression agrees with a retired specimen',
      'Void this sheet, hand in the old seal and explain',
    ],
  },
  SEAL_UNSURE: {
    zh: ['印迹看不准', '印迹的一部分与印模对不上，可能没盖实', '请再拍一次；仍不行请人工核对'],
    en: [
      'The impression is not certain',
      'Part of it does not agree with the specimen',
      'Take it again, or have it checked by a person',
    ],
  },
  WRONG_PLACE: {
    zh: ['章盖偏了', '印迹离约定的位置太远', '请核对盖章位置'],
    en: [
      'The seal is in the wrong place',
      'The impression is too far from the agreed place',
      'Check the place',
    ],
  },
  FAINT: {
    zh: ['印迹偏淡', '印油不足或压得轻', '请给印章加墨'],
    en: ['The impression is faint', 'There was too little ink or pressure', 'Refill the ink'],
  },
  SLIPPED: {
    zh: ['印迹重影', '盖章时滑动或盖了两次', '这张纸作废，请重新申请后再盖'],
    en: [
      'The impression is doubled',
      'The seal slipped or struck twice',
      'Void this sheet and file a new request',
    ],
  },
  PARTIAL: {
    zh: ['印迹不完整', '只盖上了一部分', '请看能不能用；不能用就登记“盖坏了”，重新申请'],
    en: [
      'The impression is incomplete',
      'Only a part of it was printed',
      'See whether it will do; if not, record a bad stamp and file afresh',
    ],
  },
  ADDED_AFTER: {
    zh: ['盖章前后纸上有变化', '除印迹外多了或少了内容', '这张纸作废，请说明情况'],
    en: [
      'The paper changed while being sealed',
      'Something besides the impression is new or gone',
      'Void this sheet and explain',
    ],
  },
});

/** The closed union of reasons. */
export type PaperReason = keyof typeof paperReasons;

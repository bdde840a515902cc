import { amountInDigits, amountInWords } from '../village/amount.ts';
import { inventedIdNumber, inventedPerson, writtenDate } from '../village/names.ts';
import { commonValues, type Layout } from './layout.ts';

const label = (text: string, wMm = 28) => ({ text, wMm, label: true });

/** 收款收据: a receipt on half a page, three amounts and their words. */
export const receipt: Layout = {
  title: '收款收据',
  style: { marginMm: 18, sizePt: 12, leading: 1.6 },
  sizesPt: [11, 12, 12.5],
  pageMm: { widthMm: 210, heightMm: 140 },
  values: (random, village) => {
    const amount = random.int(10_000, 9_900_000);
    return {
      ...commonValues(random, village),
      serial: String(random.int(100_000, 999_999)),
      payer: inventedPerson(random),
      cause: random.pick(['土地租金', '卫生费', '自来水费', '鱼塘承包款', '投标保证金']),
      amount: amountInDigits(amount),
      amountWords: amountInWords(amount),
      period: `${random.int(2023, 2025)}年度`,
      way: random.pick(['现金', '银行转账', '微信', '支付宝']),
    };
  },
  write: (page) => {
    const tint = '#fbe9ea';
    page.heading('收款收据', { sizePt: 20, trackingPt: 10, colour: '#a01820' });
    page.line('{date}|No.{serial}', { sizePt: 11 });
    page.space(2);
    page.row(
      [label('交款单位/人'), { text: '{payer}', wMm: 62 }, label('收款方式'), { text: '{way}', wMm: 56 }],
      { tint },
    );
    page.row(
      [label('收款事由'), { text: '{cause}', wMm: 62 }, label('所属期间'), { text: '{period}', wMm: 56 }],
      { tint },
    );
    page.row([label('金额（大写）'), { text: '人民币{amountWords}', wMm: 146 }], { tint });
    page.row(
      [label('金额（小写）'), { text: '¥{amount}', wMm: 62 }, label('账号'), { text: '{account}', wMm: 56 }],
      { tint },
    );
    page.line('会计：{handler}|经手人：{name}', { sizePt: 11 });
    page.signature('{village}股份经济合作社（盖章）', '{date}', { spaceMm: 3 });
  },
};

/** 家庭信息登记表: a household with its members, under dark bars. */
export const household: Layout = {
  title: '家庭信息登记表',
  style: { marginMm: 20, sizePt: 12, leading: 1.6 },
  sizesPt: [11, 12, 12.5],
  values: (random, village) => ({
    ...commonValues(random, village),
    house: String(random.int(1, 480)),
    landArea: (random.int(5, 180) / 10).toFixed(1),
    houseArea: (random.int(600, 3600) / 10).toFixed(1),
    moved: writtenDate(random, 1985, 2020),
    ...Object.fromEntries(
      Array.from({ length: 5 }, (_, i) => [
        [`m${i}`, inventedPerson(random)],
        [`r${i}`, random.pick(['配偶', '长子', '次子', '长女', '次女', '儿媳', '父亲', '母亲'])],
        [`i${i}`, inventedIdNumber(random)],
        [`w${i}`, random.pick(['务农', '务工', '在校', '经商', '退休'])],
      ]).flat(),
    ),
  }),
  write: (page) => {
    const tint = '#eaeef2';
    const bar = (text: string) =>
      page.row([{ text, wMm: 170, label: true }], { tint: '#2d3e50', tintAll: true, ink: '#ffffff' });
    page.heading('家庭信息登记表', { sizePt: 18, trackingPt: 4 });
    page.line('{county}{town}{village}{group}组|登记日期：{date}', { sizePt: 11 });
    page.space(2);
    bar('一、户主情况');
    page.row([label('户主姓名'), { text: '{name}', wMm: 57 }, label('性别'), { text: '{sex}', wMm: 57 }], {
      tint,
    });
    page.row(
      [label('身份证号'), { text: '{idNumber}', wMm: 57 }, label('联系电话'), { text: '{phone}', wMm: 57 }],
      { tint },
    );
    page.row(
      [
        label('门牌号'),
        { text: '{village}{house}号', wMm: 57 },
        label('迁入日期'),
        { text: '{moved}', wMm: 57 },
      ],
      { tint },
    );
    bar('二、家庭成员');
    page.row([label('姓名', 34), label('关系', 30), label('身份证号', 66), label('职业', 40)], { tint });
    for (let i = 0; i < 5; i++) {
      page.row([
        { text: `{m${i}}`, wMm: 34, align: 'centre' },
        { text: `{r${i}}`, wMm: 30, align: 'centre' },
        { text: `{i${i}}`, wMm: 66, align: 'centre' },
        { text: `{w${i}}`, wMm: 40, align: 'centre' },
      ]);
    }
    bar('三、住房与承包地');
    page.row(
      [
        label('承包地'),
        { text: '{landArea}亩', wMm: 57 },
        label('住房面积'),
        { text: '{houseArea}平方米', wMm: 57 },
      ],
      { tint },
    );
    page.row([label('惠农卡账号'), { text: '{account}', wMm: 142 }], { tint });
    page.row([label('村委会意见'), { text: '以上信息经核对与户口簿一致。经办人：{handler}', wMm: 142 }], {
      tint,
      hMm: 24,
    });
    page.signature('{village}村民委员会（盖章）', '{date}', { spaceMm: 6 });
  },
};

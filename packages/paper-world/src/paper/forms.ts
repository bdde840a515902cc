import { amountInDigits, amountInWords } from '../village/amount.ts';
import { inventedPerson, writtenDate } from '../village/names.ts';
import { commonValues, type Layout } from './layout.ts';

const FORM_SIZES = [10.5, 11.5, 12, 13] as const;
const FORM = { marginMm: 20, sizePt: 12, leading: 1.6 };

/** 宅基地申请: a form with a table and tinted labels. */
export const homestead: Layout = {
  sizesPt: FORM_SIZES,
  title: '农村宅基地和建房申请表',
  style: FORM,
  values: (random, village) => ({
    ...commonValues(random, village),
    members: String(random.int(2, 7)),
    oldArea: String(random.int(60, 140)),
    newArea: String(random.int(80, 125)),
    floorArea: String(random.int(160, 375)),
    floors: String(random.int(1, 3)),
    height: (random.int(60, 108) / 10).toFixed(1),
    east: `${inventedPerson(random)}宅`,
    west: `${inventedPerson(random)}宅`,
    reason: random.pick([
      '因子女成年分户，现有住房不足，申请另选址新建。',
      '原住房年久失修，经鉴定为危房，申请原址翻建。',
      '原宅基地被村道拓宽占用，申请异地新建。',
    ]),
    member1: inventedPerson(random),
    member2: inventedPerson(random),
  }),
  write: (page) => {
    const tint = '#e4ecf4';
    const label = (text: string, wMm = 26) => ({ text, wMm, label: true });
    page.heading('农村宅基地和建房（规划许可）申请表', { sizePt: 17, trackingPt: 1 });
    page.line('申请单位：{county}{town}{village}{group}组|申请日期：{date}', { sizePt: 10.5 });
    page.space(2);
    page.row(
      [
        label('申请户主'),
        { text: '{name}', wMm: 30 },
        label('性别', 18),
        { text: '{sex}', wMm: 16, align: 'centre' },
        label('联系电话'),
        { text: '{phone}', wMm: 54 },
      ],
      { tint },
    );
    page.row(
      [
        label('身份证号'),
        { text: '{idNumber}', wMm: 64 },
        label('家庭人口'),
        { text: '{members}人', wMm: 54 },
      ],
      { tint },
    );
    page.row(
      [
        label('家庭成员'),
        { text: '{member1}、{member2}', wMm: 64 },
        label('户口所在地'),
        { text: '{county}{town}{village}', wMm: 54 },
      ],
      { tint },
    );
    page.row([{ text: '现宅基地及农房情况', wMm: 170, label: true }], { tint: '#d3dfeb', tintAll: true });
    page.row(
      [
        label('宅基地面积'),
        { text: '{oldArea}平方米', wMm: 64 },
        label('处置方式'),
        { text: '□保留　■退给村集体', wMm: 54 },
      ],
      { tint },
    );
    page.row([{ text: '拟申请宅基地及建房情况', wMm: 170, label: true }], { tint: '#d3dfeb', tintAll: true });
    page.row(
      [
        label('宅基地面积'),
        { text: '{newArea}平方米', wMm: 64 },
        label('建筑面积'),
        { text: '{floorArea}平方米', wMm: 54 },
      ],
      { tint },
    );
    page.row(
      [
        label('建房层数'),
        { text: '{floors}层', wMm: 64 },
        label('建筑高度'),
        { text: '{height}米', wMm: 54 },
      ],
      { tint },
    );
    page.row([label('四至'), { text: '东至：{east}　南至：村道　西至：{west}　北至：自留地', wMm: 144 }], {
      tint,
    });
    page.row([label('申请理由'), { text: '{reason}', wMm: 144 }], { tint, hMm: 26 });
    page.row(
      [
        label('申请人承诺'),
        {
          text: '本人承诺严格按照批准的位置、面积和层数建房，新房建成后三十日内拆除旧房并退还原宅基地。如有不实，愿承担相应的法律责任。申请人（签字）：',
          wMm: 144,
        },
      ],
      { tint, hMm: 30 },
    );
    page.row(
      [label('村民小组意见'), { text: '经本组户代表会议讨论，同意申报。负责人：{handler}', wMm: 144 }],
      { tint, hMm: 20 },
    );
    page.row([label('村集体意见'), { text: '经村民代表会议讨论并公示七日，无异议，同意上报。', wMm: 144 }], {
      tint,
      hMm: 22,
    });
    page.signature('{village}村民委员会（盖章）', '{date}', { spaceMm: 6 });
  },
};

/** 低保申请: a form for social assistance, with a small table of income. */
export const subsistence: Layout = {
  sizesPt: FORM_SIZES,
  title: '最低生活保障申请审核表',
  style: { ...FORM, sizePt: 11.5 },
  values: (random, village) => {
    const incomes = [random.int(0, 420_000), random.int(0, 260_000), random.int(0, 90_000)];
    const total = incomes.reduce((sum, one) => sum + one, 0);
    return {
      ...commonValues(random, village),
      members: String(random.int(1, 5)),
      labour: String(random.int(0, 2)),
      disability: random.pick(['无', '肢体二级', '视力三级', '听力一级']),
      income1: amountInDigits(incomes[0] ?? 0),
      income2: amountInDigits(incomes[1] ?? 0),
      income3: amountInDigits(incomes[2] ?? 0),
      total: amountInDigits(total),
      allowance: amountInDigits(random.int(280, 880) * 100),
      cause: random.pick(['因病', '因残', '缺少劳动力', '因灾']),
      visitDate: writtenDate(random, 2025, 2025),
      visitor: inventedPerson(random),
    };
  },
  write: (page) => {
    const tint = '#f2efe2';
    const label = (text: string, wMm = 30) => ({ text, wMm, label: true });
    page.heading('最低生活保障申请审核表', { sizePt: 18, trackingPt: 2 });
    page.line('编号：低保〔{number}', { align: 'right', sizePt: 10 });
    page.space(2);
    page.row([label('申请人'), { text: '{name}', wMm: 40 }, label('性别'), { text: '{sex}', wMm: 70 }], {
      tint,
    });
    page.row(
      [label('身份证号'), { text: '{idNumber}', wMm: 70 }, label('联系电话'), { text: '{phone}', wMm: 40 }],
      { tint },
    );
    page.row(
      [
        label('家庭住址'),
        { text: '{county}{town}{village}{group}组', wMm: 70 },
        label('残疾等级'),
        { text: '{disability}', wMm: 40 },
      ],
      { tint },
    );
    page.row(
      [
        label('家庭人口'),
        { text: '{members}人', wMm: 40 },
        label('其中劳动力'),
        { text: '{labour}人', wMm: 70 },
      ],
      { tint },
    );
    page.row(
      [label('致困原因'), { text: '{cause}', wMm: 40 }, label('惠农卡账号'), { text: '{account}', wMm: 70 }],
      { tint },
    );
    page.row([{ text: '家庭收入情况（元/年）', wMm: 170, label: true }], { tint: '#e6e0c6', tintAll: true });
    page.row([label('种植养殖', 42.5), label('务工', 42.5), label('转移性收入', 42.5), label('合计', 42.5)], {
      tint,
    });
    page.row([
      { text: '{income1}', wMm: 42.5, align: 'centre' },
      { text: '{income2}', wMm: 42.5, align: 'centre' },
      { text: '{income3}', wMm: 42.5, align: 'centre' },
      { text: '{total}', wMm: 42.5, align: 'centre' },
    ]);
    page.row(
      [
        label('入户调查'),
        {
          text: '{visitDate}由{visitor}、{handler}入户调查，家庭情况与申请内容一致，邻里走访无异议。',
          wMm: 140,
        },
      ],
      { tint, hMm: 22 },
    );
    page.row(
      [
        label('民主评议'),
        { text: '应到代表15人，实到13人，同意13人，不同意0人。建议月保障金额{allowance}元。', wMm: 140 },
      ],
      { tint, hMm: 22 },
    );
    page.row(
      [label('村委会意见'), { text: '经评议并张榜公示七日，无异议，同意上报镇人民政府审核确认。', wMm: 140 }],
      { tint, hMm: 24 },
    );
    page.signature('{county}{town}{village}村民委员会（盖章）', '{date}');
  },
};

/** 资金拨付单: a payment order on a landscape half page, all digits. */
export const payment: Layout = {
  sizesPt: FORM_SIZES,
  title: '村级资金拨付审批单',
  style: { marginMm: 18, sizePt: 12, leading: 1.5 },
  pageMm: { widthMm: 210, heightMm: 148 },
  values: (random, village) => {
    const amount = random.int(50_000, 28_000_000);
    return {
      ...commonValues(random, village),
      payee: `${village.county}${random.pick(['顺禾', '远岚', '清禾', '同茂'])}${random.pick(['建筑', '园林', '水利', '农资'])}有限公司`,
      amount: amountInDigits(amount),
      amountWords: amountInWords(amount),
      purpose: random.pick(['村道硬化工程进度款', '文化礼堂修缮款', '垃圾清运服务费', '防汛物资采购款']),
      contract: `HT${random.int(2024, 2025)}${String(random.int(1, 999)).padStart(4, '0')}`,
      invoice: String(random.int(10_000_000, 99_999_999)),
      approver: inventedPerson(random),
    };
  },
  write: (page) => {
    const tint = '#e9e9e9';
    const label = (text: string, wMm = 28) => ({ text, wMm, label: true });
    page.heading('村级资金拨付审批单', { sizePt: 17, trackingPt: 3 });
    page.line('单位：{county}{town}{village}股份经济合作社|编号：拨〔{number}', { sizePt: 10 });
    page.space(2.5);
    page.row(
      [label('收款单位'), { text: '{payee}', wMm: 62 }, label('账号'), { text: '{account}', wMm: 56 }],
      { tint },
    );
    page.row(
      [
        label('金额（小写）'),
        { text: '¥{amount}', wMm: 62 },
        label('发票号码'),
        { text: '{invoice}', wMm: 56 },
      ],
      { tint },
    );
    page.row([label('金额（大写）'), { text: '人民币{amountWords}', wMm: 146 }], { tint });
    page.row(
      [label('资金用途'), { text: '{purpose}', wMm: 62 }, label('合同编号'), { text: '{contract}', wMm: 56 }],
      { tint },
    );
    page.row(
      [label('经办人'), { text: '{handler}', wMm: 62 }, label('审批人'), { text: '{approver}', wMm: 56 }],
      { tint },
    );
    page.signature('{village}股份经济合作社（盖章）', '{date}', { spaceMm: 6 });
  },
};

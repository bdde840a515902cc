import { amountInDigits, amountInWords } from '../village/amount.ts';
import { inventedIdNumber, inventedPerson, writtenDate } from '../village/names.ts';
import { commonValues, type Layout } from './layout.ts';

/** 居住证明: where somebody lives. */
export const residence: Layout = {
  title: '居住证明',
  values: (random, village) => ({
    ...commonValues(random, village),
    since: writtenDate(random, 2012, 2022),
    house: String(random.int(1, 480)),
    members: String(random.int(1, 7)),
  }),
  write: (page) => {
    page.heading('居住证明', { trackingPt: 8 });
    page.space(6);
    page.paragraph(
      '兹证明{name}，{sex}，身份证号码{idNumber}，系我村{group}组村民，自{since}起一直居住于{county}{town}{village}{house}号，现家庭常住人口{members}人，联系电话{phone}。',
    );
    page.paragraph('该村民在本村居住期间遵纪守法，无不良记录。以上情况属实，如有虚假，由我村承担相应责任。');
    page.paragraph('特此证明。');
    page.paragraph('（本证明自开具之日起三十日内有效，涂改无效。）');
    page.signature('{county}{town}{village}村民委员会（盖章）', '{date}');
  },
};

/** 收入证明: a household's income, with amounts in digits and in words. */
export const income: Layout = {
  title: '收入证明',
  values: (random, village) => {
    const farming = random.int(800_000, 6_500_000);
    const wages = random.int(1_200_000, 9_500_000);
    const subsidy = random.int(20_000, 480_000);
    return {
      ...commonValues(random, village),
      year: String(random.int(2022, 2025)),
      total: amountInDigits(farming + wages + subsidy),
      totalWords: amountInWords(farming + wages + subsidy),
      farming: amountInDigits(farming),
      wages: amountInDigits(wages),
      subsidy: amountInDigits(subsidy),
      members: String(random.int(2, 7)),
    };
  },
  write: (page) => {
    page.heading('收入证明', { trackingPt: 8 });
    page.space(4);
    page.paragraph(
      '兹证明我村村民{name}（身份证号：{idNumber}），现从事种植及养殖业，{year}年度家庭总收入为人民币{total}元（大写：{totalWords}），其中种植收入{farming}元，务工收入{wages}元，政策性补贴{subsidy}元。',
    );
    page.paragraph(
      '家庭成员共{members}人。本证明仅用于申请助学贷款，不作为我单位对该村民任何形式的担保文件。',
    );
    page.paragraph('特此证明。');
    page.line('经办人：{handler}|联系电话：{phone}');
    page.signature('{county}{town}{village}村民委员会（盖章）', '{date}');
  },
};

/** 介绍信: a letter of introduction, with its stub above the dotted line. */
export const introduction: Layout = {
  title: '介绍信',
  values: (random, village) => ({
    ...commonValues(random, village),
    serial: String(random.int(1000, 9999)),
    unit: random.pick(['县自然资源和规划局', '县农业农村局', '县档案馆', '镇便民服务中心']),
    matter: random.pick([
      '办理宅基地登记资料查询',
      '领取耕地地力保护补贴资料',
      '查阅土地承包档案',
      '办理农机购置补贴手续',
    ]),
    companions: String(random.int(1, 4)),
    days: String(random.int(3, 30)),
  }),
  write: (page) => {
    page.heading('介绍信（存根）', { trackingPt: 4 });
    page.line('第{serial}号', { align: 'right' });
    page.line('姓名：{name}等{companions}人|前往单位：{unit}');
    page.line('事由：{matter}');
    page.space(5);
    page.heading('- - - - - - - - - - - - - - 第{serial}号 - - - - - - - - - - - - - -', {
      sizePt: 11,
      trackingPt: 0,
      font: 'sans',
    });
    page.space(3);
    page.heading('介绍信', { trackingPt: 16 });
    page.line('第{serial}号', { align: 'right' });
    page.paragraph('{unit}：', { indent: 0 });
    page.paragraph(
      '兹介绍我村{name}（身份证号：{idNumber}）等{companions}人前往你处{matter}，请予接洽为荷。',
    );
    page.paragraph('此致');
    page.paragraph('敬礼！', { indent: 0 });
    page.signature('{county}{town}{village}村民委员会', '{date}', { spaceMm: 8 });
    page.line('（有效期{days}天）', { sizePt: 11 });
  },
};

/** 公告: a public notice under a red letterhead: print that is red before any seal comes down. */
export const notice: Layout = {
  title: '公告',
  values: (random, village) => ({
    ...commonValues(random, village),
    from: writtenDate(random, 2025, 2025),
    days: random.pick(['5', '7', '10', '15']),
    area: (random.int(200, 9800) / 100).toFixed(2),
    households: String(random.int(12, 280)),
    name2: inventedPerson(random),
  }),
  write: (page) => {
    page.heading('{county}{town}{village}村民委员会', {
      sizePt: 24,
      colour: '#c8141e',
      font: 'serifBold',
      trackingPt: 3,
    });
    page.rule('#c8141e', 0.7);
    page.line('村公字〔{number}', { align: 'right', sizePt: 12 });
    page.heading('公告', { trackingPt: 18 });
    page.paragraph('全体村民：', { indent: 0 });
    page.paragraph(
      '经{date}村民代表会议表决通过，我村拟对{group}组集体机动地{area}亩公开发包，涉及农户{households}户。现将有关事项公告如下：',
    );
    page.paragraph('一、公示时间：自{from}起，共{days}天。');
    page.paragraph('二、报名人须为本村集体经济组织成员，同等条件下由原承包户{name2}优先承包。');
    page.paragraph(
      '三、如有异议，请在公示期内以书面形式向村务监督委员会反映，联系人：{name}，电话：{phone}。',
    );
    page.paragraph('特此公告。');
    page.signature('{county}{town}{village}村民委员会', '{date}');
  },
};

/** 亲属关系证明: how two people are related, with both identity numbers. */
export const kinship: Layout = {
  title: '亲属关系说明',
  values: (random, village) => ({
    ...commonValues(random, village),
    name2: inventedPerson(random),
    idNumber2: inventedIdNumber(random),
    relation: random.pick(['父子', '父女', '母子', '母女', '兄弟', '姐妹']),
  }),
  write: (page) => {
    page.heading('情况说明', { trackingPt: 8 });
    page.space(4);
    page.paragraph('{town}人民政府：', { indent: 0 });
    page.paragraph(
      '我村{group}组村民{name}（身份证号：{idNumber}）与{name2}（身份证号：{idNumber2}）系{relation}关系，二人户口登记在同一户内，户主为{name}。',
    );
    page.paragraph(
      '上述情况由本人陈述、村民小组核实，经办人：{handler}，核实日期：{date}。本说明供办理户内信息更正时参考。',
    );
    page.paragraph('特此说明。');
    page.signature('{county}{town}{village}村民委员会（盖章）', '{date}');
  },
};

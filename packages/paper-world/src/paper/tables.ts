import type { Random } from '../random.ts';
import { amountInDigits, amountInWords } from '../village/amount.ts';
import { digits, inventedIdNumber, inventedPerson, inventedPhone, writtenDate } from '../village/names.ts';
import { commonValues, type Layout } from './layout.ts';
import type { Cell, FieldValues, Typesetter } from './typesetter.ts';

const TABLE = { marginMm: 18, sizePt: 12, leading: 1.6 };
const TABLE_SIZES = [11, 12, 12.5] as const;

type Column = {
  title: string;
  wMm: number;
  align?: 'left' | 'centre';
  value(random: Random, row: number): string;
};

/** Values of a table's cells, named by column and row: c0r1, c1r1 … */
function cellValues(columns: readonly Column[], rows: number, random: Random): FieldValues {
  return Object.fromEntries(
    Array.from({ length: rows }, (_, r) =>
      columns.map((column, c) => [`c${c}r${r}`, column.value(random, r)] as const),
    ).flat(),
  );
}

/** A table under a dark bar with white titles; every second row may be tinted. */
function writeTable(
  page: Typesetter,
  columns: readonly Column[],
  rows: number,
  look: { bar: string; stripe?: string; hMm?: number },
): void {
  page.row(
    columns.map((c): Cell => ({ text: c.title, wMm: c.wMm, label: true })),
    { tint: look.bar, ink: '#ffffff' },
  );
  for (let r = 0; r < rows; r++) {
    page.row(
      columns.map((c, i): Cell => ({ text: `{c${i}r${r}}`, wMm: c.wMm, align: c.align ?? 'centre' })),
      {
        hMm: look.hMm ?? 8,
        ...(look.stripe !== undefined && r % 2 === 1 ? { tint: look.stripe, tintAll: true } : {}),
      },
    );
  }
}

const order: Column = { title: '序号', wMm: 14, value: (_, row) => String(row + 1) };
const person: Column = { title: '姓名', wMm: 26, value: inventedPerson };
const identity: Column = { title: '身份证号码', wMm: 52, value: inventedIdNumber };
const money = (title: string, wMm: number, most: number): Column => ({
  title,
  wMm,
  value: (random) => amountInDigits(random.int(1_000, most)),
});

const ROSTER: Column[] = [
  order,
  person,
  { title: '性别', wMm: 14, value: (random) => random.pick(['男', '女']) },
  identity,
  { title: '组别', wMm: 18, value: (random) => `${random.int(1, 16)}组` },
  { title: '联系电话', wMm: 34, value: inventedPhone },
  { title: '备注', wMm: 16, value: (random) => random.pick(['户主', '代表', '党员', '妇女', '退役']) },
];

/** 花名册: two pages of names and numbers under a dark bar. */
export const roster: Layout = {
  title: '村民代表花名册',
  style: TABLE,
  sizesPt: TABLE_SIZES,
  values: (random, village) => ({
    ...commonValues(random, village),
    count: '34',
    session: random.pick(['七', '八', '九', '十', '十一']),
    ...cellValues(ROSTER, 34, random.fork('table')),
  }),
  write: (page) => {
    page.heading('{village}第{session}届村民代表花名册', { sizePt: 18, trackingPt: 2 });
    page.line('填报单位：{county}{town}{village}村民委员会|合计：{count}人', { sizePt: 11 });
    page.space(2);
    writeTable(page, ROSTER, 34, { bar: '#2f3a4a' });
    page.signature('{village}村民委员会（盖章）', '{date}', { spaceMm: 6 });
  },
};

const SUBSIDY: Column[] = [
  order,
  { title: '农户姓名', wMm: 28, value: inventedPerson },
  { title: '补贴面积（亩）', wMm: 34, value: (random) => (random.int(40, 2400) / 100).toFixed(2) },
  { title: '标准（元/亩）', wMm: 32, value: (random) => (random.int(6000, 13000) / 100).toFixed(2) },
  money('补贴金额（元）', 36, 290_000),
  { title: '惠农卡尾号', wMm: 30, value: (random) => digits(random, 4) },
];

/** 公示表: subsidies paid out, with tinted rows. */
export const publicList: Layout = {
  title: '耕地地力保护补贴公示表',
  style: TABLE,
  sizesPt: TABLE_SIZES,
  values: (random, village) => ({
    ...commonValues(random, village),
    year: String(random.int(2022, 2025)),
    ...cellValues(SUBSIDY, 20, random.fork('table')),
  }),
  write: (page) => {
    page.heading('{year}年耕地地力保护补贴发放公示表', { sizePt: 17, trackingPt: 1 });
    page.line('公示单位：{county}{town}{village}{group}组|监督电话：{phone}', { sizePt: 11 });
    page.space(2);
    writeTable(page, SUBSIDY, 20, { bar: '#1f5a3c', stripe: '#e5f1e8' });
    page.paragraph('公示期七天，如有异议请向村务监督委员会反映。');
    page.signature('{village}村民委员会（盖章）', '{date}', { spaceMm: 4 });
  },
};

const LEDGER: Column[] = [
  { title: '日期', wMm: 24, value: (random) => `${random.int(1, 12)}月${random.int(1, 28)}日` },
  { title: '凭证号', wMm: 22, value: (random) => digits(random, 4) },
  {
    title: '摘要',
    wMm: 62,
    align: 'left',
    value: (random) =>
      random.pick(['收茶园承包款', '付垃圾清运费', '收上级补助', '付路灯电费', '付会议用品款', '收鱼塘租金']),
  },
  money('收入（元）', 38, 9_000_000),
  money('支出（元）', 38, 4_000_000),
  money('余额（元）', 40, 60_000_000),
  { title: '经手人', wMm: 26, value: inventedPerson },
];

/** 收支明细: the accounts of the cooperative on a landscape page, nearly all digits. */
export const ledger: Layout = {
  title: '村集体经济收支明细表',
  pageMm: { widthMm: 297, heightMm: 210 },
  style: { ...TABLE, marginMm: 20 },
  sizesPt: TABLE_SIZES,
  values: (random, village) => ({
    ...commonValues(random, village),
    month: String(random.int(1, 12)),
    year: String(random.int(2022, 2025)),
    ...cellValues(LEDGER, 14, random.fork('table')),
  }),
  write: (page) => {
    page.heading('{village}股份经济合作社{year}年{month}月收支明细表', { sizePt: 17, trackingPt: 1 });
    page.space(2);
    writeTable(page, LEDGER, 14, { bar: '#3b2b20', stripe: '#f3ece4', hMm: 7.5 });
    page.line('主管：{name}|会计：{handler}', { sizePt: 11 });
    page.signature('{village}股份经济合作社（盖章）', '{date}', { spaceMm: 2 });
  },
};

const LOW_INCOME: Column[] = [
  order,
  { title: '户主', wMm: 24, value: inventedPerson },
  { title: '人口', wMm: 16, value: (random) => String(random.int(1, 7)) },
  money('年人均收入（元）', 40, 900_000),
  { title: '致困原因', wMm: 34, value: (random) => random.pick(['因病', '因残', '因学', '缺劳力', '因灾']) },
  { title: '认定类别', wMm: 30, value: (random) => random.pick(['低保', '低边', '特困', '突发困难']) },
  { title: '联系人', wMm: 22, value: inventedPerson },
];

/** 低收入名单: households and what they live on. */
export const lowIncome: Layout = {
  title: '低收入家庭认定名单',
  style: TABLE,
  sizesPt: TABLE_SIZES,
  values: (random, village) => ({
    ...commonValues(random, village),
    households: '16',
    ...cellValues(LOW_INCOME, 16, random.fork('table')),
  }),
  write: (page) => {
    page.heading('低收入家庭认定名单', { sizePt: 20, trackingPt: 3 });
    page.line('{county}{town}{village}|共{households}户', { sizePt: 11.5 });
    page.space(2);
    writeTable(page, LOW_INCOME, 16, { bar: '#5a2030', stripe: '#f7eaec', hMm: 9 });
    page.paragraph('以上名单经入户核查、民主评议并公示无异议。经办人：{handler}。');
    page.signature('{town}{village}村民委员会（盖章）', '{date}', { spaceMm: 6 });
  },
};

const WAGES: Column[] = [
  order,
  person,
  { title: '工种', wMm: 26, value: (random) => random.pick(['保洁', '护林', '水管', '协管', '瓦工']) },
  { title: '出勤（天）', wMm: 26, value: (random) => String(random.int(3, 31)) },
  money('日工资（元）', 32, 30_000),
  money('实发（元）', 36, 900_000),
  { title: '签名', wMm: 14, value: (random) => random.pick(['已领', '代领']) },
];

/** 工资发放表: wages of those who work for the village. */
export const payroll: Layout = {
  title: '公益岗位工资发放表',
  style: TABLE,
  sizesPt: TABLE_SIZES,
  values: (random, village) => {
    const total = random.int(900_000, 9_000_000);
    return {
      ...commonValues(random, village),
      period: `${random.int(2023, 2025)}年${random.int(1, 12)}月`,
      total: amountInDigits(total),
      totalWords: amountInWords(total),
      ...cellValues(WAGES, 15, random.fork('table')),
    };
  },
  write: (page) => {
    page.heading('公益性岗位工资发放表', { sizePt: 18, trackingPt: 2 });
    page.line('单位：{village}村民委员会|所属期：{period}', { sizePt: 11.5 });
    page.space(2);
    writeTable(page, WAGES, 15, { bar: '#333333', hMm: 9 });
    page.line('合计：{total}元（大写：{totalWords}）');
    page.line('制表：{handler}|审核：{name}');
    page.signature('{village}村民委员会（盖章）', '{date}', { spaceMm: 6 });
  },
};

const PLOTS: Column[] = [
  order,
  {
    title: '地块名称',
    wMm: 32,
    value: (random) => random.pick(['大丘田', '门前垄', '溪边地', '后山坡', '石桥头', '三亩塘']),
  },
  { title: '长（米）', wMm: 26, value: (random) => (random.int(80, 990) / 10).toFixed(1) },
  { title: '宽（米）', wMm: 26, value: (random) => (random.int(40, 620) / 10).toFixed(1) },
  { title: '面积（亩）', wMm: 28, value: (random) => (random.int(10, 880) / 100).toFixed(2) },
  { title: '承包人', wMm: 24, value: inventedPerson },
  { title: '地类', wMm: 22, value: (random) => random.pick(['水田', '旱地', '园地', '林地']) },
];

/** 土地丈量登记表: plots as they were measured. */
export const landSurvey: Layout = {
  title: '土地丈量登记表',
  style: TABLE,
  sizesPt: TABLE_SIZES,
  values: (random, village) => ({
    ...commonValues(random, village),
    surveyDate: writtenDate(random, 2024, 2026),
    surveyor: inventedPerson(random),
    ...cellValues(PLOTS, 12, random.fork('table')),
  }),
  write: (page) => {
    page.heading('土地丈量登记表', { sizePt: 20, trackingPt: 4 });
    page.line('村组：{village}{group}组|丈量日期：{surveyDate}', { sizePt: 11.5 });
    page.space(2);
    writeTable(page, PLOTS, 12, { bar: '#27496d', stripe: '#e3ebf5', hMm: 10 });
    page.line('丈量人：{surveyor}|在场人：{name}');
    page.paragraph('以上丈量结果经承包人到场确认，作为签订承包合同的依据。');
    page.signature('{town}{village}村民委员会（盖章）', '{date}', { spaceMm: 8 });
  },
};

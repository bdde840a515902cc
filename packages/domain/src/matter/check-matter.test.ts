import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nationalNegativeList } from '../data/negative-list.ts';
import { startingCatalogue } from './catalogue.ts';
import { checkMatter, negativeMattersAt } from './check-matter.ts';
import { matterAt, mattersAt } from './matter.ts';

const now = Date.UTC(2026, 2, 2);
const numberOf = (text: string, province = '浙江', at = now) => {
  const checked = checkMatter(text, province, at);
  return checked.allowed ? null : checked.no;
};

describe('the negative list', () => {
  it('has the 20 matters of 民发〔2020〕20号 with a way to go for each', () => {
    expect(nationalNegativeList.matters.map((m) => m.no)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
    for (const m of nationalNegativeList.matters) {
      expect(m.goInstead.zh.length, m.name).toBeGreaterThan(5);
      expect(m.goInstead.en.length, m.name).toBeGreaterThan(5);
    }
  });

  const names = nationalNegativeList.matters.flatMap((m) =>
    [m.name, ...m.also].map((n) => [n, m.no] as const),
  );
  it.each(names)('finds %s by its name (no. %i)', (name, no) => {
    expect(numberOf(name)).toBe(no);
    expect(numberOf(`请村委会给我开一份 ${name}，办事要用`)).toBe(no);
  });

  const synonyms: [string, number][] = [
    ['证明张三和李四是父子关系', 1],
    ['兹证明王小明是王大山的儿子', 1],
    ['开个母女关系的证明给学校', 1],
    ['证明张三与张山系同一人', 2],
    ['开具户口证明', 2],
    ['证明户口本上出生日期登记错了', 3],
    ['姓名更正需要村里开个证明', 3],
    ['证明我家养了条狗', 4],
    ['办狗证要村里证明', 4],
    ['证明本人没有犯罪记录', 5],
    ['没有前科', 5],
    ['参军政审：无违法犯罪记录', 5],
    ['证明他戒毒期间表现良好', 6],
    ['证明我儿子下落不明已三年', 7],
    ['开一张单身证明', 8],
    ['证明本人未婚', 8],
    ['证明夫妻已分居两年', 8],
    ['证明孩子是 2001 年在家里出生的', 9],
    ['证明老人还活着，领养老金用', 10],
    ['证明奶奶仍健在', 10],
    ['证明我父亲已经去世', 11],
    ['病故需要村里出具证明', 11],
    ['证明是自己摔伤的，报医保', 12],
    ['证明本人患有重病', 12],
    ['证明他腿有残疾', 13],
    ['证明未婚未育', 14],
    ['证明家里只有一个孩子，独生子女', 14],
    ['务工证明', 15],
    ['证明本人无业', 15],
    ['证明在外打工', 15],
    ['证明个人档案存放在村里', 16],
    ['贫困证明', 17],
    ['证明家庭经济困难', 17],
    ['开一张年收入 5 万元的证明', 17],
    ['证明名下无房', 17],
    ['证明这辆车是我家的：车辆归我所有', 17],
    ['证明我是唯一继承人', 18],
    ['证明可以继承父亲的遗产', 18],
    ['办营业执照，证明经营场所', 19],
    ['证明开超市不扰民', 19],
    ['住宅改为经营用房，请盖章', 19],
    ['身份证丢了，开个证明', 20],
    ['证明土地承包经营权证遗失', 20],
  ];
  it.each(synonyms)('understands “%s” as no. %i', (text, no) => {
    expect(numberOf(text)).toBe(no);
  });

  const allowed = [
    '土地流转合同',
    '土地流转合同备案盖章',
    '宅基地申请',
    '宅基地（建房）申请表',
    '残疾人补贴申请材料',
    '残疾人两项补贴申请初审',
    '低保申请',
    '危房改造申请',
    '居住证明',
    '居住情况说明',
    '村级工程合同',
    '集体资产租赁合同',
    '村集体收入公示',
    '人民调解协议',
    '村级财务报销',
    '村级档案移交清单',
    '意外伤害保险集体投保单',
    '老年活动中心建设项目申报',
    '关于修复村道的请示',
    '殡葬用地审批',
    '流动人口登记表',
    '党员组织关系介绍信',
    '婚丧喜庆事宜简办承诺书',
    '就业培训班场地借用函',
    '养老服务补贴申请表',
    '关于更换会计人员的报告',
    '耕地地力保护补贴汇总表',
    '山林租赁合同续签',
  ];
  it.each(allowed)('lets “%s” pass', (text) => {
    expect(checkMatter(text, '浙江', now)).toEqual({ allowed: true });
  });

  it('lets every matter of the starting catalogue pass, with its material', () => {
    for (const m of startingCatalogue)
      expect(checkMatter(m.name, '浙江', now), m.name).toEqual({ allowed: true });
  });

  it('is not fooled by spaces and punctuation, and gives basis, reason and way', () => {
    const checked = checkMatter('证明：张三 和 李四，是 “父子” 关系。', '浙江', now);
    expect(checked).toMatchObject({
      allowed: false,
      no: 1,
      basis: expect.stringContaining('民发〔2020〕20号'),
    });
    if (!checked.allowed) expect(checked.goInstead.zh).toContain('公证处');
  });

  it('differs by province: 湖北 adds 转学证明 and has no 健在证明', () => {
    expect(numberOf('转学证明')).toBeNull();
    expect(numberOf('转学证明', '湖北')).toBe(102);
    expect(numberOf('缴费发票丢了，开个证明', '湖北')).toBe(101);
    expect(numberOf('健在证明', '湖北')).toBeNull();
    expect(negativeMattersAt('湖北', now)).toHaveLength(21);
    expect(negativeMattersAt('浙江', now)).toHaveLength(20);
  });

  it('did not hold before it was issued', () => {
    expect(numberOf('亲属关系证明', '浙江', Date.UTC(2019, 0, 1))).toBeNull();
  });

  it('holds the names and synonyms of the public document', () => {
    const shared = new URL('../../../../vectors/negative-list.json', import.meta.url);
    const list: { matters: { no: number; name: string; also?: string[] }[] } = JSON.parse(
      readFileSync(shared, 'utf8'),
    );
    expect(nationalNegativeList.matters.map(({ no, name, also }) => ({ no, name, also }))).toEqual(
      list.matters.map(({ no, name, also }) => ({ no, name, also: also ?? [] })),
    );
  });
});

describe('the catalogue', () => {
  it('gives the version in force, the province’s own first', () => {
    const base = startingCatalogue[0];
    if (!base) throw new Error('the catalogue is empty');
    const later = { ...base, version: 2, validFrom: now };
    const own = { ...base, version: 1, scope: '浙江', name: '浙江的' };
    const catalogue = [base, later, own];
    expect(matterAt(catalogue, base.id, '江苏', now - 1)).toMatchObject({ value: { version: 1 } });
    expect(matterAt(catalogue, base.id, '江苏', now)).toMatchObject({ value: { version: 2 } });
    expect(matterAt(catalogue, base.id, '浙江', now)).toMatchObject({ value: { name: '浙江的' } });
    expect(matterAt(catalogue, 'nothing', '浙江', now)).toMatchObject({ code: 'MATTER_UNKNOWN' });
    expect(matterAt([{ ...base, validTo: now }], base.id, '浙江', now)).toMatchObject({ ok: false });
    expect(mattersAt(catalogue, '浙江', now)).toHaveLength(1);
  });

  it('wants a review and two approvers for every major matter', () => {
    for (const m of startingCatalogue.filter((x) => x.major))
      expect(m).toMatchObject({ review: true, approvers: 2 });
    expect(new Set(startingCatalogue.map((m) => m.id)).size).toBe(startingCatalogue.length);
  });
});

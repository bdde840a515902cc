import { amountInDigits, amountInWords } from '../village/amount.ts';
import { inventedIdNumber, inventedPerson, writtenDate } from '../village/names.ts';
import { commonValues, type Layout } from './layout.ts';

/** 工程施工合同: a small building contract over two pages. */
export const works: Layout = {
  title: '小型工程施工合同',
  style: { sizePt: 14, leading: 1.9, marginMm: 27 },
  values: (random, village) => {
    const price = random.int(500_000, 88_000_000);
    return {
      ...commonValues(random, village),
      builder: `${village.county}${random.pick(['顺禾', '安澜', '同茂', '远岚'])}建设有限公司`,
      project: random.pick(['村道水泥硬化', '灌溉渠修复', '休闲广场铺装', '挡土墙砌筑']),
      lengthM: String(random.int(150, 5200)),
      widthM: (random.int(25, 75) / 10).toFixed(1),
      thickCm: String(random.int(12, 25)),
      grade: random.pick(['C20', 'C25', 'C30']),
      price: amountInDigits(price),
      priceWords: amountInWords(price),
      start: writtenDate(random, 2025, 2025),
      finish: writtenDate(random, 2026, 2026),
      advance: String(random.int(10, 40)),
      penalty: amountInDigits(random.int(2, 40) * 10_000),
      warranty: String(random.int(12, 36)),
      supervisor: inventedPerson(random),
    };
  },
  write: (page) => {
    page.heading('小型工程施工合同', { trackingPt: 4 });
    page.line('合同编号：建字〔{number}', { align: 'right' });
    page.paragraph('发包方（甲方）：{county}{town}{village}村民委员会', { indent: 0 });
    page.paragraph('承包方（乙方）：{builder}，负责人：{name}，身份证号：{idNumber}', { indent: 0 });
    page.paragraph('依照有关法律规定，甲乙双方就{project}工程施工事项协商一致，订立本合同。');
    page.paragraph(
      '第一条　工程内容：{project}，长{lengthM}米、宽{widthM}米、厚{thickCm}厘米，混凝土强度等级{grade}。',
    );
    page.paragraph('第二条　承包方式：包工包料。合同总价人民币{price}元（大写：{priceWords}），一次包定。');
    page.paragraph('第三条　工期：自{start}起至{finish}止，遇雨雪天气顺延。');
    page.paragraph(
      '第四条　付款：开工后付合同总价的{advance}%，验收合格后付至九成，余款作为质量保证金，质保期{warranty}个月满后付清，汇入账号{account}。',
    );
    page.paragraph(
      '第五条　质量：甲方委派{supervisor}为现场监督员，隐蔽工程未经签字不得覆盖；不合格部分由乙方无偿返工。',
    );
    page.paragraph('第六条　安全：乙方对施工安全负全部责任，并为施工人员办理意外伤害保险。');
    page.paragraph(
      '第七条　违约：逾期完工的，每逾期一日乙方支付违约金{penalty}元；甲方逾期付款的，按日万分之五计付。',
    );
    page.paragraph('第八条　本合同一式四份，双方各执两份，自签字盖章之日起生效。未尽事宜由双方另行协商。');
    page.space(5);
    page.line('甲方（盖章）：|乙方（盖章）：');
    page.space(4);
    page.line('代表（签字）：|代表（签字）：');
    page.signature('签订地点：{county}{town}{village}', '{date}', { spaceMm: 6 });
  },
};

/** 房屋租赁合同: the village lets a house. */
export const tenancy: Layout = {
  title: '集体房屋租赁合同',
  style: { sizePt: 12, leading: 1.8, marginMm: 25 },
  values: (random, village) => {
    const rent = random.int(30, 900) * 10_000;
    return {
      ...commonValues(random, village),
      tenant: inventedPerson(random),
      tenantId: inventedIdNumber(random),
      area: (random.int(300, 6800) / 10).toFixed(1),
      house: String(random.int(1, 320)),
      use: random.pick(['农产品加工', '电商仓储', '超市经营', '民宿经营']),
      years: String(random.int(1, 15)),
      from: writtenDate(random, 2025, 2025),
      until: writtenDate(random, 2026, 2040),
      rent: amountInDigits(rent),
      rentWords: amountInWords(rent),
      deposit: amountInDigits(Math.round(rent / random.int(2, 12))),
      rise: String(random.int(2, 9)),
      notice: String(random.int(15, 90)),
    };
  },
  write: (page) => {
    page.heading('集体房屋租赁合同', { trackingPt: 3 });
    page.line('合同编号：租字〔{number}', { align: 'right' });
    page.paragraph('出租方：{county}{town}{village}股份经济合作社　　负责人：{name}', { indent: 0 });
    page.paragraph('承租方：{tenant}　　身份证号：{tenantId}　　电话：{phone}', { indent: 0 });
    page.paragraph(
      '一、出租方将坐落于{village}{house}号、建筑面积{area}平方米的房屋出租给承租方，用于{use}。',
    );
    page.paragraph('二、租赁期限{years}年，自{from}起至{until}止。');
    page.paragraph(
      '三、年租金人民币{rent}元（大写：{rentWords}），先付后用，每满一年递增百分之{rise}，存入账户{account}。',
    );
    page.paragraph('四、承租方于签约时交付押金{deposit}元，期满无欠费、无损坏的，无息退还。');
    page.paragraph('五、水电、卫生、物业等费用由承租方承担；房屋主体结构的维修由出租方负责。');
    page.paragraph('六、承租方不得擅自转租、改变用途或者改动主体结构，否则出租方有权解除合同并不退押金。');
    page.paragraph(
      '七、任何一方提前解除合同，应当提前{notice}日书面通知对方，并支付相当于三个月租金的违约金。',
    );
    page.paragraph(
      '八、本合同一式三份，双方各执一份，镇农村集体资产管理办公室备案一份，自签字盖章之日起生效。',
    );
    page.space(4);
    page.line('出租方（盖章）：|承租方（签字）：');
    page.signature('{village}股份经济合作社', '{date}');
  },
};

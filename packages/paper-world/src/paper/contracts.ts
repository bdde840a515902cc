import { amountInDigits, amountInWords } from '../village/amount.ts';
import { inventedIdNumber, inventedPerson, inventedPhone, writtenDate } from '../village/names.ts';
import { commonValues, type Layout } from './layout.ts';

/** 借款合同: a loan over two pages, amounts in digits and in words. */
export const loan: Layout = {
  title: '借款合同',
  style: { sizePt: 14, leading: 1.95, marginMm: 28 },
  values: (random, village) => {
    const principal = random.int(30, 900) * 100_000;
    const instalment = Math.round(principal / random.int(6, 24));
    return {
      ...commonValues(random, village),
      lender: `${village.town}农民资金互助社`,
      lenderPerson: inventedPerson(random),
      guarantor: inventedPerson(random),
      guarantorId: inventedIdNumber(random),
      principal: amountInDigits(principal),
      principalWords: amountInWords(principal),
      rate: (random.int(285, 690) / 100).toFixed(2),
      months: String(random.int(6, 36)),
      from: writtenDate(random, 2025, 2025),
      until: writtenDate(random, 2026, 2028),
      instalment: amountInDigits(instalment),
      instalmentWords: amountInWords(instalment),
      penalty: (random.int(3, 9) / 10).toFixed(1),
      purpose: random.pick(['村道硬化工程', '茶厂厂房修缮', '灌溉水渠改造', '果蔬冷库建设']),
      copies: random.pick(['三', '四', '五']),
    };
  },
  write: (page) => {
    page.heading('借款合同', { trackingPt: 14 });
    page.line('合同编号：借字〔{number}', { align: 'right' });
    page.paragraph('甲方（出借人）：{lender}，法定代表人：{lenderPerson}', { indent: 0 });
    page.paragraph(
      '乙方（借款人）：{county}{town}{village}股份经济合作社，法定代表人：{name}，身份证号：{idNumber}',
      { indent: 0 },
    );
    page.paragraph('丙方（保证人）：{guarantor}，身份证号：{guarantorId}', { indent: 0 });
    page.paragraph('甲、乙、丙三方在平等自愿的基础上，就乙方向甲方借款事宜协商一致，订立本合同，共同遵守。');
    page.paragraph('第一条　借款金额：人民币{principal}元（大写：{principalWords}）。');
    page.paragraph('第二条　借款用途：用于{purpose}，未经甲方书面同意，乙方不得改变用途。');
    page.paragraph(
      '第三条　借款期限：共{months}个月，自{from}起至{until}止。实际放款日与上述日期不一致的，以借据所载日期为准。',
    );
    page.paragraph('第四条　借款利率：年利率{rate}%，按月计息，每月20日为结息日。');
    page.paragraph(
      '第五条　还款方式：分期还款，每期归还本金{instalment}元（大写：{instalmentWords}），存入甲方账户{account}。',
    );
    page.paragraph(
      '第六条　违约责任：乙方逾期还款的，自逾期之日起每日按逾期金额的千分之{penalty}支付违约金。',
    );
    page.paragraph(
      '第七条　保证：丙方对乙方在本合同项下的全部债务承担连带保证责任，保证期间为主债务履行期限届满之日起三年。',
    );
    page.paragraph(
      '第八条　乙方保证本次借款已经村民代表会议三分之二以上代表表决通过，会议记录作为本合同附件。',
    );
    page.paragraph(
      '第九条　乙方应当按季向甲方提供借款使用情况，并接受村务监督委员会的监督；甲方有权查阅与借款用途有关的账簿和凭证。',
    );
    page.paragraph(
      '第十条　本合同履行中发生争议的，由各方协商解决；协商不成的，可以向乙方所在地人民法院起诉。',
    );
    page.paragraph(
      '第十一条　本合同一式{copies}份，甲、乙、丙三方各执一份，报{town}农村经营管理站备案一份，自各方签字盖章之日起生效。',
    );
    page.space(6);
    page.line('甲方（盖章）：|乙方（盖章）：');
    page.space(4);
    page.line('代表（签字）：|代表（签字）：');
    page.space(4);
    page.line('丙方（签字）：|联系电话：{phone}');
    page.signature('签订地点：{county}{town}{village}', '{date}', { spaceMm: 6 });
  },
};

/** 土地流转合同: a lease of land, in small print on one page. */
export const lease: Layout = {
  title: '农村土地承包经营权流转合同',
  style: { sizePt: 10.5, leading: 1.75, marginMm: 25 },
  values: (random, village) => {
    const price = random.int(300, 1200);
    const area = random.int(21, 480);
    return {
      ...commonValues(random, village),
      name2: inventedPerson(random),
      idNumber2: inventedIdNumber(random),
      phone2: inventedPhone(random),
      area: (area / 10).toFixed(1),
      plot: `99${String(random.int(0, 9_999_999_999)).padStart(10, '0')}`,
      years: String(random.int(3, 25)),
      from: writtenDate(random, 2025, 2025),
      until: writtenDate(random, 2030, 2049),
      price: String(price),
      rent: amountInDigits(price * area * 10),
      rentWords: amountInWords(price * area * 10),
      payDay: `${random.int(1, 12)}月${random.int(1, 28)}日`,
      penalty: amountInDigits(random.int(5, 90) * 100_000),
      east: inventedPerson(random),
      west: inventedPerson(random),
    };
  },
  write: (page) => {
    page.heading('农村土地承包经营权流转合同', { trackingPt: 1 });
    page.line('合同编号：流字〔{number}', { align: 'right' });
    page.paragraph('甲方（流出方）：{name}　身份证号：{idNumber}　联系电话：{phone}');
    page.paragraph('乙方（流入方）：{name2}　身份证号：{idNumber2}　联系电话：{phone2}');
    page.paragraph(
      '根据有关法律法规的规定，甲乙双方本着平等、自愿、有偿的原则，就土地经营权流转事宜协商一致，订立本合同。',
    );
    page.paragraph(
      '一、流转标的。甲方将位于{county}{town}{village}的承包地{area}亩（地块代码{plot}）的经营权流转给乙方，用于农业生产，四至为：东至{east}承包地，南至水渠，西至{west}承包地，北至机耕路。',
    );
    page.paragraph('二、流转期限。流转期限为{years}年，自{from}起至{until}止。');
    page.paragraph(
      '三、流转价款及支付方式。流转价款每亩每年人民币{price}元，合计每年{rent}元（大写：{rentWords}），乙方于每年{payDay}前以银行转账方式一次性付清，逾期按日千分之三支付违约金。',
    );
    page.paragraph(
      '四、甲方的权利和义务。甲方有权监督乙方合理利用土地，不得干涉乙方依法进行的正常生产经营活动，不得在流转期限内将同一地块重复流转。',
    );
    page.paragraph(
      '五、乙方的权利和义务。乙方依法享有土地使用权、收益权，不得改变土地的农业用途，未经甲方书面同意不得将土地再次流转。',
    );
    page.paragraph(
      '六、违约责任。任何一方违约的，应当向守约方支付违约金人民币{penalty}元，并赔偿由此造成的全部损失。',
    );
    page.paragraph(
      '七、争议解决。因本合同发生争议的，双方协商解决；协商不成的，可以请求村民委员会、乡镇人民政府调解，也可以向农村土地承包仲裁委员会申请仲裁。',
    );
    page.paragraph(
      '八、本合同一式四份，甲乙双方各执一份，村民委员会、乡镇农村经营管理站各备案一份，自双方签字并经村民委员会盖章之日起生效。',
    );
    page.space(4);
    page.line('甲方（签字）：|乙方（签字）：');
    page.signature('{county}{town}{village}村民委员会（盖章）', '{date}', { sizePt: 12 });
  },
};

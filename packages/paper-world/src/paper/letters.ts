import { amountInDigits, amountInWords } from '../village/amount.ts';
import { inventedIdNumber, inventedPerson, writtenDate } from '../village/names.ts';
import { commonValues, type Layout } from './layout.ts';

const RED = '#c8141e';

/** 会议纪要: minutes under a red letterhead, with votes and amounts. */
export const minutes: Layout = {
  title: '村民代表会议纪要',
  values: (random, village) => {
    const present = random.int(23, 60);
    const amount = random.int(40, 3000) * 10_000;
    return {
      ...commonValues(random, village),
      session: String(random.int(2, 28)),
      held: writtenDate(random, 2024, 2026),
      due: String(present + random.int(0, 6)),
      present: String(present),
      votes: String(present - random.int(0, 4)),
      amount: amountInDigits(amount),
      amountWords: amountInWords(amount),
      chair: inventedPerson(random),
      matter: random.pick(['村道拓宽改造', '文化礼堂修缮', '自来水管网更新', '公墓绿化', '太阳能路灯安装']),
      days: String(random.int(30, 180)),
    };
  },
  write: (page) => {
    page.heading('{village}村民代表会议纪要', { sizePt: 24, colour: RED, font: 'serifBold', trackingPt: 2 });
    page.line('〔{number}|{held}', { sizePt: 12 });
    page.rule(RED, 0.8);
    page.paragraph('时间：{held}　　地点：村委会会议室', { indent: 0 });
    page.paragraph('主持人：{chair}　　记录人：{handler}', { indent: 0 });
    page.paragraph('应到代表{due}人，实到{present}人，符合法定人数。', { indent: 0 });
    page.paragraph('会议听取了关于{matter}的说明，与会代表进行了认真讨论，并以举手方式表决，形成如下决议：');
    page.paragraph('一、同意实施{matter}项目，工程预算人民币{amount}元（大写：{amountWords}）。');
    page.paragraph('二、项目由{name}负责组织，工期不超过{days}天，资金从村集体账户{account}列支。');
    page.paragraph('三、表决结果：同意{votes}人，其余弃权，决议通过。');
    page.paragraph('出席代表签名附后。');
    page.signature('{county}{town}{village}村民委员会', '{date}');
  },
};

/** 函: an official letter to another office. */
export const letter: Layout = {
  title: '商请函',
  values: (random, village) => ({
    ...commonValues(random, village),
    to: random.pick(['县交通运输局', '县水利局', '县供电公司', '镇卫生院', '县林业局']),
    work: random.pick(['机耕路硬化', '河堤加固', '变压器增容', '流动义诊', '古树保护']),
    lengthM: String(random.int(120, 4800)),
    widthM: (random.int(25, 70) / 10).toFixed(1),
    benefit: String(random.int(20, 620)),
    from: writtenDate(random, 2025, 2026),
  }),
  write: (page) => {
    page.heading('{county}{town}{village}村民委员会', {
      sizePt: 22,
      colour: RED,
      font: 'sansBold',
      trackingPt: 2,
    });
    page.rule(RED, 0.6);
    page.line('村函〔{number}', { align: 'right', sizePt: 12 });
    page.heading('关于商请支持{work}的函', { trackingPt: 1 });
    page.paragraph('{to}：', { indent: 0 });
    page.paragraph(
      '我村{group}组{work}项目全长{lengthM}米、宽{widthM}米，受益群众{benefit}人。因村集体财力有限，特商请贵单位在技术和资金上给予支持，并于{from}前派员实地勘察。',
    );
    page.paragraph('联系人：{name}，联系电话：{phone}。');
    page.paragraph('专此函达，请予函复。');
    page.signature('{village}村民委员会', '{date}');
  },
};

/** 申请书: a villager asks for help in a plain letter. */
export const application: Layout = {
  title: '困难救助申请书',
  values: (random, village) => {
    const cost = random.int(800_000, 18_000_000);
    return {
      ...commonValues(random, village),
      members: String(random.int(2, 6)),
      illness: random.pick(['肾病', '骨折', '心脏病', '肺病', '意外烧伤']),
      cost: amountInDigits(cost),
      repaid: amountInDigits(Math.round(cost * random.between(0.3, 0.6))),
      asked: amountInDigits(random.int(10, 200) * 10_000),
      since: writtenDate(random, 2023, 2025),
    };
  },
  write: (page) => {
    page.heading('困难救助申请书', { trackingPt: 4 });
    page.paragraph('{village}村民委员会：', { indent: 0 });
    page.paragraph(
      '本人{name}，{sex}，身份证号{idNumber}，住{village}{group}组，家庭人口{members}人。本人自{since}因{illness}住院治疗，共花费医疗费{cost}元，医保报销{repaid}元，家庭生活发生困难。',
    );
    page.paragraph('现申请临时救助{asked}元，用于后续治疗。开户账号：{account}，联系电话：{phone}。');
    page.paragraph('以上情况属实，恳请予以批准为盼。');
    page.line('申请人（签名）：{name}', { align: 'right' });
    page.space(5);
    page.paragraph('村民委员会意见：经核实，情况属实，同意上报。经办人：{handler}。', { indent: 0 });
    page.signature('{village}村民委员会（盖章）', '{date}');
  },
};

/** 授权委托书: a power of attorney. */
export const attorney: Layout = {
  title: '授权委托书',
  values: (random, village) => ({
    ...commonValues(random, village),
    agent: inventedPerson(random),
    agentId: inventedIdNumber(random),
    matter: random.pick(['办理土地确权登记', '领取征地补偿款', '参加招标开标', '签订供水合同']),
    until: writtenDate(random, 2026, 2027),
    limit: amountInDigits(random.int(10, 900) * 100_000),
  }),
  write: (page) => {
    page.heading('授权委托书', { trackingPt: 10 });
    page.space(4);
    page.paragraph('委托单位：{county}{town}{village}股份经济合作社，法定代表人：{name}。', { indent: 0 });
    page.paragraph('受托人：{agent}，身份证号码：{agentId}，联系电话：{phone}。', { indent: 0 });
    page.paragraph(
      '兹委托上述受托人为我单位代理人，以我单位名义{matter}，代理权限内涉及金额不超过人民币{limit}元。',
    );
    page.paragraph('委托期限自签发之日起至{until}止，受托人无转委托权。');
    page.paragraph('特此委托。');
    page.signature('{village}股份经济合作社（盖章）', '{date}');
  },
};

/** 中标通知书: who won a tender, and at what price. */
export const award: Layout = {
  title: '中标通知书',
  values: (random, village) => {
    const price = random.int(300_000, 98_000_000);
    return {
      ...commonValues(random, village),
      winner: `${random.pick(['顺禾', '远岚', '清禾', '同茂', '安澜'])}${random.pick(['建设', '园林', '路桥', '水电'])}有限公司`,
      project: random.pick(['村级污水管网改造', '果园滴灌', '晒场扩建', '老年食堂装修']),
      price: amountInDigits(price),
      priceWords: amountInWords(price),
      opened: writtenDate(random, 2025, 2026),
      days: String(random.int(20, 240)),
      deposit: amountInDigits(random.int(10, 300) * 10_000),
    };
  },
  write: (page) => {
    page.heading('中标通知书', { trackingPt: 8 });
    page.line('编号：{number}', { align: 'right' });
    page.paragraph('{winner}：', { indent: 0 });
    page.paragraph(
      '{village}{project}工程于{opened}开标，经评审小组评定并公示三天无异议，确定你单位为中标单位，中标价人民币{price}元（大写：{priceWords}），工期{days}日历天。',
    );
    page.paragraph(
      '请于收到本通知书后五日内缴纳履约保证金{deposit}元，并与我村签订合同。联系人：{name}，电话：{phone}。',
    );
    page.paragraph('特此通知。');
    page.signature('{county}{town}{village}村民委员会', '{date}');
  },
};

/** 人民调解协议书: what two neighbours agreed on. */
export const mediation: Layout = {
  title: '人民调解协议书',
  values: (random, village) => ({
    ...commonValues(random, village),
    other: inventedPerson(random),
    otherId: inventedIdNumber(random),
    mediator: inventedPerson(random),
    distance: (random.int(3, 29) / 10).toFixed(1),
    compensation: amountInDigits(random.int(5, 260) * 10_000),
    before: writtenDate(random, 2025, 2026),
  }),
  write: (page) => {
    page.heading('人民调解协议书', { trackingPt: 5 });
    page.line('调字〔{number}', { align: 'right' });
    page.paragraph('申请人：{name}，{sex}，身份证号：{idNumber}', { indent: 0 });
    page.paragraph('被申请人：{other}，身份证号：{otherId}', { indent: 0 });
    page.paragraph('双方因宅基地相邻通行发生纠纷，经{mediator}主持调解，自愿达成如下协议：');
    page.paragraph('一、被申请人自围墙退让{distance}米，恢复公共通道，不得再行堆放杂物。');
    page.paragraph('二、申请人于{before}前一次性补偿被申请人人民币{compensation}元。');
    page.paragraph('三、本协议一式三份，双方各执一份，调解委员会留存一份，自签字之日起生效。');
    page.line('申请人：　　　　　　|被申请人：');
    page.space(4);
    page.line('调解员：{mediator}|记录人：{handler}');
    page.signature('{village}人民调解委员会（盖章）', '{date}');
  },
};

import type { Random } from '../random.ts';

/** A village that does not exist: its county and town are invented with it. */
export type Village = { county: string; town: string; village: string; code13: string };

const COUNTIES = ['鹿鸣县', '望舒县', '青岚县'];
const TOWNS = ['听松镇', '晓溪镇', '月弯镇', '云笺镇'];
const VILLAGES = [
  '桐语村',
  '荷风村',
  '枫眠村',
  '星垄村',
  '鹤影村',
  '稻声村',
  '竹喧村',
  '萤火村',
  '石笑村',
  '莲歌村',
  '溪吟村',
  '茶雾村',
];
const SURNAMES = [...'赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜戚谢邹喻'];
const GIVEN_MIDDLE = [...'明德志文国永春秀玉桂建海长立小晓忠世家福瑞金宝景'];
const GIVEN_LAST = [...'强华兰英军平芳林山明东生贵珍云清河松梅良方田根亮朋元未末'];

/** The twelve invented villages of the demo township (all of one county and town). */
export function demoVillages(): Village[] {
  return VILLAGES.map((village, i) => ({
    county: '鹿鸣县',
    town: '听松镇',
    village,
    code13: `9901020${String(100 + i * 37).padStart(3, '0')}01${(i * 7) % 10}`,
  }));
}

/** Any invented village. */
export function inventedVillage(random: Random): Village {
  return {
    county: random.pick(COUNTIES),
    town: random.pick(TOWNS),
    village: random.pick(VILLAGES),
    code13: `99${digits(random, 11)}`,
  };
}

/** Any invented person's name. */
export function inventedPerson(random: Random): string {
  const middle = random.chance(0.85) ? random.pick(GIVEN_MIDDLE) : '';
  return random.pick(SURNAMES) + middle + random.pick(GIVEN_LAST);
}

/** An identity number nobody can have: no region code begins with 99. */
export function inventedIdNumber(random: Random): string {
  const month = String(random.int(1, 12)).padStart(2, '0');
  const day = String(random.int(1, 28)).padStart(2, '0');
  return `99${digits(random, 4)}${random.int(1945, 2006)}${month}${day}${digits(random, 4)}`;
}

/** A telephone number nobody can have: no mobile number begins with 100. */
export function inventedPhone(random: Random): string {
  return `100${digits(random, 8)}`;
}

/** A run of random digits. */
export function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.int(0, 9)).join('');
}

/** A date as it is written on paper: 2025年3月9日. */
export function writtenDate(random: Random, fromYear: number, toYear: number): string {
  return `${random.int(fromYear, toYear)}年${random.int(1, 12)}月${random.int(1, 28)}日`;
}

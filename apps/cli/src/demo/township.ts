/** The demo township. Every name is invented; any likeness to a real place or person is chance. */

/** A village of the demo, with the people its assembly has appointed. */
export interface DemoVillage {
  readonly key: string;
  readonly name: string;
  readonly people: readonly DemoPerson[];
}

/** What a person of the demo does. */
export type DemoDuty = 'secretary' | 'director' | 'custodian' | 'stamper' | 'reviewer';

export interface DemoPerson {
  /** Login of the account, also the name of the key file. */
  readonly login: string;
  readonly name: string;
  readonly duty: DemoDuty;
}

/** District and town above the villages. */
export const demoDistrict = '云栖区（演示）';
export const demoTown = '竹溪镇（演示）';

/** Chinese names of the duties, as the village speaks. */
export const dutyNames: Record<DemoDuty, string> = {
  secretary: '村党支部书记',
  director: '村委会主任',
  custodian: '印章保管人',
  stamper: '便民服务员',
  reviewer: '村务监督委员会主任',
};

const villages: readonly [
  key: string,
  name: string,
  people: readonly [string, string, string, string, string],
][] = [
  ['songjian', '松间村', ['骆正平', '麻春燕', '邬小满', '计晓东', '祝守田']],
  ['liuqiao', '柳桥头村', ['符立群', '桑玉梅', '卞秋实', '凌志刚', '鲍来福']],
  ['yuetang', '月塘坪村', ['单怀远', '居巧云', '柏文静', '池建军', '屈长根']],
  ['daoxiang', '稻香坳村', ['成国栋', '费菊香', '米小芹', '冉大明', '简有才']],
  ['fengshu', '枫树垄村', ['盛保全', '滕彩霞', '晏秀丽', '干永康', '谷水生']],
  ['bailu', '白鹭墩村', ['经世昌', '褚月娥', '尚玲玲', '束向阳', '巫传宝']],
  ['chalong', '茶垄岭村', ['荆树人', '蔚秋菊', '幸小云', '弓爱民', '暴德顺']],
  ['qingshi', '青石埠村', ['东方明', '夏侯兰', '诸晓敏', '上官鹏', '司徒旺']],
  ['tonghua', '桐花湾村', ['甘立业', '厉翠莲', '益新宇', '桂兴华', '隆茂林']],
  ['zhuli', '竹里坞村', ['郎耀宗', '乔玉珍', '冷晓燕', '充宏伟', '阙根宝']],
  ['yuntou', '云头洼村', ['冀明远', '浦秀英', '尤佳佳', '农海涛', '别老实']],
  ['shiliu', '石榴荡村', ['茅致和', '皮美娟', '曲丹丹', '家振国', '封进财']],
];

const duties: readonly DemoDuty[] = ['secretary', 'director', 'custodian', 'stamper', 'reviewer'];

/** The twelve villages. The first three have a simulated machine that is switched on. */
export const demoVillages: readonly DemoVillage[] = villages.map(([key, name, people]) => ({
  key,
  name,
  people: people.map((person, i) => ({
    login: `${key}-${duties[i] ?? 'stamper'}`,
    name: person,
    duty: duties[i] ?? 'stamper',
  })),
}));

/** Accounts above the villages: they read, ask and flag, and hold no key that can lead to an impression. */
export const demoOfficials = [
  { login: 'inspector', name: '时敬之', role: 'inspector', place: '镇纪委' },
  { login: 'district', name: '辛如镜', role: 'inspector', place: '区纪委' },
  { login: 'admin', name: '容国安', role: 'administrator', place: '镇党政办' },
  { login: 'ops', name: '丁小川', role: 'maintainer', place: '运维' },
] as const;

/** Password of every demo account, PIN of every demo key, PIN of every demo stamper: printed, and marked as demo everywhere. */
export const demoPassword = 'hufu-demo-2026';
export const demoPin = '246810';
export const demoStampPin = '1357';

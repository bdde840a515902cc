import type { Instant } from '@hufu/contract';

/** Where people go instead, in both languages. */
export interface GoInstead {
  readonly zh: string;
  readonly en: string;
}

/** A matter that a village must not certify. */
export interface NegativeMatter {
  readonly no: number;
  readonly name: string;
  readonly nameEn: string;
  readonly also: readonly string[];
  /** Ways of saying it, as sources of regular expressions over text without spaces and punctuation. */
  readonly phrases: readonly string[];
  readonly goInstead: GoInstead;
}

/** A list of such matters with its source and reach. */
export interface NegativeList {
  readonly name: string;
  readonly basis: string;
  /** National, or the short name of a province that adds and omits. */
  readonly scope: string;
  readonly validFrom: Instant;
  readonly matters: readonly NegativeMatter[];
  /** Names of national matters that this province's list does not have. */
  readonly omits: readonly string[];
}

/** 'Certify' in the words of the counter; many topics are harmless without one of them. */
const c = '(?:证明|开具|出具|证实|开个|开一?张|盖个?章说明)';
const either = (a: string, b: string, gap = 16) => [`${a}.{0,${gap}}${b}`, `${b}.{0,${gap}}${a}`];

const kin =
  '(?:父子|母子|父女|母女|父母子女|夫妻子女|兄弟|姐妹|兄妹|姐弟|祖孙|爷孙|叔侄|亲属|亲戚|直系|血缘|亲子|(?:爸爸?|妈妈?|儿子|女儿|孙子|孙女|外婆|外公|爷爷|奶奶|哥哥|弟弟|姐姐|妹妹)关系)';

/**
 * 不应由基层群众性自治组织出具证明事项清单（第一批）: names, numbers and `also` are those of 民发〔2020〕20号;
 * the phrases and where to go instead are ours. Published in April 2020; the month's first day is taken.
 */
export const nationalNegativeList: NegativeList = {
  name: '不应由基层群众性自治组织出具证明事项清单（第一批）',
  basis: '民发〔2020〕20号',
  scope: 'CN',
  validFrom: Date.UTC(2020, 2, 31, 16),
  omits: [],
  matters: [
    {
      no: 1,
      name: '亲属关系证明',
      nameEn: 'kinship',
      also: [],
      phrases: [
        ...either(c, kin),
        `${c}.{0,16}是.{0,8}(?:的父亲|的母亲|的儿子|的女儿|的爷爷|的奶奶|的孙子|的孙女|的哥哥|的弟弟|的姐姐|的妹妹)`,
      ],
      goInstead: {
        zh: '户口簿、结婚证、出生医学证明能说明的直接用证件；查户籍档案到公安派出所；需要公证的到公证处',
        en: 'Use household book, marriage or birth certificate; police station for household records; notary office',
      },
    },
    {
      no: 2,
      name: '居民身份信息证明',
      nameEn: 'identity',
      also: ['户籍证明'],
      phrases: [
        '身份信息证明',
        '身份证明',
        '户口证明',
        ...either(c, '(?:同一(?:个)?人|系同一人|曾用名|户籍|身份证号码?(?:不符|错误|有误))'),
        ...either(c, '(?:有户口|户口在)'),
      ],
      goInstead: {
        zh: '公安派出所户籍窗口（身份证、户口簿、户籍证明、曾用名）',
        en: 'Household window of the police station (identity card, household book, former names)',
      },
    },
    {
      no: 3,
      name: '户口登记项目内容变更申请证明',
      nameEn: 'change of household registration entries',
      also: [],
      phrases: either(
        c,
        '(?:(?:户口|户籍|姓名|名字|出生日期|出生年月|年龄|民族|性别).{0,8}(?:变更|更正|更改|修改|改正|改错|登记错)|(?:变更|更正|更改|修改|改).{0,4}(?:户口|户籍|姓名|名字|出生日期|出生年月|年龄|民族|性别))',
      ),
      goInstead: { zh: '公安派出所户籍窗口', en: 'Household window of the police station' },
    },
    {
      no: 4,
      name: '居民养犬证明',
      nameEn: 'keeping a dog',
      also: [],
      phrases: either(c, '(?:养犬|养狗|犬证|狗证|养了?(?:条|只)狗)'),
      goInstead: {
        zh: '公安机关（或当地养犬登记机关）',
        en: 'Police, or the local office that registers dogs',
      },
    },
    {
      no: 5,
      name: '无犯罪记录证明',
      nameEn: 'no criminal record',
      also: [],
      phrases: [
        '(?:无|没有?|未有?|未曾).{0,6}(?:犯罪|违法|前科|案底|刑事处罚)',
        ...either(c, '(?:犯罪记录|违法记录|前科|案底|政审无违法)'),
      ],
      goInstead: {
        zh: '户籍地或居住地公安派出所（可网上申请《无犯罪记录证明》）',
        en: 'Police station of residence (also online)',
      },
    },
    {
      no: 6,
      name: '社区戒毒社区康复人员情况证明',
      nameEn: 'community drug rehabilitation',
      also: ['表现证明'],
      phrases: either(c, '(?:戒毒|社区康复|吸毒|表现(?:良好|情况|好))'),
      goInstead: {
        zh: '乡镇（街道）社区戒毒社区康复工作机构、公安机关',
        en: 'Rehabilitation office of town or subdistrict; police',
      },
    },
    {
      no: 7,
      name: '人员失踪证明',
      nameEn: 'missing person',
      also: [],
      phrases: either(c, '(?:失踪|走失|下落不明|失联|多年(?:没有|无|未)?(?:音讯|联系))'),
      goInstead: {
        zh: '公安派出所报案；宣告失踪向人民法院申请',
        en: 'Report to the police; a court declares a person missing',
      },
    },
    {
      no: 8,
      name: '婚姻状况证明',
      nameEn: 'marital status',
      also: ['婚姻关系证明', '分居证明'],
      phrases: [
        ...either(c, '(?:婚姻|未婚|单身|已婚|离婚|离异|丧偶|再婚|结婚|夫妻|分居|没有?(?:结过?婚|对象))'),
        '单身证明',
      ],
      goInstead: {
        zh: '民政局婚姻登记处（结婚证、离婚证、婚姻登记记录）；分居由当事人举证，争议由人民法院认定',
        en: 'Marriage registry of the civil affairs bureau; courts decide on separation',
      },
    },
    {
      no: 9,
      name: '出生证明',
      nameEn: 'birth',
      also: [],
      phrases: either(c, '(?:出生|生于|接生)'),
      goInstead: {
        zh: '助产的医疗机构、卫生健康部门（《出生医学证明》）',
        en: 'The hospital of birth or the health authority (medical birth certificate)',
      },
    },
    {
      no: 10,
      name: '健在证明',
      nameEn: 'being alive',
      also: [],
      phrases: [
        '(?:还|仍然?|依然|尚)(?:活着|健在|在世|在人世)',
        '生存(?:证明|认证|状况)',
        ...either(c, '(?:健在|活着|在世|在人世)'),
      ],
      goInstead: {
        zh: '社保待遇资格认证：电子社保卡、社保经办机构自助或上门认证；涉外用公证处',
        en: 'Benefit confirmation with the social insurance office or its app; notary office for use abroad',
      },
    },
    {
      no: 11,
      name: '死亡证明',
      nameEn: 'death',
      also: [],
      phrases: either(c, '(?:死亡|去世|过世|病故|病逝|身故|已故|亡故|逝世)'),
      goInstead: {
        zh: '医疗卫生机构（居民死亡医学证明）；非正常死亡由公安机关；户口注销在派出所',
        en: 'Hospital or health centre (medical death certificate); police for other deaths',
      },
    },
    {
      no: 12,
      name: '疾病状况证明',
      nameEn: 'illness or accident',
      also: ['急诊证明', '意外伤害证明'],
      phrases: either(
        c,
        '(?:疾病|患病|患有|生病|得了.{0,6}病|重病|大病|急诊|意外伤害|意外受伤|摔伤|摔倒|自己摔|受伤|工伤)',
      ),
      goInstead: {
        zh: '就诊的医疗机构；交通事故由交警，工伤由人社部门认定；保险理赔由保险公司调查',
        en: 'The treating hospital; traffic police or labour authority for accidents; insurers investigate themselves',
      },
    },
    {
      no: 13,
      name: '残疾状况证明',
      nameEn: 'disability',
      also: [],
      phrases: either(
        '(?:证明|出具|证实|开个|开一?张)',
        '(?:残疾(?!人(?:补贴|两项|证复印件))|肢残|智残|聋哑|失明)',
      ),
      goInstead: {
        zh: '县（区）残联（残疾人证）和指定的评定医院',
        en: 'Disabled persons’ federation and its hospitals (disability certificate)',
      },
    },
    {
      no: 14,
      name: '婚育状况证明',
      nameEn: 'marriage and children',
      also: ['生育状况证明'],
      phrases: either(c, '(?:婚育|生育|未育|已育|计划生育|计生|几个孩子|独生子女|二孩|三孩|无子女)'),
      goInstead: {
        zh: '乡镇（街道）卫生健康（计生）窗口；婚姻部分到民政局婚姻登记处',
        en: 'Health window of town or subdistrict; marriage registry',
      },
    },
    {
      no: 15,
      name: '居民就业状况证明',
      nameEn: 'employment',
      also: [],
      phrases: either(
        '(?:证明|出具|证实|开个|开一?张)',
        '(?:就业|失业|无业|待业|务工|打工|在职|没有?工作|工作单位|务农|灵活就业)',
      ),
      goInstead: {
        zh: '人社部门就业服务窗口（就业失业登记、社保参保记录）、用人单位',
        en: 'Employment window of the labour authority (registration, insurance record); the employer',
      },
    },
    {
      no: 16,
      name: '居民个人档案证明',
      nameEn: 'personal file',
      also: [],
      phrases: either(c, '(?:个人档案|人事档案|本人档案|档案(?:存放|保管|遗失|丢失))'),
      goInstead: {
        zh: '档案保管单位：公共就业和人才服务机构、原单位、学校',
        en: 'Whoever keeps the file: public employment service, former employer, school',
      },
    },
    {
      no: 17,
      name: '居民财产证明',
      nameEn: 'property, income, means',
      also: [
        '经济状况证明',
        '收入证明',
        '偿还能力证明',
        '房产证明',
        '银行存款证明',
        '投资情况证明',
        '车辆所有权证明',
      ],
      phrases: either(
        '(?:证明|出具|证实|开个|开一?张)',
        '(?:家庭财产|个人财产|财产状况|经济状况|经济困难|家庭困难|贫困|家里穷|个人收入|家庭收入|年收入|月收入|收入(?:情况|多少|是)|偿还能力|还款能力|房产|无房|没有房|房子是.{0,6}的|房屋(?:产权|所有权|归)|存款|投资情况|(?:车|车辆|汽车|电动车)(?:的)?(?:所有权|归|是.{0,4}的))',
      ),
      goInstead: {
        zh: '房产：不动产登记中心；存款：银行；收入：用人单位、税务部门；车辆：车管所；救助核对：民政部门',
        en: 'Real estate registry; bank; employer or tax office; vehicle office; civil affairs for means tests',
      },
    },
    {
      no: 18,
      name: '遗产继承权证明',
      nameEn: 'inheritance',
      also: [],
      phrases: either(c, '(?:继承权|继承人|遗产|唯一继承|法定继承|继承(?:房|存款|父|母))'),
      goInstead: {
        zh: '公证处（继承公证）；有争议的到人民法院；不动产继承可到不动产登记中心办理',
        en: 'Notary office; court if disputed; real estate registry for houses',
      },
    },
    {
      no: 19,
      name: '市场主体住所证明',
      nameEn: 'business premises',
      also: ['经营场所证明', '同意住宅改变为经营性用房证明', '社区经营性用房无扰民证明'],
      phrases: [
        ...either(
          c,
          '(?:经营场所|经营地址|注册地址|公司住所|企业住所|市场主体|营业场所|门面房?|店面|住改商|经营性用房|不?扰民|开店.{0,6}(?:地址|房屋|场所))',
        ),
        '住宅改(?:变)?(?:为|成)经营',
      ],
      goInstead: {
        zh: '市场监管部门（住所申报承诺）；产权材料用不动产权证或租赁合同；住改商由有利害关系的业主同意',
        en: 'Market regulator (declaration of premises); title deed or lease; neighbours consent themselves',
      },
    },
    {
      no: 20,
      name: '证件遗失证明',
      nameEn: 'lost document',
      also: [],
      phrases: either(
        c,
        '(?:(?:证件?|证书|户口[簿本]|户口|身份证|执照|存折|毕业证|房产证|驾驶证|承包经营权证)(?:原件)?.{0,4}(?:遗失|丢失|丢了|不见了|被偷|遗落|毁损)|(?:遗失|丢失|丢了).{0,4}(?:证件|证书|身份证|户口[簿本]|存折|执照|毕业证))',
      ),
      goInstead: {
        zh: '原发证机关申请补发（身份证、户口簿：派出所；存折：银行；产权证：不动产登记中心）',
        en: 'The office that issued it replaces it (police, bank, real estate registry)',
      },
    },
  ],
};

/** 湖北 has a list of its own: two more matters, and 健在证明 is not on it. */
const hubei: NegativeList = {
  name: '湖北省不应由基层群众性自治组织出具证明事项清单',
  basis: '湖北省清单（在民发〔2020〕20号基础上）',
  scope: '湖北',
  validFrom: nationalNegativeList.validFrom,
  omits: ['健在证明'],
  matters: [
    {
      no: 101,
      name: '缴费票据遗失证明',
      nameEn: 'lost receipt',
      also: [],
      phrases: either(c, '(?:票据|发票|收据|缴费单).{0,4}(?:遗失|丢失|丢了|不见)'),
      goInstead: {
        zh: '原开票单位（补打、存根复印）或税务部门',
        en: 'The office that issued it (copy of its stub), or the tax office',
      },
    },
    {
      no: 102,
      name: '转学证明',
      nameEn: 'change of school',
      also: [],
      phrases: either(c, '转学'),
      goInstead: { zh: '转出、转入学校和教育局', en: 'Both schools and the education bureau' },
    },
  ],
};

/** What provinces add to the national list or leave out. */
export const provincialNegativeLists: readonly NegativeList[] = [hubei];

import type { SealKind } from '@hufu/contract';
import { type Matter, national } from './matter.ts';

/** The day from which the first catalogue holds: 2026-01-01 in China. */
const start = Date.UTC(2025, 11, 31, 16);
const committee: SealKind[] = ['villageCommitteeSeal'];
const selfGovernment = '村民委员会组织法';

function matter(
  id: string,
  name: string,
  nameEn: string,
  more: Partial<Matter> & Pick<Matter, 'legalBasis' | 'requiredMaterial'>,
): Matter {
  return {
    id,
    version: 1,
    scope: national,
    name,
    nameEn,
    major: false,
    seals: committee,
    approvers: 1,
    review: false,
    zones: [],
    validityHours: 24,
    validFrom: start,
    validTo: null,
    ...more,
  };
}

const major = { major: true, review: true, approvers: 2, validityHours: 48 } as const;
const assembly = `${selfGovernment}第二十四条`;

/** What villages stamp day by day, to start from. Districts change it as data, with dates; nothing in code names an id. */
export const startingCatalogue: readonly Matter[] = [
  matter('residence-certificate', '居住情况说明', 'Statement of residence', {
    legalBasis: '民发〔2020〕20号清单之外、村级组织能够核实的事实',
    requiredMaterial: ['申请人身份证', '居住情况说明'],
  }),
  matter('homestead-application', '宅基地（建房）申请', 'Homestead application', {
    legalBasis: '土地管理法第六十二条；农业农村部、自然资源部农经发〔2019〕6号',
    requiredMaterial: ['农村宅基地和建房（规划许可）申请表', '村民小组会议记录', '公示照片'],
    review: true,
  }),
  matter('subsistence-allowance', '低保、特困申请材料', 'Subsistence allowance papers', {
    legalBasis: '社会救助暂行办法第十一条',
    requiredMaterial: ['申请书', '民主评议记录', '公示照片'],
  }),
  matter('disability-subsidy', '残疾人补贴申请材料', 'Disability subsidy papers', {
    legalBasis: '国发〔2015〕52号',
    requiredMaterial: ['申请表', '残疾人证复印件'],
  }),
  matter('land-transfer-record', '土地流转合同备案', 'Record of a land transfer contract', {
    legalBasis: '农村土地承包法第三十六条、第四十条',
    requiredMaterial: ['流转合同', '承包方身份证', '承包经营权证复印件'],
    seals: ['villageCommitteeSeal', 'cooperativeSeal'],
  }),
  matter('collective-contract', '集体资源、资产发包租赁合同', 'Lease of collective assets', {
    legalBasis: `${assembly}；农村集体经济组织法`,
    requiredMaterial: ['合同全文', '村民代表会议决议', '公开招投标记录'],
    seals: ['cooperativeSeal', 'villageCommitteeSeal'],
    ...major,
  }),
  matter('construction-contract', '村级工程合同', 'Works contract of the village', {
    legalBasis: assembly,
    requiredMaterial: ['合同全文', '村民代表会议决议', '招投标或询价记录'],
    seals: ['villageCommitteeSeal', 'cooperativeSeal'],
    everyPage: true,
    ...major,
  }),
  matter('collective-loan', '集体借款、担保', 'Loan or guarantee of the collective', {
    legalBasis: assembly,
    requiredMaterial: ['借款合同', '村民代表会议决议'],
    seals: ['cooperativeSeal'],
    ...major,
  }),
  matter('expense-report', '村级财务报销与请款', 'Expenses and payment requests', {
    legalBasis: `${selfGovernment}第三十二条（村务监督机构）`,
    requiredMaterial: ['票据', '报销单', '村务监督委员会审核意见'],
    seals: ['cooperativeSeal', 'villageCommitteeSeal'],
    review: true,
  }),
  matter('official-letter', '上报材料、函件', 'Reports and letters to offices', {
    legalBasis: '国发〔1999〕25号',
    requiredMaterial: ['正文'],
    seals: ['villageCommitteeSeal', 'partyBranchSeal'],
  }),
  matter('public-notice', '村务公开、公示', 'Public notices', {
    legalBasis: `${selfGovernment}第三十条、第三十一条`,
    requiredMaterial: ['公示正文'],
  }),
  matter('party-affairs', '党务材料（组织关系、党员发展）', 'Party papers', {
    legalBasis: '中国共产党农村基层组织工作条例',
    requiredMaterial: ['党支部会议记录'],
    seals: ['partyBranchSeal'],
  }),
  matter('mediation-agreement', '人民调解协议', 'Mediation agreement', {
    legalBasis: '人民调解法第二十八条、第二十九条',
    requiredMaterial: ['调解协议书', '双方身份证'],
  }),
];

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const zNegativeList = z.object({
  basis: z.string(),
  name: z.string(),
  matters: z.array(
    z.object({ no: z.number().int(), name: z.string(), also: z.array(z.string()).default([]) }),
  ),
});

/** Certificates a village must not issue (民发〔2020〕20号). */
export const negativeList = zNegativeList.parse(
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'negative-list.json'), 'utf8')),
);

/** Where to go instead, by number of the list: a refusal without a way on is only half an answer. */
const goInstead: Readonly<Record<number, readonly [zh: string, en: string]>> = {
  1: ['公安派出所查户籍，或公证处办亲属关系公证', 'the police station (household register) or a notary'],
  2: [
    '凭居民身份证、户口簿；遗失的到公安派出所补领',
    'the identity card or household register; the police station replaces them',
  ],
  3: ['户籍所在地公安派出所', 'the police station of the household register'],
  4: ['公安或城管部门办犬证', 'the dog licence office of police or city management'],
  5: ['公安派出所，也可网上申请', 'the police station, also online'],
  6: ['公安机关或社区戒毒工作机构', 'the police or the drug treatment office'],
  7: ['公安派出所报案；法律上的宣告由人民法院作出', 'the police station; the declaration is made by a court'],
  8: ['婚姻登记机关查档，或公证处', 'the marriage registry or a notary'],
  9: ['接生的医疗机构补办出生医学证明', 'the hospital of birth'],
  10: ['社保经办机构用人脸认证或数据比对办理', 'the social insurance office, by its own check'],
  11: ['医疗机构或公安派出所', 'the hospital or the police station'],
  12: ['就诊的医疗机构', 'the hospital that treated the person'],
  13: ['县级残联办理残疾人证', 'the county disabled persons’ federation'],
  14: ['卫生健康部门', 'the health authority'],
  15: ['人力社保部门，或用人单位', 'the labour office or the employer'],
  16: ['档案保管单位（人才中心、原单位）', 'the institution that keeps the file'],
  17: ['不动产登记、银行、车管、税务等各主管部门', 'land registry, bank, vehicle office or tax office'],
  18: ['公证处，或人民法院', 'a notary or a court'],
  19: ['市场监管部门（可用承诺制）', 'the market supervision office (self-declaration)'],
  20: ['发证机关挂失补办', 'the issuing office'],
};

/** An item of the list that a text asks for. */
export interface ForbiddenMatter {
  readonly no: number;
  readonly name: string;
  readonly basis: string;
  readonly goInstead: { readonly zh: string; readonly en: string };
}

/** Where to go for an item of the list. */
export function whereInstead(no: number): { zh: string; en: string } {
  const [zh, en] = goInstead[no] ?? ['主管部门', 'the office in charge'];
  return { zh, en };
}

/** The item of the negative list that a matter or purpose names, if any. */
export function findForbidden(...texts: readonly string[]): ForbiddenMatter | undefined {
  const plain = texts.map((t) => t.replaceAll(/[\s　“”"'《》（）()]/g, ''));
  for (const { no, name, also } of negativeList.matters)
    for (const wanted of [name, ...also]) {
      // People write 亲属关系的证明 and 开亲属关系证明: the stem with 证明 somewhere after it is enough.
      const stem = wanted.replace(/^居民/, '').replace(/证明$/, '');
      if (plain.some((t) => t.includes(wanted) || new RegExp(`${stem}(的|情况)?证明`).test(t)))
        return {
          no,
          name: wanted === name ? name : `${name}（${wanted}）`,
          basis: negativeList.basis,
          goInstead: whereInstead(no),
        };
    }
  return undefined;
}

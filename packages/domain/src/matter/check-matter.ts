import type { Instant } from '@hufu/contract';
import {
  type GoInstead,
  type NegativeList,
  type NegativeMatter,
  nationalNegativeList,
  provincialNegativeLists,
} from '../data/negative-list.ts';

/** The answer to 'may a village certify this?'. */
export type MatterCheck =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly no: number;
      readonly name: string;
      readonly basis: string;
      readonly explain: { readonly zh: string; readonly en: string };
      readonly goInstead: GoInstead;
    };

/**
 * Looks a free text up in the negative list in force at that time in that province (N4). Words alone decide nothing:
 * most phrases ask for a word of certifying beside the topic, so that applying for a disability subsidy is not taken
 * for certifying a disability. It explains and points the way; whoever asks may still show that it was misread.
 *
 * Decided: 务工证明 is employment (no. 15), 同一人证明 is identity (no. 2), 贫困证明 is means (no. 17).
 * 居住证明 is allowed, as no list has it, and so is whatever the village certifies of its own affairs.
 */
export function checkMatter(text: string, province: string, at: Instant): MatterCheck {
  const plain = normalise(text);
  for (const { list, matters } of listsAt(province, at)) {
    const found =
      longestNamed(matters, plain) ?? matters.find((m) => m.phrases.some((p) => new RegExp(p).test(plain)));
    if (found) return forbidden(found, list);
  }
  return { allowed: true };
}

/** The negative list as it holds in a province, for people to read. */
export function negativeMattersAt(province: string, at: Instant): NegativeMatter[] {
  return listsAt(province, at).flatMap((l) => l.matters);
}

function listsAt(province: string, at: Instant): { list: NegativeList; matters: NegativeMatter[] }[] {
  const own = provincialNegativeLists.filter((l) => l.scope === province && l.validFrom <= at);
  const omitted = new Set(own.flatMap((l) => l.omits));
  return [...own, ...(nationalNegativeList.validFrom <= at ? [nationalNegativeList] : [])].map((list) => ({
    list,
    matters: specificFirst(list.matters.filter((m) => !omitted.has(m.name))),
  }));
}

/** Wider topics come last: 'not married, no children' is 婚育, 'date of birth is wrong' is 户口登记项目. */
function specificFirst(matters: readonly NegativeMatter[]): NegativeMatter[] {
  const order = [14, 3, 20, 18, 13, 7, 11, 10];
  const rank = (m: NegativeMatter) => (order.includes(m.no) ? order.indexOf(m.no) : order.length + m.no);
  return [...matters].sort((a, b) => rank(a) - rank(b));
}

/** An official name in the text beats every phrase; the longest one wins (婚育状况证明 over 出生证明). */
function longestNamed(matters: readonly NegativeMatter[], plain: string): NegativeMatter | undefined {
  let best: { matter: NegativeMatter; length: number } | undefined;
  for (const matter of matters)
    for (const name of [matter.name, ...matter.also])
      if (plain.includes(name) && name.length > (best?.length ?? 0)) best = { matter, length: name.length };
  return best?.matter;
}

function normalise(text: string): string {
  return text.normalize('NFKC').replace(/[\s\p{P}\p{S}]/gu, '');
}

function forbidden(m: NegativeMatter, list: NegativeList): MatterCheck {
  const also = m.also.length > 0 ? `（含${m.also.join('、')}）` : '';
  return {
    allowed: false,
    no: m.no,
    name: m.name,
    basis: `${list.basis}《${list.name}》`,
    explain: {
      zh: `“${m.name}”${also}不应由村（居）民委员会出具，依据：${list.basis}第 ${m.no} 项。`,
      en: `A village must not certify ${m.nameEn} (${list.basis}, item ${m.no}).`,
    },
    goInstead: m.goInstead,
  };
}

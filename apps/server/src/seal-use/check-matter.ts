import { api } from '@hufu/contract';
import { checkMatter as lookUp } from '@hufu/domain';
import { answer } from '../http/handler.ts';
import { findProvince } from '../people/unit.store.ts';

/** POST /api/seal-use/check-matter */
export const checkMatter = answer(api.sealUse.checkMatter, async ({ parts, caller, body }) => {
  const province = await findProvince(parts.db, caller.unit.id);
  const found = lookUp(body.text, province, parts.now());
  if (!found.allowed) return { ...found, explain: { ...found.explain }, goInstead: { ...found.goInstead } };
  return {
    allowed: true,
    no: null,
    name: '',
    basis: '',
    explain: {
      zh: '不在不应出具证明的清单里，可以申请。',
      en: 'Not on the list of what a village must not certify.',
    },
    goInstead: { zh: '', en: '' },
  };
});

import { api } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { findForbidden } from './negative-list.ts';

/** POST /api/seal-use/check-matter */
export const checkMatter = answer(api.sealUse.checkMatter, async ({ body }) => {
  const forbidden = findForbidden(body.text);
  if (!forbidden)
    return {
      allowed: true,
      no: null,
      name: '',
      basis: '',
      explain: { zh: '不在国家公布的清单里，可以申请。', en: 'Not on the national list; you may file it.' },
      goInstead: { zh: '', en: '' },
    };
  const { no, name, basis, goInstead } = forbidden;
  return {
    allowed: false,
    no,
    name,
    basis,
    explain: {
      zh: `“${name}”是${basis}清单第 ${no} 项，村（居）委会不应出具。`,
      en: `Item ${no} of the national list (${basis}): a village must not certify this.`,
    },
    goInstead,
  };
});

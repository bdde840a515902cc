import { describe, expect, it } from 'vitest';
import { parseReceiptLink } from './receipt-link.ts';

const request = '01890000-0000-7000-8000-0000000000ab';
const receipt = 'AbCd-efgh_0123456789';

describe('the link of a receipt', () => {
  it('names request, secret and where it was issued', () => {
    expect(parseReceiptLink(`https://seal.example.cn/verify/#r=${request}.${receipt}`)).toEqual({
      request,
      receipt,
      origin: 'https://seal.example.cn',
    });
    expect(parseReceiptLink(`#r=${request}.${receipt}`)).toEqual({ request, receipt, origin: null });
    expect(parseReceiptLink(`#request=${request}&receipt=${receipt}`)).toEqual({
      request,
      receipt,
      origin: null,
    });
  });

  it('is nothing else', () => {
    for (const text of [
      '',
      'https://seal.example.cn/verify/',
      `#r=${request}.short`,
      `#r=${request}.${receipt}<script>`,
      `#r=not-a-uuid.${receipt}`,
    ])
      expect(parseReceiptLink(text)).toBeUndefined();
    expect(parseReceiptLink(`javascript:alert(1)#r=${request}.${receipt}`)?.origin).toBeNull();
  });
});

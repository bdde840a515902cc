const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES = ['', '拾', '佰', '仟'];
const GROUPS = ['', '万', '亿', '万亿'];

/** An amount as it is written by hand on a Chinese contract (《支付结算办法》附一): 壹万贰仟叁佰元整. */
export function amountInWords(fen: number): string {
  if (!Number.isSafeInteger(fen) || fen < 0) throw new RangeError('an amount is a whole number of fen');
  const yuan = Math.floor(fen / 100);
  const jiao = Math.floor(fen / 10) % 10;
  const cent = fen % 10;
  let words = yuan === 0 ? '' : `${integerInWords(yuan)}元`;
  if (jiao === 0 && cent === 0) return `${words === '' ? '零元' : words}整`;
  if (jiao > 0) words += `${DIGITS[jiao]}角`;
  else if (words !== '') words += '零';
  return cent > 0 ? `${words}${DIGITS[cent]}分` : `${words}整`;
}

function integerInWords(value: number): string {
  let words = '';
  let zero = false;
  const text = String(value);
  for (let i = 0; i < text.length; i++) {
    const digit = Number(text[i]);
    const place = text.length - 1 - i;
    if (digit === 0) zero = true;
    else {
      if (zero && words !== '') words += '零';
      zero = false;
      words += `${DIGITS[digit]}${PLACES[place % 4]}`;
    }
    const group = place / 4;
    const groupHasDigit = Number(text.slice(Math.max(0, i - 3), i + 1)) > 0;
    if (place % 4 === 0 && group > 0 && groupHasDigit) words += GROUPS[group];
  }
  return words;
}

/** An amount in digits with thousands separators: 12,300.00. */
export function amountInDigits(fen: number): string {
  const yuan = String(Math.floor(fen / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${yuan}.${String(fen % 100).padStart(2, '0')}`;
}

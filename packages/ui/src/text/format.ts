import type { Instant } from '@hufu/contract';
import { type Language, languageNow, textNow } from './catalogue.ts';

/** Officials write the time of the office they sit in; every deployment is in one zone. */
const zone = 'Asia/Shanghai';

function parts(at: Instant, options: Intl.DateTimeFormatOptions): Record<string, string> {
  const list = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    ...options,
  }).formatToParts(at);
  return Object.fromEntries(list.map((p) => [p.type, p.value]));
}

/** 2026年11月23日 (GB/T 9704: no leading zeros), or 23 Nov 2026. */
export function formatDate(at: Instant, language: Language = languageNow()): string {
  const p = parts(at, { year: 'numeric', month: language === 'zh' ? 'numeric' : 'short', day: 'numeric' });
  return language === 'zh'
    ? `${p.year}年${Number(p.month)}月${Number(p.day)}日`
    : `${Number(p.day)} ${p.month} ${p.year}`;
}

/** 15:04 in the time of the office. */
export function formatTime(at: Instant): string {
  const p = parts(at, { hour: '2-digit', minute: '2-digit' });
  return `${p.hour}:${p.minute}`;
}

/** 2026年11月23日 15:04. */
export function formatDateTime(at: Instant, language: Language = languageNow()): string {
  return `${formatDate(at, language)} ${formatTime(at)}`;
}

/** How people say a recent time; older ones as a date. */
export function formatWhen(at: Instant, now: Instant, language: Language = languageNow()): string {
  const age = now - at;
  if (age >= 0 && age < 60_000) return textNow('time.justNow');
  if (age >= 0 && age < 3_600_000) return textNow('time.minutesAgo', { n: Math.floor(age / 60_000) });
  const day = formatDate(at, language);
  if (day === formatDate(now, language)) return textNow('time.today', { time: formatTime(at) });
  if (day === formatDate(now - 86_400_000, language))
    return textNow('time.yesterday', { time: formatTime(at) });
  return formatDateTime(at, language);
}

/** 2分30秒, 3天2小时: the two largest units. */
export function formatSpan(ms: number): string {
  const units = [
    ['span.days', 86_400_000],
    ['span.hours', 3_600_000],
    ['span.minutes', 60_000],
    ['span.seconds', 1000],
  ] as const;
  const join = languageNow() === 'zh' ? '' : ' ';
  const first = units.findIndex(([, size]) => ms >= size);
  if (first < 0) return textNow('span.underSecond');
  let rest = ms;
  const words: string[] = [];
  for (const [key, size] of units.slice(first, first + 2)) {
    const n = Math.floor(rest / size);
    rest -= n * size;
    if (n > 0) words.push(textNow(key, { n }));
  }
  return words.join(join);
}

/** 1,234. */
export function formatCount(n: number): string {
  return new Intl.NumberFormat('en-US').format(n);
}

/** ¥12,345.60 of an amount in fen. */
export function formatYuan(fen: number): string {
  const whole = Math.trunc(fen / 100);
  return `¥${formatCount(whole)}.${String(Math.abs(fen % 100)).padStart(2, '0')}`;
}

const digits = [...'零壹贰叁肆伍陆柒捌玖'];
const places = ['', '拾', '佰', '仟'];
const groups = ['', '万', '亿', '万亿'];

/** The capital form in which contracts and receipts write an amount: 壹万贰仟叁佰肆拾伍元陆角. */
export function formatYuanCapital(fen: number): string {
  const whole = Math.trunc(fen / 100);
  const jiao = Math.trunc((fen % 100) / 10);
  const cent = fen % 10;
  const head = whole === 0 ? (jiao || cent ? '' : '零元') : `${capitalInteger(whole)}元`;
  if (jiao === 0 && cent === 0) return `${head}整`;
  const tens = jiao > 0 ? `${digits[jiao]}角` : whole > 0 ? '零' : '';
  return `${head}${tens}${cent > 0 ? `${digits[cent]}分` : ''}`;
}

function capitalInteger(n: number): string {
  const text = String(n);
  let out = '';
  let zero = false;
  [...text].forEach((c, i) => {
    const at = text.length - 1 - i;
    const group = Math.floor(at / 4);
    if (c === '0') zero = true;
    else {
      if (zero && out !== '') out += '零';
      zero = false;
      out += `${digits[Number(c)]}${places[at % 4]}`;
    }
    // The group's word stands after its last digit, unless the whole group is zero; zeros at its end are not said.
    if (at % 4 === 0 && /[^0]/.test(text.slice(Math.max(0, i - 3), i + 1))) {
      out += groups[group];
      zero = false;
    }
  });
  return out;
}

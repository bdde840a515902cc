import type { PageView, RequestDetail, RequestSummary } from '@hufu/contract';

type Warning = RequestDetail['warnings'][number];

/** What an approver or inspector should notice about a request. */
export interface WarningFacts {
  readonly request: RequestSummary;
  readonly pages: readonly PageView[];
  readonly earlier: readonly RequestSummary[];
  readonly review: 'none' | 'wanted' | 'noObjection' | 'objection';
  readonly reading: { readonly pages: number; readonly shownMs: number };
  readonly counterparty: string;
}

const quarterMs = 92 * 86_400_000;
/** Nobody reads a page of text in less. */
const quickMsPerPage = 2_000;

/** Warnings are hints for people; no machine acts on them. */
export function warningsOf(facts: WarningFacts): Warning[] {
  const { request, pages, earlier, review, reading } = facts;
  const warnings: Warning[] = [];
  const add = (code: string, zh: string, en: string) => warnings.push({ code, zh, en });
  const same = earlier.filter(
    (e) => e.matter.id === request.matter.id && e.executed > 0 && e.filedAt > request.filedAt - quarterMs,
  );
  if (same.length > 0)
    add(
      'EARLIER_STAMPING',
      `${request.applicantName}三个月内已就同一事项盖过 ${same.length} 次`,
      `Same applicant and matter were stamped ${same.length} time(s) within three months`,
    );
  pages.forEach((page, n) => {
    for (const code of page.warnings) {
      const text = pageWords[code];
      if (text) add(`PAGE_${code}`, `第 ${n + 1} 页${text.zh}`, `Page ${n + 1} ${text.en}`);
    }
  });
  if (review === 'wanted')
    add('REVIEW_MISSING', '监督委员会还没有复核', 'The supervision committee has not reviewed it');
  if (review === 'objection')
    add('REVIEW_OBJECTION', '监督委员会有异议', 'The supervision committee objects');
  const isDecided = request.decidedAt !== null && request.approvers.length > 0;
  if (isDecided && reading.pages < request.pages)
    add(
      'PAGES_NOT_OPENED',
      `批准时有 ${request.pages - reading.pages} 页没有打开看过`,
      `${request.pages - reading.pages} page(s) were not opened before approval`,
    );
  else if (isDecided && reading.shownMs < request.pages * quickMsPerPage)
    add('APPROVED_QUICKLY', '审批很快，平均每页不到 2 秒', 'Approved quickly: under two seconds a page');
  if (request.granted > 12)
    add('MANY_IMPRESSIONS', `这件申请要盖 ${request.granted} 次`, `${request.granted} impressions at once`);
  return warnings;
}

const pageWords: Readonly<Record<string, { zh: string; en: string }>> = {
  blank: { zh: '是空白页', en: 'is blank' },
  halfBlank: {
    zh: '中间留着大片空白，盖章后可能被添字',
    en: 'has a wide empty band; text could be added later',
  },
  blurred: { zh: '照片模糊', en: 'is blurred' },
  dark: { zh: '照片太暗', en: 'is too dark' },
};

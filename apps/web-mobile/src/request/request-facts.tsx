import type { RequestDetail, Roster } from '@hufu/contract';
import { formatDateTime, formatYuan, formatYuanCapital, KeyGrade, Tag, useLanguage } from '@hufu/ui';
import type { ReactNode } from 'react';
import { Block, Fact } from '../layout/screen.tsx';
import { useT } from '../texts.ts';
import type { VerifiedRequest } from '../trust/verified-request.ts';

/** What is to be stamped, for whom, under which rule. Once verified, every word comes from what the filer signed. */
export function RequestFacts(props: {
  detail: RequestDetail;
  verified: VerifiedRequest | null;
  roster: Roster | null;
}): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { detail, verified, roster } = props;
  const request = verified?.request;
  const sealName = (id: string) =>
    roster?.seals.find((s) => s.id === id)?.name ?? detail.seals.find((s) => s.id === id)?.name ?? id;
  const stamper = roster?.people.find((p) => p.id === request?.stamper)?.name ?? detail.stamper.name;
  const amountFen = request ? request.amountFen : detail.amountFen;
  const counterparty = request?.counterparty ?? detail.counterparty;
  const resolution = request?.resolution ?? detail.resolution;
  const matter = detail.matterDetail;
  return (
    <Block title={text('request.facts')} testId="facts">
      <dl className="m-facts">
        <Fact name={text('fact.number')}>{detail.number}</Fact>
        <Fact name={text('fact.matter')}>
          {request?.matter.name ?? detail.matter.name}{' '}
          {detail.matter.major ? <Tag tone="bad">{text('card.major')}</Tag> : null}
        </Fact>
        <Fact name={text('fact.applicant')}>
          {request?.applicant.name ?? detail.applicantName}
          {request?.applicant.phone ? ` ${request.applicant.phone}` : ''}
        </Fact>
        <Fact name={text('fact.purpose')}>{request?.purpose ?? detail.purpose}</Fact>
        {counterparty ? <Fact name={text('fact.counterparty')}>{counterparty}</Fact> : null}
        {amountFen !== null ? (
          <Fact name={text('fact.amount')}>
            {formatYuan(amountFen)}
            {language === 'zh' ? ` ${formatYuanCapital(amountFen)}` : ''}
          </Fact>
        ) : null}
        {resolution ? <Fact name={text('fact.resolution')}>{resolution}</Fact> : null}
        <Fact name={text('fact.impressions')}>
          {request
            ? request.impressions.map((item, i) => (
                <span key={i} className="m-line">
                  {text(item.kind === 'seam' ? 'fact.seam' : 'fact.item', {
                    seal: sealName(item.seal),
                    pages: item.pages.map((p) => p + 1).join(text('join.comma')),
                    copies: item.copies,
                    n: item.pages.length,
                  })}
                </span>
              ))
            : text('fact.granted', { n: detail.granted })}
          {request?.everyPage ? <span className="m-line">{text('fact.everyPage')}</span> : null}
        </Fact>
        <Fact name={text('fact.stamper')}>{stamper}</Fact>
        <Fact name={text('fact.filer')}>
          {verified?.filer.name ?? detail.filer.name} {verified ? <KeyGrade kind={verified.keyKind} /> : null}{' '}
          <span className="m-whole">{formatDateTime(detail.filedAt, language)}</span>
        </Fact>
        {detail.approvers.length > 0 ? (
          <Fact name={text('fact.approvers')}>
            {detail.approvers.join(text('join.comma'))}{' '}
            {text('fact.quorum', {
              n: detail.approvers.length,
              all: detail.emergency ? Math.max(2, detail.approversNeeded) : detail.approversNeeded,
            })}
          </Fact>
        ) : null}
        {detail.validTo !== null ? (
          <Fact name={text('fact.validTo')}>{formatDateTime(detail.validTo, language)}</Fact>
        ) : null}
        <Fact name={text('fact.basis')}>{matter.legalBasis}</Fact>
        {matter.requiredMaterial.length > 0 ? (
          <Fact name={text('fact.required')}>{matter.requiredMaterial.join(text('join.semicolon'))}</Fact>
        ) : null}
      </dl>
    </Block>
  );
}

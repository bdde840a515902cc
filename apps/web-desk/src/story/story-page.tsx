import type { RequestDetail } from '@hufu/contract';
import {
  formatDateTime,
  formatYuan,
  imageShelf,
  ListStates,
  Notice,
  PageViewer,
  PhaseTag,
  Tag,
  useLanguage,
  useLoad,
  warningTone,
} from '@hufu/ui';
import { Button, Descriptions, Timeline } from 'antd';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { PageHead, Panel } from '../layout/page-head.tsx';
import { blobsOf, client } from '../session/api.ts';
import { useT } from '../texts.ts';
import { EvidencePanel } from './evidence-panel.tsx';
import { FindingsPanel } from './findings-panel.tsx';
import { ImpressionsPanel } from './impressions-panel.tsx';
import { StatementsPanel } from './statements-panel.tsx';
import { TrialsPanel } from './trials-panel.tsx';

/** The whole story of one request: what was asked, who decided, what was pressed, what proves it. */
export function StoryPage(props: { id: string }): ReactNode {
  const text = useT();
  const { loaded, reload } = useLoad(
    (signal) => client.sealUse.getRequest({ id: props.id }, { signal }),
    [props.id],
  );
  const shelf = useMemo(() => imageShelf(blobsOf(props.id)), [props.id]);
  useEffect(() => () => shelf.clear(), [shelf]);
  return (
    <>
      <a href="#/register">{text('story.back')}</a>
      <ListStates loaded={loaded} onRetry={reload}>
        {(detail) => (
          <>
            <Head detail={detail} />
            <div className="d-story">
              <div>
                <ImpressionsPanel detail={detail} shelf={shelf} />
                <TrialsPanel detail={detail} shelf={shelf} />
                <StatementsPanel detail={detail} />
              </div>
              <div>
                <Facts detail={detail} shelf={shelf} />
                <Steps detail={detail} />
                <FindingsPanel detail={detail} onAdded={reload} />
                <EvidencePanel detail={detail} />
                <Earlier detail={detail} />
              </div>
            </div>
          </>
        )}
      </ListStates>
    </>
  );
}

function Head(props: { detail: RequestDetail }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { detail } = props;
  return (
    <>
      <PageHead
        title={
          <>
            {detail.matter.name} <PhaseTag phase={detail.phase} />{' '}
            {detail.matter.major ? <Tag tone="warn">{text('register.major')}</Tag> : null}
            {detail.emergency ? <Tag tone="warn">{text('register.emergency')}</Tag> : null}
          </>
        }
        extra={
          detail.alarms > 0 ? (
            <a href={`#/alarms?village=${detail.village.id}`}>
              <Tag tone="bad">{text('register.alarmCount', { n: detail.alarms })}</Tag>
            </a>
          ) : null
        }
      >
        <p className="d-soft">
          {detail.number} · {detail.village.name} · {detail.applicantName}
        </p>
      </PageHead>
      {detail.warnings.map((w) => (
        <Notice key={w.code} tone={warningTone(w.code)}>
          <p data-code={w.code}>{w[language]}</p>
        </Notice>
      ))}
      {detail.rejection ? (
        <Notice tone="bad">
          <p>
            {text('story.rejected', {
              by: detail.rejection.by,
              when: formatDateTime(detail.rejection.at, language),
            })}
          </p>
          <p>{detail.rejection.reason}</p>
        </Notice>
      ) : null}
    </>
  );
}

function Facts(props: { detail: RequestDetail; shelf: ReturnType<typeof imageShelf> }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const [isReading, setReading] = useState(false);
  const { detail } = props;
  const and = text('list.and');
  const rows: [string, ReactNode][] = [
    [text('register.purpose'), detail.purpose],
    [text('register.applicant'), detail.applicantName],
    [text('register.handler'), detail.filer.name],
    [text('story.stamper'), detail.stamper.name],
    [text('register.approver'), detail.approvers.join(and) || '—'],
    [text('register.seals'), detail.seals.map((s) => s.name).join(and)],
    [
      text('register.impressions'),
      <>
        {text('story.count', { executed: detail.executed, granted: detail.granted })}
        {detail.seams ? <div>{text('story.seams', detail.seams)}</div> : null}
      </>,
    ],
    ...(detail.counterparty
      ? [[text('story.counterparty'), detail.counterparty] as [string, ReactNode]]
      : []),
    ...(detail.amountFen === null
      ? []
      : [[text('story.amount'), formatYuan(detail.amountFen)] as [string, ReactNode]]),
    ...(detail.resolution ? [[text('story.resolution'), detail.resolution] as [string, ReactNode]] : []),
    [text('story.basis'), detail.matterDetail.legalBasis],
    [text('story.validTo'), detail.validTo === null ? '—' : formatDateTime(detail.validTo, language)],
  ];
  return (
    <Panel title={text('story.facts')}>
      <Descriptions
        column={1}
        size="small"
        items={rows.map(([label, children]) => ({ key: label, label, children }))}
      />
      <Button onClick={() => setReading(true)} data-testid="read-pages">
        {text('story.readPages', { n: detail.pageList.length })}
      </Button>
      {detail.replaces ? <a href={`#/request/${detail.replaces}`}>{text('story.replaces')}</a> : null}
      {detail.replacedBy ? <a href={`#/request/${detail.replacedBy}`}>{text('story.replacedBy')}</a> : null}
      {isReading ? (
        <PageViewer shelf={props.shelf} pages={detail.pageList} start={0} onClose={() => setReading(false)} />
      ) : null}
    </Panel>
  );
}

const colours: Readonly<Record<string, string>> = {
  rejection: 'bad',
  trial: 'bad',
  alarm: 'bad',
  void: 'bad',
  finding: 'warn',
  exception: 'warn',
  withdrawal: 'warn',
  authorization: 'good',
  impression: 'good',
  finish: 'good',
};

function Steps(props: { detail: RequestDetail }): ReactNode {
  const text = useT();
  const language = useLanguage();
  return (
    <Panel title={text('story.steps')} testId="timeline">
      <Timeline
        items={props.detail.timeline.map((e, i) => ({
          key: i,
          color: `var(--h-${colours[e.kind] ?? 'action'})`,
          content: (
            <>
              <div>
                <b>{e.who}</b> {e.text[language]}
              </div>
              <small className="d-soft">{formatDateTime(e.at, language)}</small>
            </>
          ),
        }))}
      />
    </Panel>
  );
}

function Earlier(props: { detail: RequestDetail }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { earlier } = props.detail;
  if (earlier.length === 0) return null;
  return (
    <Panel title={text('story.earlier')}>
      <ul className="d-list">
        {earlier.map((r) => (
          <li key={r.id}>
            <a href={`#/request/${r.id}`}>{r.number}</a> {r.matter.name} · {r.purpose} ·{' '}
            {formatDateTime(r.filedAt, language)} <PhaseTag phase={r.phase} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

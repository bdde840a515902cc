import type { ImpressionView, RequestDetail } from '@hufu/contract';
import { formatDateTime, type ImageShelf, Tag, type Tone, useLanguage } from '@hufu/ui';
import { Segmented } from 'antd';
import { type ReactNode, useState } from 'react';
import { CompareViewer } from '../compare/compare-viewer.tsx';
import { VerdictLine } from '../compare/verdict-line.tsx';
import { Panel } from '../layout/page-head.tsx';
import { useT } from '../texts.ts';
import { PersonPhoto } from './person-photo.tsx';

const tones: Record<ImpressionView['state'], Tone> = {
  open: 'quiet',
  inProgress: 'warn',
  executed: 'good',
  unknown: 'bad',
  voided: 'quiet',
  badStamp: 'bad',
};

/** Each impression: approved | before | after, what the machine found, and what the server found in the same pictures. */
export function ImpressionsPanel(props: { detail: RequestDetail; shelf: ImageShelf }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { detail } = props;
  const made = detail.impressionPlan.findIndex((i) => i.before !== null || i.after !== null);
  const [at, setAt] = useState(Math.max(0, made));
  const impression = detail.impressionPlan[at];
  const page = impression ? detail.pageList[impression.page] : undefined;
  if (!impression || !page) return null;
  const { beforeVerdict, afterVerdict, serverVerdict } = impression;
  const differing = [...(beforeVerdict?.regions ?? []), ...(afterVerdict?.regions ?? [])].filter(
    (r) => r.kind !== 'impression',
  );
  const isDisputed = serverVerdict && afterVerdict && serverVerdict.verdict !== afterVerdict.verdict;
  return (
    <Panel title={text('compare.title')} testId="impressions">
      {detail.impressionPlan.length > 1 ? (
        <div className="d-scroll">
          <Segmented
            value={at}
            options={detail.impressionPlan.map((i, n) => ({
              value: n,
              label: text('compare.impression', { n: i.k + 1, page: i.page + 1 }),
            }))}
            onChange={setAt}
          />
        </div>
      ) : null}
      <p className="d-row">
        <Tag tone={tones[impression.state]}>{text(`impression.${impression.state}`)}</Tag>
        <span>{impression.sealName}</span>
        <span>{text('compare.where', { page: impression.page + 1, copy: impression.copy + 1 })}</span>
        {impression.seam ? (
          <Tag tone="quiet">
            {text('compare.seam', { pages: impression.seam.map((p) => p + 1).join(text('list.and')) })}
          </Tag>
        ) : null}
        {impression.at === null ? null : <span>{formatDateTime(impression.at, language)}</span>}
        {impression.attempt > 0 ? (
          <span>{text('compare.attempt', { n: impression.attempt + 1 })}</span>
        ) : null}
        {impression.person ? <PersonPhoto request={detail.id} digest={impression.person} /> : null}
      </p>
      <CompareViewer
        key={at}
        shelf={props.shelf}
        page={{ width: page.widthPx, height: page.heightPx }}
        pictures={[
          {
            key: 'approved',
            label: text('compare.approved'),
            digest: page.digest,
            kind: 'page',
            regions: differing,
            missing: text('compare.noPicture'),
          },
          {
            key: 'before',
            label: text('compare.before'),
            digest: impression.before,
            kind: 'photo',
            corners: impression.beforeCorners,
            regions: beforeVerdict?.regions ?? [],
            missing: text(impression.state === 'open' ? 'compare.notYet' : 'compare.notUploaded'),
          },
          {
            key: 'after',
            label: text('compare.after'),
            digest: impression.after,
            kind: 'photo',
            corners: impression.afterCorners,
            regions: afterVerdict?.regions ?? [],
            missing: text(impression.state === 'open' ? 'compare.notYet' : 'compare.notUploaded'),
          },
        ]}
      />
      <div className="d-verdicts" data-disputed={isDisputed ? 'yes' : 'no'}>
        <VerdictLine who={text('verdict.machineBefore')} verdict={beforeVerdict} />
        <VerdictLine who={text('verdict.machineAfter')} verdict={afterVerdict} />
        <VerdictLine who={text('verdict.server')} verdict={serverVerdict} />
        {isDisputed ? <p className="d-bad">{text('verdict.disputed')}</p> : null}
      </div>
    </Panel>
  );
}

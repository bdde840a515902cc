import type { RequestDetail } from '@hufu/contract';
import { formatDateTime, type ImageShelf, useLanguage } from '@hufu/ui';
import { Collapse } from 'antd';
import type { ReactNode } from 'react';
import { CompareViewer } from '../compare/compare-viewer.tsx';
import { VerdictLine } from '../compare/verdict-line.tsx';
import { Panel } from '../layout/page-head.tsx';
import { useT } from '../texts.ts';

/** Papers that the machine refused or was unsure of. */
export function TrialsPanel(props: { detail: RequestDetail; shelf: ImageShelf }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { trials, pageList } = props.detail;
  if (trials.length === 0) return null;
  return (
    <Panel title={text('trials.title', { n: trials.length })} testId="trials">
      <Collapse
        items={trials.map((t) => {
          const page = pageList[t.page];
          return {
            key: t.id,
            label: (
              <span className="d-row">
                <span>{formatDateTime(t.at, language)}</span>
                <span>{text('compare.impression', { n: t.k + 1, page: t.page + 1 })}</span>
                <VerdictLine who={t.machine} verdict={t.verdict} />
              </span>
            ),
            children: page ? (
              <CompareViewer
                shelf={props.shelf}
                page={{ width: page.widthPx, height: page.heightPx }}
                pictures={[
                  {
                    key: 'approved',
                    label: text('compare.approved'),
                    digest: page.digest,
                    kind: 'page',
                    regions: t.verdict.regions,
                    missing: text('compare.noPicture'),
                  },
                  {
                    key: 'frame',
                    label: text('compare.onPlaten'),
                    digest: t.frame,
                    kind: 'photo',
                    corners: t.corners,
                    regions: t.verdict.regions,
                    missing: text('compare.notUploaded'),
                  },
                ]}
              />
            ) : null,
          };
        })}
      />
    </Panel>
  );
}

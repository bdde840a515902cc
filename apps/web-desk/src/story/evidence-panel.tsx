import type { RequestDetail } from '@hufu/contract';
import { ListStates, ProblemNotice, useLoad } from '@hufu/ui';
import { Button } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { Panel } from '../layout/page-head.tsx';
import { saveFile } from '../layout/save-file.ts';
import { useAct } from '../layout/use-act.ts';
import { bytesOf, client } from '../session/api.ts';
import { useSession } from '../session/session.tsx';
import { useT } from '../texts.ts';

/** The evidence pack in one click, and the villager's receipt (N15, F104). */
export function EvidencePanel(props: { detail: RequestDetail }): ReactNode {
  const text = useT();
  const { may } = useSession();
  const { detail } = props;
  if (!may.has('evidence.getReceipt')) return null;
  return (
    <Panel title={text('evidence.title')} testId="evidence">
      <Receipt detail={detail} />
    </Panel>
  );
}

function Receipt(props: { detail: RequestDetail }): ReactNode {
  const text = useT();
  const { id, number } = props.detail;
  const { loaded, reload } = useLoad(
    (signal) => client.evidence.getReceipt({ request: id }, { signal }),
    [id],
  );
  const { isBusy, problem, act } = useAct();
  const svg = loaded.state === 'data' ? loaded.data.qrSvg : null;
  // As a picture, never as markup: what the server sends cannot run here.
  const qr = useMemo(
    () => (svg ? `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}` : null),
    [svg],
  );
  const download = (receipt: string) =>
    act(async () => {
      const pack = bytesOf(await client.evidence.getPack({ request: id, receipt }));
      saveFile(pack, text('evidence.file', { number }), 'application/zip');
    });
  return (
    <ListStates loaded={loaded} onRetry={reload}>
      {(data) => (
        <div className="d-stack">
          <p>{text('evidence.explain')}</p>
          <Button
            type="primary"
            loading={isBusy}
            onClick={() => download(data.receipt)}
            data-testid="download-pack"
          >
            {text('evidence.download')}
          </Button>
          {problem ? <ProblemNotice problem={problem} /> : null}
          <div className="d-receipt">
            {qr ? <img src={qr} alt={text('evidence.qr')} /> : null}
            <div>
              <b>{text('evidence.receipt')}</b>
              <p className="d-soft">{text('evidence.receiptWhy')}</p>
              <a href={data.url} target="_blank" rel="noreferrer" data-testid="receipt-link">
                {text('evidence.open')}
              </a>
            </div>
          </div>
        </div>
      )}
    </ListStates>
  );
}

import type { FindPaperReply } from '@hufu/contract';
import { Notice, ProblemNotice, Waiting } from '@hufu/ui';
import { Button } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import { PageHead, Panel } from '../layout/page-head.tsx';
import { saveFile } from '../layout/save-file.ts';
import { useAct } from '../layout/use-act.ts';
import { client } from '../session/api.ts';
import { useT } from '../texts.ts';
import { FoundPaperFacts } from './found-paper-facts.tsx';

/** A photo in, the record of that paper out, or a signed 'no record' (N3). */
export function LookupPage(): ReactNode {
  const text = useT();
  const input = useRef<HTMLInputElement>(null);
  const [reply, setReply] = useState<FindPaperReply | null>(null);
  const { isBusy, problem, act } = useAct();
  const search = (file: File) =>
    act(async () => {
      setReply(null);
      const form = new FormData();
      form.set('file', file);
      setReply(await client.evidence.findPaper(form));
    });
  return (
    <>
      <PageHead
        title={text('menu.lookup')}
        extra={
          <Button type="primary" size="large" disabled={isBusy} onClick={() => input.current?.click()}>
            {text(reply ? 'lookup.again' : 'lookup.choose')}
          </Button>
        }
      >
        <p className="d-soft">{text('lookup.explain')}</p>
        <input
          ref={input}
          data-testid="lookup-file"
          type="file"
          accept="image/jpeg,image/png"
          capture="environment"
          hidden
          onChange={(e) => {
            const file = e.currentTarget.files?.[0];
            e.currentTarget.value = '';
            if (file) search(file);
          }}
        />
      </PageHead>
      {isBusy ? <Waiting>{text('lookup.searching')}</Waiting> : null}
      {problem ? <ProblemNotice problem={problem} /> : null}
      {reply ? <Answer reply={reply} /> : null}
    </>
  );
}

function Answer(props: { reply: FindPaperReply }): ReactNode {
  const text = useT();
  const { reply } = props;
  const { best, similar, outcome, noRecord } = reply;
  const percent = (share: number) => Math.round(share * 1000) / 10;
  return (
    <div className="d-stack" data-testid={`lookup-${outcome}`}>
      <Notice tone={outcome === 'found' ? 'good' : 'warn'}>
        <strong>{text(`lookup.${outcome}`)}</strong>
        {outcome === 'found' ? null : <p>{text(`lookup.${outcome}Todo`)}</p>}
        <p>{text('lookup.searched', reply.searched)}</p>
        {reply.searched.forgotten > 0 ? <p>{text('lookup.forgotten', reply.searched)}</p> : null}
        <p>
          {text('lookup.recall', {
            percent: percent(reply.recall.rate),
            low: percent(reply.recall.low),
            high: percent(reply.recall.high),
            n: reply.recall.n,
          })}
        </p>
        {noRecord ? (
          <Button
            onClick={() =>
              saveFile(
                new TextEncoder().encode(noRecord),
                text('lookup.noRecordFile', { photo: reply.photo.slice(0, 12) }),
                'text/plain',
              )
            }
          >
            {text('lookup.saveNoRecord')}
          </Button>
        ) : null}
      </Notice>
      {(best ? [best] : similar).map((paper) => (
        <Panel key={`${paper.id}-${paper.page}`} title={paper.title}>
          <FoundPaperFacts paper={paper} isBest={paper === best} />
        </Panel>
      ))}
    </div>
  );
}

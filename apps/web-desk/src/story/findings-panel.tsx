import type { RequestDetail } from '@hufu/contract';
import { formatDateTime, ProblemNotice, useLanguage } from '@hufu/ui';
import { Button, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { Panel } from '../layout/page-head.tsx';
import { useAct } from '../layout/use-act.ts';
import { client } from '../session/api.ts';
import { useSession } from '../session/session.tsx';
import { useT } from '../texts.ts';

/** What inspectors asked and found. It flags; it decides nothing. */
export function FindingsPanel(props: { detail: RequestDetail; onAdded: () => void }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { may } = useSession();
  const { detail } = props;
  const [words, setWords] = useState('');
  const { isBusy, problem, act } = useAct();
  const findings = detail.timeline.filter((e) => e.kind === 'finding');
  const add = () =>
    act(async () => {
      await client.supervision.addFinding({
        request: detail.id,
        village: detail.village.id,
        text: words.trim(),
      });
      setWords('');
      props.onAdded();
    });
  return (
    <Panel title={text('findings.title')} testId="findings">
      {findings.length === 0 ? <p className="d-soft">{text('findings.none')}</p> : null}
      {findings.map((f, i) => (
        <blockquote key={i} className="d-quote">
          <p>{f.text[language]}</p>
          <small>
            {f.who} · {formatDateTime(f.at, language)}
          </small>
        </blockquote>
      ))}
      {may.has('supervision.addFinding') ? (
        <div className="d-stack">
          <Input.TextArea
            rows={3}
            maxLength={1000}
            value={words}
            placeholder={text('findings.hint')}
            onChange={(e) => setWords(e.target.value)}
            data-testid="finding-text"
          />
          {problem ? <ProblemNotice problem={problem} /> : null}
          <Button loading={isBusy} disabled={words.trim() === ''} onClick={add} data-testid="add-finding">
            {text('findings.add')}
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}

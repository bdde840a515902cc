import { explain, isErrorCode, type RequestDetail } from '@hufu/contract';
import { formatDateTime, KeyGrade, Notice, Tag, useLanguage, useLoad } from '@hufu/ui';
import { Table } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { Panel } from '../layout/page-head.tsx';
import { client } from '../session/api.ts';
import { useT } from '../texts.ts';
import { checkSignature, rosterChain } from './check-statements.ts';
import { statementName } from './statement-name.ts';

/** Every signed statement of a request: who signed, whether it holds, whether it is in the log, who vouches for the log. */
export function StatementsPanel(props: { detail: RequestDetail }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { detail } = props;
  const village = detail.village.id;
  const rosters = useLoad((signal) => client.custody.getRoster({ village }, { signal }), [village]);
  const policy = useLoad((signal) => client.evidence.getPolicy(undefined, { signal }), []);
  const chain = useMemo(
    () => (rosters.loaded.state === 'data' ? rosterChain(rosters.loaded.data.rosters) : null),
    [rosters.loaded],
  );
  const states = useMemo(
    () => new Map(chain ? detail.statements.map((s) => [s.id, checkSignature(s, chain)]) : []),
    [chain, detail.statements],
  );
  const onOneHost =
    policy.loaded.state === 'data' &&
    (policy.loaded.data.demo || policy.loaded.data.witnesses.some((w) => w.sameHost));
  return (
    <Panel title={text('statements.title')} testId="statements">
      {onOneHost ? (
        <Notice tone="warn">
          <p>{text('statements.amber')}</p>
          <p>{text('statements.amberWhy')}</p>
        </Notice>
      ) : null}
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={detail.statements}
        columns={[
          {
            title: text('statements.type'),
            render: (_, s) => (
              <>
                {statementName(s.type, text)}
                <br />
                <small className="d-soft">{formatDateTime(s.at, language)}</small>
              </>
            ),
          },
          {
            title: text('statements.signers'),
            render: (_, s) =>
              s.signers.map((signer, i) => (
                <span key={i} className="d-signer">
                  {signer.name}{' '}
                  {signer.keyKind === 'machine' ? (
                    <Tag tone="quiet">{text('key.machine')}</Tag>
                  ) : (
                    <KeyGrade kind={signer.keyKind} />
                  )}
                </span>
              )),
          },
          {
            title: text('statements.signature'),
            render: (_, s) => {
              const checked = states.get(s.id);
              if (!checked) return <Tag tone="quiet">{text('statements.checking')}</Tag>;
              if (checked.state === 'good') return <Tag tone="good">{text('statements.good')}</Tag>;
              if (checked.state === 'service') return <Tag tone="quiet">{text('statements.service')}</Tag>;
              return (
                <span title={isErrorCode(checked.code) ? explain(checked.code, language).join(' ') : ''}>
                  <Tag tone="bad">{text('statements.bad')}</Tag> <small>{checked.code}</small>
                </span>
              );
            },
          },
          {
            title: text('statements.log'),
            render: (_, s) => (
              <span className="d-row">
                {s.leafIndex === null ? (
                  <Tag tone="warn">{text('statements.queued')}</Tag>
                ) : (
                  <Tag tone="good">{text('statements.leaf', { n: s.leafIndex })}</Tag>
                )}
                {s.witnessed ? (
                  <Tag tone={onOneHost ? 'warn' : 'good'}>
                    {text(onOneHost ? 'statements.witnessedSameHost' : 'statements.witnessed')}
                  </Tag>
                ) : (
                  <Tag tone="warn">{text('statements.notWitnessed')}</Tag>
                )}
              </span>
            ),
          },
        ]}
      />
      <p className="d-soft">{text('statements.note')}</p>
    </Panel>
  );
}

import type { AlarmView } from '@hufu/contract';
import { formatWhen, ListStates, Tag, useLanguage, useLoad } from '@hufu/ui';
import { Button, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { Pager } from '../layout/pager.tsx';
import { client } from '../session/api.ts';
import { useT } from '../texts.ts';
import { AlarmDrawer } from './alarm-drawer.tsx';

const tones = { info: 'info', warning: 'warn', serious: 'bad' } as const;

/** Alarms, newest first; each opens with all that is known and how it ended. */
export function AlarmList(props: {
  open: 'yes' | 'no' | 'all';
  village: string | undefined;
  limit: number;
  isShort?: boolean;
  cursor?: string;
  back?: string;
  onTurn?: (turn: { cursor: string; back: string }) => void;
}): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { open, village, limit, cursor = '' } = props;
  const [shown, setShown] = useState<AlarmView | null>(null);
  const { loaded, reload } = useLoad(
    (signal) =>
      client.supervision.listAlarms(
        { open, limit, ...(village ? { village } : {}), ...(cursor ? { cursor } : {}) },
        { signal },
      ),
    [open, village, limit, cursor],
    { everyMs: 30_000 },
  );
  const now = Date.now();
  return (
    <ListStates
      loaded={loaded}
      onRetry={reload}
      isEmpty={(d) => d.items.length === 0}
      empty={
        <>
          <strong>{text(open === 'yes' ? 'alarms.noneOpen' : 'alarms.none')}</strong>
          <span>{text('alarms.noneWhy')}</span>
        </>
      }
    >
      {(data) => (
        <>
          <Table
            size="small"
            rowKey="id"
            pagination={false}
            scroll={{ x: 'max-content' }}
            showHeader={!props.isShort}
            dataSource={data.items}
            onRow={(a) => ({ onClick: () => setShown(a), className: 'd-clickable' })}
            columns={[
              {
                title: text('alarms.severity'),
                render: (_, a) => <Tag tone={tones[a.severity]}>{text(`severity.${a.severity}`)}</Tag>,
              },
              {
                title: text('alarms.what'),
                render: (_, a) => (
                  <Button
                    type="link"
                    className="d-link"
                    data-testid="alarm"
                    data-kind={a.kind}
                    onClick={() => setShown(a)}
                  >
                    {a.title[language]}
                  </Button>
                ),
              },
              { title: text('register.unit'), render: (_, a) => a.village.name },
              ...(props.isShort
                ? []
                : [
                    {
                      title: text('alarms.detail'),
                      render: (_: unknown, a: AlarmView) => (
                        <span className="d-cut">{a.detail[language]}</span>
                      ),
                    },
                  ]),
              { title: text('alarms.when'), render: (_, a) => formatWhen(a.at, now, language) },
              {
                title: text('alarms.state'),
                render: (_, a) =>
                  a.disposal ? (
                    <Tag tone="quiet">{text(`disposal.${a.disposal.result}`)}</Tag>
                  ) : (
                    <Tag tone="warn">{text('alarms.open')}</Tag>
                  ),
              },
            ]}
          />
          {props.onTurn ? (
            <Pager
              total={null}
              shown={data.items.length}
              next={data.next}
              cursor={cursor}
              back={props.back ?? ''}
              onTurn={props.onTurn}
            />
          ) : null}
          <AlarmDrawer
            alarm={shown}
            onClose={() => setShown(null)}
            onDisposed={(alarm) => {
              setShown(alarm);
              reload();
            }}
          />
        </>
      )}
    </ListStates>
  );
}

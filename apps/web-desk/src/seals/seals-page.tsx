import type { SealView } from '@hufu/contract';
import { formatDateTime, ListStates, Tag, useLanguage, useLoad } from '@hufu/ui';
import { Table, Timeline } from 'antd';
import { type ReactNode, useState } from 'react';
import { PageHead, Panel } from '../layout/page-head.tsx';
import { useVillages, VillageSelect } from '../layout/unit-select.tsx';
import { client } from '../session/api.ts';
import { useT } from '../texts.ts';

const tones = { active: 'good', suspended: 'warn', retired: 'quiet' } as const;
const acts = [
  'mounted',
  'unmounted',
  'handedOver',
  'takenOut',
  'returned',
  'suspended',
  'resumed',
  'surrendered',
  'destroyed',
] as const;

/** The seal ledger, each seal with the history of its custody. */
export function SealsPage(): ReactNode {
  const text = useT();
  const villages = useVillages();
  const [village, setVillage] = useState<string | undefined>(undefined);
  const { loaded, reload } = useLoad(
    (signal) => client.supervision.listSeals(village ? { village } : {}, { signal }),
    [village],
  );
  const unit = (s: SealView) => villages.find((v) => v.id === s.village)?.name ?? '';
  return (
    <>
      <PageHead title={text('menu.seals')} extra={<VillageSelect value={village} onChange={setVillage} />}>
        <p className="d-soft">{text('seals.explain')}</p>
      </PageHead>
      <Panel>
        <ListStates
          loaded={loaded}
          onRetry={reload}
          isEmpty={(d) => d.items.length === 0}
          empty={<strong>{text('seals.empty')}</strong>}
        >
          {(data) => (
            <Table
              size="small"
              rowKey="id"
              pagination={{ pageSize: 30, hideOnSinglePage: true }}
              scroll={{ x: 'max-content' }}
              dataSource={data.items}
              expandable={{ expandedRowRender: (s) => <History history={s.history} /> }}
              columns={[
                { title: text('seals.name'), dataIndex: 'name' },
                { title: text('seals.kind'), render: (_, s) => text(`seal.${s.kind}`) },
                { title: text('register.unit'), render: (_, s) => unit(s) },
                { title: text('seals.code'), render: (_, s) => <code>{s.sealCode13}</code> },
                { title: text('seals.custodian'), render: (_, s) => s.custodian.name },
                {
                  title: text('seals.place'),
                  render: (_, s) =>
                    s.machine ? text('seals.inMachine', { slot: s.slot + 1 }) : text('seals.outside'),
                },
                {
                  title: text('seals.state'),
                  render: (_, s) => <Tag tone={tones[s.state]}>{text(`sealState.${s.state}`)}</Tag>,
                },
                {
                  title: text('seals.executed'),
                  dataIndex: 'executed',
                  align: 'right',
                  sorter: (a, b) => a.executed - b.executed,
                },
              ]}
            />
          )}
        </ListStates>
      </Panel>
    </>
  );
}

type HistoryEntry = Awaited<
  ReturnType<typeof client.supervision.listSeals>
>['items'][number]['history'][number];

function History(props: { history: readonly HistoryEntry[] }): ReactNode {
  const text = useT();
  const language = useLanguage();
  if (props.history.length === 0) return <p className="d-soft">{text('seals.noHistory')}</p>;
  return (
    <Timeline
      items={props.history.map((h, i) => {
        const act = acts.find((a) => a === h.act);
        return {
          key: i,
          content: (
            <>
              <b>{act ? text(`custody.${act}`) : h.act}</b> {h.people.join(text('list.and'))}
              {h.note ? ` · ${h.note}` : ''}
              <br />
              <small className="d-soft">{formatDateTime(h.at, language)}</small>
            </>
          ),
        };
      })}
    />
  );
}

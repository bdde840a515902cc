import { ListStates, Notice, Tag, useLoad } from '@hufu/ui';
import { Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { PageHead, Panel } from '../layout/page-head.tsx';
import { VillageSelect } from '../layout/unit-select.tsx';
import { client } from '../session/api.ts';
import { useT } from '../texts.ts';

/** People, their roles, by whose decision, and what is wrong with it (AC-1 to AC-3, AC-13). */
export function PeoplePage(): ReactNode {
  const text = useT();
  const [village, setVillage] = useState<string | undefined>(undefined);
  const { loaded, reload } = useLoad(
    (signal) => client.supervision.listPeople(village ? { village } : {}, { signal }),
    [village],
  );
  return (
    <>
      <PageHead title={text('menu.people')} extra={<VillageSelect value={village} onChange={setVillage} />}>
        <p className="d-soft">{text('people.explain')}</p>
      </PageHead>
      <ListStates
        loaded={loaded}
        onRetry={reload}
        isEmpty={(d) => d.items.length === 0}
        empty={<strong>{text('people.empty')}</strong>}
      >
        {(data) => {
          const warned = data.items.filter((p) => p.warnings.length > 0).length;
          return (
            <Panel>
              {warned > 0 ? (
                <Notice tone="warn">
                  <p>{text('people.warned', { n: warned })}</p>
                </Notice>
              ) : null}
              <Table
                size="small"
                rowKey="id"
                pagination={{ pageSize: 30, hideOnSinglePage: true, showSizeChanger: false }}
                scroll={{ x: 'max-content' }}
                dataSource={data.items}
                columns={[
                  { title: text('people.name'), dataIndex: 'name' },
                  { title: text('register.unit'), render: (_, p) => p.unit.name },
                  {
                    title: text('people.roles'),
                    render: (_, p) =>
                      p.roles.map((r) => (
                        <span key={r} className="d-signer">
                          <Tag tone="info">{text(`role.${r}`)}</Tag>
                        </span>
                      )),
                  },
                  {
                    title: text('people.appointed'),
                    render: (_, p) => <span className="d-cut">{p.appointedBy || '—'}</span>,
                  },
                  { title: text('people.keys'), dataIndex: 'keys', align: 'right' },
                  {
                    title: text('people.warnings'),
                    sorter: (a, b) => a.warnings.length - b.warnings.length,
                    defaultSortOrder: 'descend',
                    render: (_, p) =>
                      p.warnings.map((w) => (
                        <div key={w} className="d-warn">
                          {w}
                        </div>
                      )),
                  },
                ]}
              />
            </Panel>
          );
        }}
      </ListStates>
    </>
  );
}
